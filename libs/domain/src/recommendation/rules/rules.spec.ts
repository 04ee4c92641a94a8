import { describe, expect, it } from '@jest/globals';
import type { AlertDecision } from '../../risk/alert-budget.js';
import { RULE_IDS, type RuleContext, type RuleId } from '../recommendation.js';
import {
  RELIEVER,
  RISK_UNAVAILABLE,
  TWICE_DAILY_STEROID,
  aControlScore,
  aDiaryDay,
  aPatient,
  aPeakFlowSession,
  aSpirometerBlow,
  aPuff,
  aRisk,
  at,
  contextAt,
  preventerTaken,
  relieverPuffs,
} from '../../testing/a-story.js';
import { RULES, ruleOf } from './rules.js';

/** The rules that speak, with the codes of their reasons. */
function spoken(context: RuleContext): Partial<Record<RuleId, string[]>> {
  return Object.fromEntries(
    RULES.flatMap((rule) => {
      const outcome = rule.when(context);
      return outcome ? [[rule.id, outcome.reasons.map((each) => each.code)]] : [];
    }),
  );
}

const goodBlows = (fromDay: number, toDay: number) =>
  Array.from({ length: toDay - fromDay }, (_unused, index) => aPeakFlowSession(at(fromDay + index, 8), 290, 285, 280));
const wellFortnight = [...preventerTaken(0, 15), ...goodBlows(0, 15)];

describe('the rules', () => {
  it('are all there, each once, the emergency card first', () => {
    expect(RULES.map((rule) => rule.id).sort()).toEqual([...RULE_IDS].sort());
    expect(RULES[0]!.id).toBe('red-zone');
  });

  it('say nothing to a patient who takes the preventer and blows well', () => {
    expect(spoken(contextAt(at(14, 20), wellFortnight))).toEqual({});
  });

  it('say nothing about a patient of whom nothing is known', () => {
    expect(spoken(contextAt(at(14, 20), []))).toEqual({});
  });
});

describe('missed controller (R1)', () => {
  const halfTaken = [...goodBlows(0, 15), ...preventerTaken(0, 15).filter((_each, index) => index % 2 === 0)];

  it('reminds when fewer than 80 % of the doses of 7 days were taken, with the share', () => {
    const context = contextAt(at(14, 20), halfTaken);
    expect(spoken(context)['missed-controller']).toEqual(['controller-doses-missed']);
    expect(ruleOf('missed-controller').when(context)!.reasons[0]!.values['sharePercent']).toBeCloseTo(50, 0);
    expect(ruleOf('missed-controller').deviceRequest).toBe('remind-controller');
  });

  it('is silent when the regimen is not known', () => {
    const profile = aPatient({ medications: [{ ...TWICE_DAILY_STEROID, dosesPerDay: null }, RELIEVER] });
    expect(spoken(contextAt(at(14, 20), halfTaken, { profile }))['missed-controller']).toBeUndefined();
  });

  it('is silent in the first week: too little was watched', () => {
    expect(spoken(contextAt(at(5, 20), halfTaken))['missed-controller']).toBeUndefined();
  });

  it('is silent when the sensor is: unseen doses are not missed doses', () => {
    const silent = halfTaken.filter((each) => each.stream !== 'inhaler.actuation' || each.measuredAtMs < at(9));
    expect(spoken(contextAt(at(14, 20), silent))['missed-controller']).toBeUndefined();
  });
});

describe('technique (R2)', () => {
  const inhalations = (...flows: number[]) =>
    flows.map((peakInspiratoryFlowLitresPerMinute, index) =>
      aPuff(at(14, 8 + index), 'budesonide', 'controller', { peakInspiratoryFlowLitresPerMinute }),
    );

  it('coaches when 2 of the last 5 inhalations were too soft for the inhaler, and says how soft', () => {
    const context = contextAt(at(14, 20), [...wellFortnight, ...inhalations(50, 22, 48, 25, 52)]);
    const { reasons } = ruleOf('technique').when(context)!;
    expect(reasons).toEqual([
      { code: 'technique-failed', values: { failed: 2, judged: 5 } },
      { code: 'inhaled-too-softly', values: { flowLitresPerMinute: 25, neededLitresPerMinute: 30 } },
    ]);
  });

  it('lets one soft inhalation pass', () => {
    expect(
      spoken(contextAt(at(14, 20), [...wellFortnight, ...inhalations(50, 22, 48, 55, 52)])).technique,
    ).toBeUndefined();
  });

  it('waits for a clinician before it coaches', () => {
    expect(ruleOf('technique').needsApproval).toBe(true);
  });
});

