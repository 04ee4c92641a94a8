import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../measurement/observation.js';
import { MS_PER_DAY, MS_PER_HOUR } from '../time/calendar.js';
import { applyAnswer } from './answer.js';
import { deviceRequestsOf } from './device-requests.js';
import { proposeRecommendations, recommendationIdsOf } from './life.js';
import { isOpen } from './lifetime.js';
import type { Recommendation, RuleContext, RuleId } from './recommendation.js';
import { ruleOf } from './rules/rules.js';
import { aPeakFlowSession, aPuff, aRisk, at, contextAt, preventerTaken, relieverPuffs } from '../testing/a-story.js';

const ids = recommendationIdsOf('demo', 'p07');

/** The recommendations after the rules were asked once more. */
function asked(before: readonly Recommendation[], context: RuleContext): Recommendation[] {
  const { created, changed } = proposeRecommendations(
    before.filter(isOpen),
    before.filter((each) => !isOpen(each)),
    context,
    ids,
  );
  return [...before.map((each) => changed.find((moved) => moved.id === each.id) ?? each), ...created];
}

function of(ruleId: RuleId, recommendations: readonly Recommendation[]): Recommendation {
  const found = recommendations.filter((each) => each.ruleId === ruleId);
  expect(found).toHaveLength(1);
  return found[0]!;
}

function answered(
  recommendations: readonly Recommendation[],
  ruleId: RuleId,
  ...answer: Parameters<typeof applyAnswer> extends [Recommendation, ...infer Rest] ? Rest : never
): Recommendation[] {
  return recommendations.map((each) => {
    if (each.ruleId !== ruleId || !isOpen(each)) return each;
    const result = applyAnswer(each, ...answer);
    if ('kind' in result) throw new Error(result.reason);
    return result;
  });
}

const goodBlows = Array.from({ length: 15 }, (_unused, day) => aPeakFlowSession(at(day, 8), 290, 285, 280));
const halfTaken = preventerTaken(0, 15).filter((_each, index) => index % 2 === 0);
const forgetful: readonly Observation[] = [...goodBlows, ...halfTaken];
const well: readonly Observation[] = [...goodBlows, ...preventerTaken(0, 15)];
const EVENING = at(14, 20);

