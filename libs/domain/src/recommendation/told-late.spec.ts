import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../measurement/observation.js';
import { aDiaryDay, aPeakFlowSession, aRisk, at, contextAt, preventerTaken } from '../testing/a-story.js';
import { applyAnswer } from './answer.js';
import { proposeRecommendations, recommendationIdsOf } from './life.js';
import { isOpen } from './lifetime.js';
import type { Recommendation, RuleContext } from './recommendation.js';

const ids = recommendationIdsOf('demo', 'p07');
const well = [
  ...Array.from({ length: 15 }, (_unused, day) => aPeakFlowSession(at(day, 8), 290, 285, 280)),
  ...preventerTaken(0, 40),
];
/** 49 % of the best of 300 L/min. */
const red = aPeakFlowSession(at(15, 8), 147, 145);

/** All recommendations after the rules were asked once more at that instant, of what had arrived by then. */
function asked(
  before: readonly Recommendation[],
  nowMs: number,
  arrived: readonly Observation[],
  more: Partial<Pick<RuleContext, 'risk' | 'riskAlert'>> = {},
): Recommendation[] {
  const { created, changed } = proposeRecommendations(
    before.filter(isOpen),
    before.filter((each) => !isOpen(each)),
    contextAt(nowMs, arrived, more),
    ids,
  );
  return [...before.map((each) => changed.find((moved) => moved.id === each.id) ?? each), ...created];
}

const of = (ruleId: string, all: readonly Recommendation[]) => all.filter((each) => each.ruleId === ruleId);
const statuses = (all: readonly Recommendation[]) => all.map((each) => each.status);
const codes = (all: readonly Recommendation[]) => all.flatMap((each) => each.reasons.map(({ code }) => code));

describe('a red blow that arrives late', () => {
  it('within a day of it, makes the emergency card as one in time does', () => {
    expect(statuses(of('red-zone', asked([], at(16, 7), [...well, red])))).toEqual(['sent']);
  });

  it.each([25, 24 * 20])(
    'after %d hours rings for nobody as if it were now: the zone says that it is old, and a clinician is asked to look',
    (hours) => {
      const nowMs = at(15, 8 + hours);
      expect(contextAt(nowMs, [...well, red]).view.zone).toMatchObject({ value: 'red', stale: true });
      const all = asked([], nowMs, [...well, red]);
      expect(all.filter((each) => each.urgency === 'now')).toEqual([]);
      const [review] = of('clinician-review', all);
      expect(review!.reasons[0]).toMatchObject({
        code: 'red-blow-told-late',
        values: { percentOfBest: 49, measuredAtMs: at(15, 8) },
      });
      expect(review!.status).toBe('proposed');
    },
  );

  it('is put before a clinician once, and again neither after their answer nor for the same blow', () => {
    const nowMs = at(35, 8);
    let all = asked([], nowMs, [...well, red]);
    for (const hour of [1, 2]) all = asked(all, nowMs + hour * 3_600_000, [...well, red]);
    const answered = applyAnswer(of('clinician-review', all)[0]!, 'reject', 'clinician', 'clinician', nowMs);
    if ('kind' in answered) throw new Error(answered.reason);
    all = asked([answered], at(36, 8), [...well, red]);
    expect(statuses(of('clinician-review', all))).toEqual(['rejected']);
  });

  it('is put before them also while another review is open, or was answered a week ago', () => {
    const nowMs = at(35, 8);
    const lowScore = [...well, { ...aScore(at(35, 7)) }];
    const open = asked([], nowMs, lowScore);
    expect(codes(open)).toEqual(['control-score-low']);
    const both = asked(open, at(35, 9), [...lowScore, red]);
    expect(statuses(of('clinician-review', both))).toEqual(['withdrawn', 'proposed']);
    expect(codes(both.slice(-1))).toEqual(['red-blow-told-late', 'control-score-low']);
    const rejected = applyAnswer(open[0]!, 'reject', 'clinician', 'clinician', nowMs);
    if ('kind' in rejected) throw new Error(rejected.reason);
    expect(statuses(of('clinician-review', asked([rejected], at(39, 9), [...lowScore, red])))).toEqual([
      'rejected',
      'proposed',
    ]);
  });

  it('does not tell a clinician a second time of a risk that was told already', () => {
    const standing = {
      risk: aRisk(0.2, at(35, 8)),
      riskAlert: { kind: 'standing', highDays: 3, thresholdRisk: 0.1 },
    } as const;
    const open = asked([], at(35, 8), well, { ...standing, riskAlert: { ...standing.riskAlert, kind: 'alert' } });
    expect(codes(open)).toContain('risk-high');
    const both = asked(open, at(35, 9), [...well, red], standing);
    expect(codes(both.slice(-1))).toEqual(['red-blow-told-late']);
  });

  it('asks nothing of a clinician when a better blow was measured after it, whichever arrived first', () => {
    const better = aPeakFlowSession(at(16, 8), 280, 275);
    expect(asked([], at(17, 9), [...well, red, better])).toEqual([]);
  });

  it('leaves a card of its own time as it is: no second one, and no review beside it', () => {
    const card = asked([], at(15, 8.1), [...well, red]);
    const later = asked(card, at(18, 8), [...well, red]);
    expect(of('clinician-review', later)).toEqual([]);
    expect(of('red-zone', later)).toHaveLength(1);
  });

  it('does not keep the patient from being asked for what is of today', () => {
    const missed = [...well.filter((each) => each.measuredAtMs < at(30)), ...signsOfLife(30, 36)];
    const all = asked([], at(36, 8), [...missed, red]);
    expect(all.map((each) => each.ruleId)).toContain('missed-controller');
  });
});