describe('repeat the blow (R3)', () => {
  it('asks for another blow when the last session is a single one', () => {
    const context = contextAt(at(15, 9), [...wellFortnight, aPeakFlowSession(at(15, 8), 200)]);
    expect(spoken(context)).toEqual({ 'repeat-blow': ['unverified-low-blow'] });
    expect(ruleOf('repeat-blow').deviceRequest).toBe('request-blow');
  });

  it('asks again when the blows of a session do not agree, even when none is low', () => {
    const context = contextAt(at(15, 9), [...wellFortnight, aPeakFlowSession(at(15, 20), 300, 240)]);
    expect(spoken(context)).toEqual({});
    const later = contextAt(at(15, 21), [...wellFortnight, aPeakFlowSession(at(15, 20), 300, 240)]);
    expect(spoken(later)).toEqual({ 'repeat-blow': ['session-not-repeatable'] });
  });

  it('asks again when blows agree but are of poor quality, and a good session answers it', () => {
    const slowStart = { backExtrapolatedVolumeLitres: 0.2 };
    const poor = [0, 1, 2].map((minute) => aSpirometerBlow(at(15, 20) + minute * 60_000, 1.6, slowStart));
    const asked = contextAt(at(15, 20.5), [...wellFortnight, ...poor]);
    expect(spoken(asked)).toEqual({ 'repeat-blow': ['session-poor-quality'] });
    const good = [0, 1, 2].map((minute) => aSpirometerBlow(at(15, 21) + minute * 60_000, 1.6));
    expect(spoken(contextAt(at(15, 21.5), [...wellFortnight, ...poor, ...good]))).toEqual({});
  });

  it('stops asking when the blow is half a day old', () => {
    expect(spoken(contextAt(at(15, 21), [...wellFortnight, aPeakFlowSession(at(15, 8), 200)]))).toEqual({});
  });
});

describe('one unverified blow', () => {
  const oneBlow = [...wellFortnight, aPeakFlowSession(at(15, 8), 90)];

  it('at 30 % of personal best makes a request for another blow, and no zone', () => {
    const rules = spoken(contextAt(at(15, 8.1), oneBlow));
    expect(Object.keys(rules)).toEqual(['repeat-blow']);
  });

  it('confirmed by the next blows makes the emergency card', () => {
    const confirmed = [...oneBlow, aPeakFlowSession(at(15, 8.2), 95, 92)];
    const rules = spoken(contextAt(at(15, 8.3), confirmed));
    expect(rules['red-zone']).toEqual(['zone-lung-function']);
    expect(rules['repeat-blow']).toBeUndefined();
  });

  it('makes no emergency card even if a zone rule were to call it red', () => {
    const context = contextAt(at(15, 8.1), oneBlow);
    const reasons = [{ code: 'unverified-low-blow', percentOfBest: 30, atMs: at(15, 8) }] as const;
    const view = { ...context.view, zone: { value: 'red', reasons, stale: false } as const };
    expect(spoken({ ...context, view })['red-zone']).toBeUndefined();
    expect(spoken({ ...context, view })['repeat-blow']).toEqual(['unverified-low-blow']);
  });
});

