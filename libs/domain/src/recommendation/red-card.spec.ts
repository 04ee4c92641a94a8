import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../measurement/observation.js';
import {
  aDiaryDay,
  aPeakFlowSession,
  aSessionAfterReliever,
  at,
  contextAt,
  preventerTaken,
  relieverPuffs,
} from '../testing/a-story.js';
import { applyAnswer, type Answer, type AnsweringRole } from './answer.js';
import { proposeRecommendations, recommendationIdsOf } from './life.js';
import { answerAwaitedFrom, isOpen } from './lifetime.js';
import type { Recommendation } from './recommendation.js';

const ids = recommendationIdsOf('demo', 'p07');
const well = [
  ...Array.from({ length: 15 }, (_unused, day) => aPeakFlowSession(at(day, 8), 290, 285, 280)),
  ...preventerTaken(0, 15),
];
/** 49 % of the best of 300 L/min. */
const red = [...well, aPeakFlowSession(at(15, 8), 147, 145)];

/** The emergency cards after the rules were asked once more, oldest first. */
function asked(before: readonly Recommendation[], nowMs: number, story: readonly Observation[]): Recommendation[] {
  const { created, changed } = proposeRecommendations(
    before.filter(isOpen),
    before.filter((each) => !isOpen(each)),
    contextAt(nowMs, story),
    ids,
  );
  const all = [...before.map((each) => changed.find((moved) => moved.id === each.id) ?? each), ...created];
  return all.filter((each) => each.ruleId === 'red-zone');
}

function answered(cards: readonly Recommendation[], answer: Answer, role: AnsweringRole, nowMs: number) {
  return cards.map((each) => {
    if (!isOpen(each)) return each;
    const result = applyAnswer(each, answer, role, role, nowMs);
    if ('kind' in result) throw new Error(result.reason);
    return result;
  });
}

const statuses = (cards: readonly Recommendation[]) => cards.map((each) => each.status);
const told = (card: Recommendation) => card.reasons.map((each) => each.code);
const first = asked([], at(15, 8.1), red);
const acknowledged = answered(first, 'acknowledge', 'patient', at(15, 8.2));

describe('an emergency card that was acknowledged', () => {
  const blueAt25 = [...red, aPeakFlowSession(at(15, 14), 75, 72), aDiaryDay(15, { redFlags: ['blue-lips'] })];

  it('gives way to a new one when six hours later the blow is at 25 % and the lips are blue', () => {
    const cards = asked(acknowledged, at(15, 21.1), blueAt25);
    expect(statuses(cards)).toEqual(['withdrawn', 'sent']);
    expect(cards[0]!.events.at(-1)!.reasons).toEqual([{ code: 'superseded-by-newer-red', values: {} }]);
    expect(told(cards[1]!)).toEqual(expect.arrayContaining(['zone-lung-function', 'zone-red-flag']));
  });

  it.each([
    ['a new danger sign alone', [aDiaryDay(15, { redFlags: ['drowsy-or-confused'] })]],
    ['another verified red blow alone', [aPeakFlowSession(at(15, 20), 146, 144)]],
  ])('gives way to a new one for %s', (_what, more) => {
    expect(statuses(asked(acknowledged, at(15, 21.1), [...red, ...more]))).toEqual(['withdrawn', 'sent']);
  });

  it('is not repeated for the same evidence, however often the rules are asked, nor when its day is over', () => {
    let cards: Recommendation[] = acknowledged;
    for (const hour of [8.3, 12, 20, 31, 33, 56, 100]) cards = asked(cards, at(15, hour), red);
    expect(statuses(cards)).toEqual(['acknowledged']);
  });

  it('is not repeated for a diary entry that tells the same danger sign of the same day once more', () => {
    const flag = aDiaryDay(15, { redFlags: ['blue-lips'] });
    const cards = answered(asked([], at(15, 21.1), [...well, flag]), 'acknowledge', 'patient', at(15, 21.2));
    const again = { ...aDiaryDay(15, { redFlags: ['blue-lips'] }), measuredAtMs: at(15, 22) };
    expect(statuses(asked(cards, at(15, 22.1), [...well, flag, again]))).toEqual(['acknowledged']);
  });

  it('is not repeated for one blow that nothing confirms', () => {
    expect(statuses(asked(acknowledged, at(15, 14.1), [...red, aPeakFlowSession(at(15, 14), 75)]))).toEqual([
      'acknowledged',
    ]);
  });

  it('gives way under another id also when late data bring the news at the same instant of the twin', () => {
    const late = { ...aDiaryDay(14, { redFlags: ['blue-lips'] }), measuredAtMs: at(15, 8.05) };
    const cards = asked(acknowledged, at(15, 8.1), [...red, late]);
    expect(statuses(cards)).toEqual(['withdrawn', 'sent']);
    expect(new Set(cards.map((each) => each.id)).size).toBe(2);
  });
});