describe('a danger sign that is told late', () => {
  const flag = aDiaryDay(14, { redFlags: ['blue-lips'] });

  it('within a day makes the emergency card; later a clinician is asked to look, once', () => {
    expect(statuses(of('red-zone', asked([], at(15, 20), [...well, flag])))).toEqual(['sent']);
    const late = asked([], at(20, 8), [...well, flag]);
    expect(late.filter((each) => each.urgency === 'now')).toEqual([]);
    expect(codes(of('clinician-review', late))).toEqual(['danger-sign-told-late']);
    expect(asked(late, at(20, 9), [...well, flag])).toHaveLength(late.length);
  });

  it('is not told again when its card was made in time', () => {
    const card = asked([], at(14, 21.1), [...well, flag]);
    expect(of('clinician-review', asked(card, at(20, 8), [...well, flag]))).toEqual([]);
  });

  it('takes the place of an open review that does not tell it', () => {
    const open = asked([], at(35, 9), [...well, red]);
    const both = asked(open, at(35, 10), [...well, red, aDiaryDay(32, { redFlags: ['drowsy-or-confused'] })]);
    expect(statuses(of('clinician-review', both))).toEqual(['withdrawn', 'proposed']);
    expect(codes(both.slice(-1))).toEqual(['red-blow-told-late', 'danger-sign-told-late']);
  });
});

describe('what arrives late after an emergency card', () => {
  it('closes it when it shows that the red zone was over: a better blow measured after the red one, before the card', () => {
    // Both lay in the phone for an hour; the red one came first.
    const card = asked([], at(15, 9.5), [...well, red]);
    expect(statuses(card)).toEqual(['sent']);
    const better = aPeakFlowSession(at(15, 9), 285, 280);
    expect(statuses(asked(card, at(15, 10), [...well, red, better]))).toEqual(['effect-observed']);
  });

  it('does not close it when it was measured before the red blow', () => {
    const card = asked([], at(15, 9.5), [...well, red]);
    const earlier = aPeakFlowSession(at(15, 7.5), 285, 280);
    expect(statuses(asked(card, at(15, 10), [...well, red, earlier]))).toEqual(['sent']);
  });

  it('does not close one of a danger sign by the entry that told the sign', () => {
    const flag = aDiaryDay(14, { redFlags: ['blue-lips'] });
    const card = asked([], at(14, 21.1), [...well, flag]);
    expect(statuses(of('red-zone', asked(card, at(15, 22), [...well, flag])))).toEqual(['sent']);
  });
});

describe('a recommendation that late data show to have been needless', () => {
  it('is withdrawn, with that reason, while nobody has answered it', () => {
    const silent = [...well.filter((each) => each.measuredAtMs < at(10)), ...signsOfLife(10, 16)];
    const asking = of('missed-controller', asked([], at(16, 8), silent));
    expect(statuses(asking)).toEqual(['sent']);
    const all = asked(asking, at(16, 9), [...silent, ...preventerTaken(10, 16)]);
    expect(all[0]!.status).toMatch(/withdrawn|effect-observed/);
  });
});

function aScore(atMs: number): Observation {
  return {
    stream: 'control.score',
    siteId: 'demo',
    patientId: 'p07',
    source: { deviceId: 'app', bootId: 'score', seq: 0 },
    measuredAtMs: atMs,
    data: { instrument: 'ACT', score: 12 },
  };
}

/** The preventer's sensor says every day that it is there. */
function signsOfLife(fromDay: number, toDay: number): Observation[] {
  return Array.from({ length: toDay - fromDay }, (_unused, index) => ({
    stream: 'device.health',
    siteId: 'demo',
    patientId: 'p07',
    source: { deviceId: 'inhaler', bootId: 'health', seq: fromDay + index },
    measuredAtMs: at(fromDay + index, 12),
    data: { batteryPercent: 80, firmware: null, dosesLeft: null },
  }));
}