describe('a recommendation', () => {
  it('that needs no approval is sent at once, with rule, reasons and times recorded', () => {
    const reminder = of('missed-controller', asked([], contextAt(EVENING, forgetful)));
    expect(reminder).toMatchObject({
      siteId: 'demo',
      patientId: 'p07',
      ruleVersion: 2,
      audience: 'patient',
      status: 'sent',
      createdAtMs: EVENING,
      expiresAtMs: EVENING + MS_PER_DAY,
      modelVersion: null,
    });
    expect(reminder.events.map((event) => [event.status, event.atMs, event.actor])).toEqual([
      ['proposed', EVENING, 'system'],
      ['sent', EVENING, 'system'],
    ]);
    expect(reminder.events[0]!.reasons).toEqual(reminder.reasons);
  });

  it('is not made twice while one of its rule is open', () => {
    const first = asked([], contextAt(EVENING, forgetful));
    expect(asked(first, contextAt(EVENING + MS_PER_HOUR, forgetful))).toEqual(first);
  });

  it('has an id that says rule and time, is the same when asked again, and differs between patients', () => {
    const once = of('missed-controller', asked([], contextAt(EVENING, forgetful))).id;
    const again = of('missed-controller', asked([], contextAt(EVENING, forgetful))).id;
    expect(once).toBe(again);
    expect(once).not.toBe(recommendationIdsOf('demo', 'p08')('missed-controller', EVENING));
    expect(once.length).toBeLessThanOrEqual(64);
    expect(once).not.toContain('p07');
  });

  it('closes with the effect that the inhaler itself measured', () => {
    const sent = asked([], contextAt(EVENING, forgetful));
    const taken = [...forgetful, aPuff(EVENING + MS_PER_HOUR)];
    const closed = of('missed-controller', asked(sent, contextAt(EVENING + 2 * MS_PER_HOUR, taken)));
    expect(closed.status).toBe('effect-observed');
    expect(closed.events.at(-1)!.reasons).toEqual([{ code: 'controller-taken', values: { doses: 1 } }]);
  });

  it('stays open after it was acknowledged, until the effect is seen', () => {
    const acknowledged = answered(
      asked([], contextAt(EVENING, forgetful)),
      'missed-controller',
      'acknowledge',
      'p07',
      'patient',
      EVENING + 1,
    );
    expect(isOpen(of('missed-controller', asked(acknowledged, contextAt(EVENING + MS_PER_HOUR, forgetful))))).toBe(
      true,
    );
    const expired = of('missed-controller', asked(acknowledged, contextAt(EVENING + MS_PER_DAY, forgetful)));
    expect(expired.status).toBe('expired');
    expect(expired.events.at(-1)!.reasons[0]!.code).toBe('no-effect-seen');
  });

  it('expires unanswered, and its rule is quiet for a while', () => {
    const sent = asked([], contextAt(EVENING, forgetful));
    const missed = [...forgetful, aPeakFlowSession(at(15, 8), 290, 285)];
    const signs = (nowMs: number) => contextAt(nowMs, [...missed, aPuff(at(15, 10), 'salbutamol', 'reliever')]);
    const dayLater = asked(sent, signs(EVENING + MS_PER_DAY));
    expect(of('missed-controller', dayLater)).toMatchObject({ status: 'expired' });
    const reminders = (all: readonly Recommendation[]) =>
      all.filter((each) => each.ruleId === 'missed-controller').length;
    expect(reminders(asked(dayLater, signs(EVENING + MS_PER_DAY + 12 * MS_PER_HOUR)))).toBe(1);
    const again = asked(dayLater, signs(EVENING + MS_PER_DAY + ruleOf('missed-controller').quietForMs));
    expect(reminders(again)).toBe(2);
    expect(again.filter((each) => each.ruleId === 'missed-controller' && isOpen(each))).toHaveLength(1);
  });

  it('is withdrawn when its reason has gone before anyone answered', () => {
    const story = [...well, aPeakFlowSession(at(15, 8), 290, 200)];
    const sent = asked([], contextAt(at(15, 8.1), story));
    expect(of('repeat-blow', sent).status).toBe('sent');
    const later = asked(sent, contextAt(at(15, 20.5), story));
    expect(of('repeat-blow', later).status).toBe('expired');
    const soft = [22, 48, 25].map((flow, index) =>
      aPuff(at(14, 8 + index), 'budesonide', 'controller', { peakInspiratoryFlowLitresPerMinute: flow }),
    );
    const proposed = asked([], contextAt(EVENING, [...well, ...soft]));
    expect(of('technique', proposed).status).toBe('proposed');
    const better = [50, 51, 52, 53].map((flow, index) =>
      aPuff(at(14, 21 + index / 10), 'budesonide', 'controller', { peakInspiratoryFlowLitresPerMinute: flow }),
    );
    const withdrawn = of('technique', asked(proposed, contextAt(at(14, 22), [...well, ...soft, ...better])));
    expect(withdrawn.status).toBe('withdrawn');
    expect(withdrawn.events.at(-1)!.reasons).toEqual([{ code: 'reason-gone', values: {} }]);
  });

  it('made from a score names the model, its version and its file', () => {
    const riskAlert = { kind: 'alert', highDays: 2, thresholdRisk: 0.05 } as const;
    const review = of(
      'clinician-review',
      asked([], contextAt(EVENING, well, { risk: aRisk(0.09, EVENING), riskAlert })),
    );
    expect(review).toMatchObject({ status: 'proposed', modelVersion: 'risk 2 abc' });
    const plain = of('missed-controller', asked([], contextAt(EVENING, forgetful, { risk: aRisk(0.09, EVENING) })));
    expect(plain.modelVersion).toBeNull();
  });
});