describe('an emergency card that nobody has answered', () => {
  it('is renewed when the blow is clearly worse or a danger sign is new', () => {
    const worse = [...red, aPeakFlowSession(at(15, 10), 90, 88)];
    const cards = asked(first, at(15, 10.1), worse);
    expect(statuses(cards)).toEqual(['withdrawn', 'sent']);
    const flagged = [...worse, aDiaryDay(15, { redFlags: ['blue-lips'] })];
    expect(statuses(asked(cards, at(15, 21.1), flagged))).toEqual(['withdrawn', 'withdrawn', 'sent']);
  });

  it('stays the one card for further blows that are as low as the one it told', () => {
    const again = [9, 10, 11].map((hour) => aPeakFlowSession(at(15, hour), 146, 144));
    expect(statuses(asked(first, at(15, 11.1), [...red, ...again]))).toEqual(['sent']);
  });

  it('does not expire: it goes on to a clinician and stays open until someone answers', () => {
    const day = asked(asked(first, at(16, 8.2), red), at(17, 9), red);
    expect(statuses(day)).toEqual(['sent']);
    expect(day[0]!.events.filter((event) => event.reasons[0]?.code === 'red-zone-unanswered-escalated')).toHaveLength(
      1,
    );
    expect(answerAwaitedFrom(day[0]!)).toBe('clinician');
    expect(statuses(asked(answered(day, 'acknowledge', 'clinician', at(17, 10)), at(17, 10.1), red))).toEqual([
      'acknowledged',
    ]);
  });

  it('keeps a decline that comes after it went on to a clinician', () => {
    const declined = answered(asked(first, at(16, 8.2), red), 'decline', 'patient', at(16, 9));
    expect(declined[0]!.events.map((event) => event.status).slice(-2)).toEqual(['declined', 'sent']);
  });

  it('hands the clinician’s duty to answer on to the one that takes its place', () => {
    const declined = answered(first, 'decline', 'patient', at(15, 8.2));
    const cards = asked(declined, at(15, 10.1), [...red, aPeakFlowSession(at(15, 10), 90, 88)]);
    expect(cards.map(answerAwaitedFrom)).toEqual([null, 'clinician']);
  });
});

describe('a red blow and then silence', () => {
  it.each([25, 49, 24 * 9])('is still red after %d hours, and said to be stale', (hours) => {
    expect(contextAt(at(15, 8 + hours), red).view.zone).toMatchObject({ value: 'red', stale: true });
  });

  it('is not ended by a quiet diary, nor by one blow that nothing confirms weeks later', () => {
    expect(contextAt(at(17, 22), [...red, aDiaryDay(17)]).view.zone).toMatchObject({ value: 'red', stale: true });
    const blown = [...red, aPeakFlowSession(at(40, 8), 290)];
    expect(contextAt(at(40, 9), blown).view.zone).toMatchObject({ value: 'red', stale: true });
  });

  it('is ended by a verified better blow', () => {
    const blown = [...red, aPeakFlowSession(at(18, 8), 280, 275)];
    expect(contextAt(at(18, 9), blown).view.zone).toMatchObject({ value: 'green', stale: false });
  });

  it('is not stale when a danger sign of today is the newest of it', () => {
    const flagged = [...red, aDiaryDay(17, { redFlags: ['blue-lips'] })];
    expect(contextAt(at(17, 22), flagged).view.zone).toMatchObject({ value: 'red', stale: false });
  });
});

describe('a red blow, a puff, and a good blow 20 minutes later', () => {
  const low = [...well, aPeakFlowSession(at(15, 8), 135, 133)];
  const puffed = [...low, ...relieverPuffs(at(15, 8.1), 2)];
  const markedAfter = [...low, aSessionAfterReliever(at(15, 8.5), 248, 245)];
  const sensedAfter = [...puffed, aPeakFlowSession(at(15, 8.5), 248, 245)];

  it.each([
    ['marked as after the reliever', markedAfter],
    ['sensed by the inhaler', sensedAfter],
  ])('is yellow at most, with the red blow among the reasons: %s', (_how, story) => {
    const { value, reasons } = contextAt(at(15, 8.6), story).view.zone;
    expect(value).toBe('yellow');
    expect(reasons).toContainEqual({ code: 'after-reliever', percentOfBest: 45, atMs: at(15, 8) });
  });

  it('does not close a card that nobody has answered', () => {
    expect(statuses(asked(asked([], at(15, 8.05), low), at(15, 8.6), sensedAfter))).toEqual(['sent']);
  });

  it('closes an answered card as yellow, and says what was seen', () => {
    const answeredCard = answered(asked([], at(15, 8.05), low), 'acknowledge', 'patient', at(15, 8.1));
    const [card] = asked(answeredCard, at(15, 8.6), sensedAfter);
    expect(card!.status).toBe('effect-observed');
    expect(card!.events.at(-1)!.reasons).toEqual([
      { code: 'zone-left-red', values: { zone: 'yellow' } },
      { code: 'zone-after-reliever', values: { percentOfBest: 45, measuredAtMs: at(15, 8) } },
    ]);
  });

  it('is green once a good blow was made without a reliever, or in one who was not red before', () => {
    const nextMorning = [...sensedAfter, aPeakFlowSession(at(15, 20), 270, 265)];
    expect(contextAt(at(15, 20.1), nextMorning).view.zone.value).toBe('green');
    const neverRed = [...well, aSessionAfterReliever(at(15, 8.5), 248, 245)];
    expect(contextAt(at(15, 8.6), neverRed).view.zone.value).toBe('green');
  });
});