describe('reliever overuse (R6)', () => {
  it('asks a clinician when puffs in 24 hours reach the plan’s limit, and still does two days later', () => {
    const story = [...wellFortnight, ...relieverPuffs(at(12, 9), 9)];
    const context = contextAt(at(14, 20), story);
    expect(ruleOf('reliever-overuse').when(context)!.reasons).toEqual([
      { code: 'reliever-puffs-24h', values: { puffs: 9, limit: 8 } },
    ]);
    expect(ruleOf('reliever-overuse').audience).toBe('clinician');
  });

  it('keeps to the limit of this patient’s own plan', () => {
    const profile = aPatient({ actionPlan: { ...aPatient().actionPlan, reviewRelieverPuffsPer24h: 12 } });
    expect(
      spoken(contextAt(at(14, 20), [...wellFortnight, ...relieverPuffs(at(14, 9), 9)], { profile }))[
        'reliever-overuse'
      ],
    ).toBeUndefined();
  });

  it('asks a clinician at a pace of three canisters a year', () => {
    const twoADay = Array.from({ length: 14 }, (_unused, day) => relieverPuffs(at(day + 0.9), 2)).flat();
    expect(spoken(contextAt(at(14, 20), [...wellFortnight, ...twoADay]))['reliever-overuse']).toEqual([
      'reliever-pace',
    ]);
    const oneADay = twoADay.filter((_each, index) => index % 2 === 0);
    expect(spoken(contextAt(at(14, 20), [...wellFortnight, ...oneADay]))['reliever-overuse']).toBeUndefined();
  });

  it('never counts the maintenance of a MART inhaler, however many puffs that is', () => {
    const mart = {
      ...TWICE_DAILY_STEROID,
      drug: 'budesonide-formoterol',
      role: 'mart',
      dosesPerDay: 2,
      puffsPerDose: 4,
    } as const;
    const profile = aPatient({ medications: [mart] });
    const puffs = Array.from({ length: 15 }, (_unused, day) =>
      [7, 7.1, 7.2, 7.3, 19, 19.1, 19.2, 19.3].map((hour) => aPuff(at(day, hour), 'budesonide-formoterol', 'mart')),
    ).flat();
    expect(spoken(contextAt(at(14, 20), [...goodBlows(0, 15), ...puffs], { profile }))).toEqual({});
  });
});

describe('the zones', () => {
  const redStory = [...wellFortnight, aPeakFlowSession(at(15, 8), 120, 118)];

  it('open the action plan in the yellow zone, with every reason', () => {
    const story = [
      ...wellFortnight,
      aDiaryDay(14, { nightWaking: true, triggers: ['cold'] }),
      aPeakFlowSession(at(15, 8), 210, 205),
    ];
    expect(spoken(contextAt(at(15, 9), story))).toEqual({
      'yellow-zone': ['zone-lung-function', 'zone-night-waking', 'zone-cold'],
    });
  });

  it('show the emergency card in the red zone and not the yellow plan', () => {
    expect(spoken(contextAt(at(15, 9), redStory))).toEqual({ 'red-zone': ['zone-lung-function'] });
  });

  it('show the emergency card for a red flag in the diary alone', () => {
    const context = contextAt(at(14, 22), [aDiaryDay(14, { redFlags: ['blue-lips'] })]);
    expect(ruleOf('red-zone').when(context)!.reasons).toEqual([
      { code: 'zone-red-flag', values: { flag: 'blue-lips', localDate: '2026-03-16' } },
    ]);
  });

  it.each([
    ['scored at one in ten thousand', aRisk(0.0001, at(15, 9))],
    ['unavailable', RISK_UNAVAILABLE],
    ['not scored for want of data', { kind: 'not-enough-data', missing: ['diary'] } as const],
  ])('show the emergency card when the risk is %s', (_name, risk) => {
    expect(spoken(contextAt(at(15, 9), redStory, { risk }))['red-zone']).toEqual(['zone-lung-function']);
  });

  it('show the emergency card when all other data are long stale', () => {
    const stale = redStory.filter((each) => each.measuredAtMs < at(1) || each.measuredAtMs > at(15));
    expect(spoken(contextAt(at(15, 9), stale))['red-zone']).toEqual(['zone-lung-function']);
  });

  it('say so when the data behind a zone are stale', () => {
    const context = contextAt(at(15, 9), redStory);
    const view = { ...context.view, zone: { ...context.view.zone, stale: true } };
    expect(spoken({ ...context, view })['red-zone']).toEqual(['zone-lung-function', 'zone-data-stale']);
  });

  it('hold without approval, without a quiet time and at once for red', () => {
    expect(ruleOf('red-zone')).toMatchObject({
      needsApproval: false,
      quietForMs: 0,
      urgency: 'now',
      audience: 'patient',
    });
  });
});