describe('the emergency card', () => {
  const red = [...well, aPeakFlowSession(at(15, 8), 120, 118)];
  const yellow = [...well, aPeakFlowSession(at(15, 7), 210, 205)];

  it('is sent at once and takes the place of the open yellow recommendation', () => {
    const before = asked([], contextAt(at(15, 7.5), yellow));
    expect(of('yellow-zone', before).status).toBe('sent');
    const after = asked(before, contextAt(at(15, 8.1), [...yellow, aPeakFlowSession(at(15, 8), 120, 118)]));
    expect(of('red-zone', after)).toMatchObject({ status: 'sent', urgency: 'now', audience: 'patient' });
    expect(of('yellow-zone', after)).toMatchObject({ status: 'withdrawn' });
    expect(of('yellow-zone', after).events.at(-1)!.reasons[0]!.code).toBe('overridden-by-red-zone');
  });

  it('takes the place of a yellow recommendation that was already acknowledged too', () => {
    const before = answered(
      asked([], contextAt(at(15, 7.5), yellow)),
      'yellow-zone',
      'acknowledge',
      'p07',
      'patient',
      at(15, 7.6),
    );
    const after = asked(before, contextAt(at(15, 8.1), [...yellow, aPeakFlowSession(at(15, 8), 120, 118)]));
    expect(of('yellow-zone', after).status).toBe('withdrawn');
  });

  it('leaves the yellow plan free to come back as soon as the red zone is over', () => {
    const story = [...yellow, aPeakFlowSession(at(15, 8), 120, 118), aPeakFlowSession(at(15, 12), 212, 208)];
    const before = asked(asked([], contextAt(at(15, 7.5), story)), contextAt(at(15, 8.1), story));
    const after = asked(before, contextAt(at(15, 12.1), story)).filter((each) => each.ruleId === 'yellow-zone');
    expect(after.map((each) => each.status)).toEqual(['withdrawn', 'sent']);
  });

  it('comes alone: the patient is asked for nothing else meanwhile', () => {
    const story = [...forgetful, aPeakFlowSession(at(15, 8), 120, 118), ...relieverPuffs(at(15, 8), 10)];
    const made = asked([], contextAt(at(15, 9), story)).map((each) => [each.ruleId, each.audience]);
    expect(made).toContainEqual(['red-zone', 'patient']);
    expect(made).toContainEqual(['reliever-overuse', 'clinician']);
    expect(made.filter(([, audience]) => audience === 'patient')).toHaveLength(1);
  });

  it('is not withdrawn because data stop coming', () => {
    const sent = asked([], contextAt(at(15, 8.1), red));
    const later = asked(sent, contextAt(at(16, 8.05), red));
    expect(of('red-zone', later).status).toBe('sent');
  });

  it('ends when a later verified blow shows another zone', () => {
    const sent = asked([], contextAt(at(15, 8.1), red));
    const better = [...red, aPeakFlowSession(at(15, 12), 260, 255)];
    const ended = of('red-zone', asked(sent, contextAt(at(15, 12.1), better)));
    expect(ended.status).toBe('effect-observed');
    expect(ended.events.at(-1)!.reasons).toEqual([{ code: 'zone-left-red', values: { zone: 'green' } }]);
  });

  it('knows no quiet time: a second red zone of the same day makes a second card', () => {
    const story = [...red, aPeakFlowSession(at(15, 12), 260, 255), aPeakFlowSession(at(15, 12.5), 130, 125)];
    const first = asked([], contextAt(at(15, 8.1), story));
    const ended = asked(first, contextAt(at(15, 12.1), story));
    const second = asked(ended, contextAt(at(15, 12.6), story));
    expect(second.filter((each) => each.ruleId === 'red-zone').map((each) => each.status)).toEqual([
      'effect-observed',
      'sent',
    ]);
  });
});

describe('what is desired of the devices', () => {
  it('is a reminder until the patient answers', () => {
    const sent = asked([], contextAt(EVENING, forgetful));
    expect(deviceRequestsOf(sent.filter(isOpen))).toEqual([
      {
        kind: 'remind-controller',
        recommendationId: of('missed-controller', sent).id,
        issuedAtMs: EVENING,
        expiresAtMs: EVENING + MS_PER_DAY,
      },
    ]);
    expect(deviceRequestsOf(answered(sent, 'missed-controller', 'acknowledge', 'p07', 'patient', EVENING + 1))).toEqual(
      [],
    );
  });

  it('is a blow until the blow is there', () => {
    const story = [...well, aPeakFlowSession(at(15, 8), 150)];
    const sent = asked([], contextAt(at(15, 8.1), story));
    const promised = answered(sent, 'repeat-blow', 'acknowledge', 'p07', 'patient', at(15, 8.2));
    expect(deviceRequestsOf(promised).map((each) => each.kind)).toEqual(['request-blow']);
    const blown = asked(promised, contextAt(at(15, 8.4), [...story, aPeakFlowSession(at(15, 8.3), 280, 278)]));
    expect(of('repeat-blow', blown).status).toBe('effect-observed');
    expect(deviceRequestsOf(blown)).toEqual([]);
  });
});