describe('no rule but the clinician’s review', () => {
  const blind = (context: RuleContext): RuleContext =>
    new Proxy(context, {
      get(target, name) {
        if (name === 'risk' || name === 'riskAlert') throw new Error('this rule reads the risk');
        return target[name as keyof RuleContext];
      },
    });
  const stories: readonly [string, RuleContext][] = [
    ['a well child', contextAt(at(14, 20), wellFortnight)],
    ['an empty twin', contextAt(at(14, 20), [])],
    ['yellow', contextAt(at(15, 9), [...wellFortnight, aPeakFlowSession(at(15, 8), 210, 205)])],
    [
      'red',
      contextAt(at(15, 9), [...wellFortnight, aPeakFlowSession(at(15, 8), 110, 105), ...relieverPuffs(at(15, 8), 10)]),
    ],
  ];

  it.each(stories)('reads the risk: %s', (_name, context) => {
    for (const rule of RULES.filter((each) => each.id !== 'clinician-review')) {
      const outcome = rule.when(context);
      expect(rule.when(blind(context))).toEqual(outcome);
    }
  });

  it('and that one does: the check can fail', () => {
    expect(() => ruleOf('clinician-review').when(blind(stories[0]![1]))).toThrow('this rule reads the risk');
  });
});

describe('clinician review', () => {
  const now = at(14, 20);
  const alerted = (riskAlert: AlertDecision, within7Days = 0.08) => ({ risk: aRisk(within7Days, now), riskAlert });
  const ALERT = { kind: 'alert', highDays: 2, thresholdRisk: 0.05 } as const;

  it('is asked for when the alert budget lets a lasting risk through, with the model’s reasons', () => {
    const outcome = ruleOf('clinician-review').when(contextAt(now, wellFortnight, alerted(ALERT)))!;
    expect(outcome.reasons).toEqual([
      { code: 'risk-high', values: { within7DaysPercent: 8, thresholdPercent: 5, days: 2 } },
      { code: 'risk-contribution', values: { feature: 'coldReported7d', logOdds: 1.7 } },
    ]);
    expect(outcome.budgeted).toBe(true);
  });

  it('is not asked for by any score alone: neither a budget that is spent nor a certain attack does', () => {
    for (const because of ['budget-spent', 'not-lasting', 'poor-data', 'too-little-data', 'below-threshold'] as const)
      expect(spoken(contextAt(now, wellFortnight, alerted({ kind: 'none', because }, 1)))).toEqual({});
    expect(spoken(contextAt(now, wellFortnight, { risk: aRisk(1, now) }))).toEqual({});
  });

  it('stands while the risk stands, also when it is not scored for a while', () => {
    const standing = { ...ALERT, kind: 'standing' } as const;
    expect(spoken(contextAt(now, wellFortnight, alerted(standing, 0.03)))['clinician-review']).toContain('risk-high');
    const silent = contextAt(now, wellFortnight, { risk: RISK_UNAVAILABLE, riskAlert: standing });
    expect(ruleOf('clinician-review').when(silent)).toMatchObject({ budgeted: false });
  });

  it('is asked for when fewer than half of the doses of two weeks were taken, whatever the model', () => {
    const third = preventerTaken(0, 15).filter((_each, index) => index % 3 === 0);
    expect(spoken(contextAt(at(14, 20), [...goodBlows(0, 15), ...third]))['clinician-review']).toEqual([
      'adherence-low-14d',
    ]);
  });

  it.each([
    ['ACT', 19, true],
    ['ACT', 20, false],
    ['C-ACT', 19, true],
    ['C-ACT', 20, false],
    ['ACQ', 1.5, true],
    ['ACQ', 0.7, false],
  ] as const)('with an %s of %d: %p', (instrument, score, asked) => {
    const rules = spoken(contextAt(now, [...wellFortnight, aControlScore(at(13), instrument, score)]));
    expect(rules['clinician-review']).toEqual(asked ? ['control-score-low'] : undefined);
  });

  it('is not asked for by a control score of two months ago', () => {
    const old = [aControlScore(at(-60), 'ACT', 12), ...wellFortnight];
    expect(spoken(contextAt(now, old))['clinician-review']).toBeUndefined();
  });
});
