import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../measurement/observation.js';
import { RULES } from '../recommendation/rules/rules.js';
import type { RuleContext } from '../recommendation/recommendation.js';
import {
  RELIEVER,
  aPatient,
  aPeakFlowSession,
  aPuff,
  at,
  contextAt,
  preventerTaken,
  relieverPuffs,
} from '../testing/a-story.js';

let seq = 0;
const from = (deviceId: string, observation: Observation): Observation => ({
  ...observation,
  source: { ...observation.source, deviceId },
});
const health = (deviceId: string, fromDay: number, toDay: number): Observation[] =>
  Array.from({ length: toDay - fromDay }, (_unused, index) => ({
    stream: 'device.health',
    siteId: 'demo',
    patientId: 'p07',
    source: { deviceId, bootId: 'health', seq: seq++ },
    measuredAtMs: at(fromDay + index, 6),
    data: { batteryPercent: 80, firmware: null, dosesLeft: null },
  }));
const preventer = (fromDay: number, toDay: number) =>
  preventerTaken(fromDay, toDay).map((each) => from('preventer', each));
const reliever = (fromDay: number, toDay: number) =>
  Array.from({ length: toDay - fromDay }, (_unused, index) =>
    from('reliever', relieverPuffs(at(fromDay + index, 15), 1)[0]!),
  );
const spoken = (context: RuleContext) =>
  Object.fromEntries(
    RULES.flatMap((rule) => {
      const outcome = rule.when(context);
      return outcome ? [[rule.id, outcome.reasons.map((each) => each.code)]] : [];
    }),
  );

describe('a preventer’s sensor that fell silent while the reliever’s still speaks', () => {
  const silent = [...preventer(0, 15), ...health('preventer', 0, 15), ...reliever(0, 25), ...health('reliever', 0, 25)];
  const context = contextAt(at(25, 9), silent);

  it('leaves adherence unknown: silence is not a missed dose', () => {
    expect(context.view.medication.adherence7d).toBeNull();
    expect(spoken(context)['missed-controller']).toBeUndefined();
    expect(spoken(context)['clinician-review']).toBeUndefined();
  });

  it('does not count the silent days as missed when it speaks again', () => {
    const back = [...silent, ...preventer(25, 29), ...health('preventer', 25, 29)];
    const { view } = contextAt(at(28, 20), back);
    expect(view.medication.adherence7d).toBeGreaterThan(0.9);
    expect(spoken(contextAt(at(28, 20), back))['missed-controller']).toBeUndefined();
  });
});

describe('a preventer that is never pressed while its sensor sends health every day', () => {
  const never = [...health('preventer', 0, 61), ...reliever(0, 61), ...health('reliever', 0, 61)];
  const context = contextAt(at(60, 9), never);

  it('is no adherence and no exposure, and the rules say since when no press was seen', () => {
    expect(context.view.medication).toMatchObject({ adherence7d: 0, controllerExposure: 0 });
    expect(spoken(context)).toMatchObject({
      'missed-controller': ['controller-never-pressed'],
      'clinician-review': ['controller-never-pressed'],
    });
    expect(RULES.find((rule) => rule.id === 'missed-controller')!.when(context)!.reasons[0]!.values).toEqual({
      localDate: '2026-03-02',
    });
  });

  it('is nothing that can be known in the first week', () => {
    expect(contextAt(at(5, 9), never).view.medication).toMatchObject({ adherence7d: null, controllerExposure: null });
  });

  it('is nothing that can be said of a patient without a prescribed preventer', () => {
    const profile = aPatient({ medications: [RELIEVER] });
    expect(contextAt(at(60, 9), never, { profile }).view.medication.adherence7d).toBeNull();
  });

  it('is not taken from the health of a meter, whenever it was last blown into', () => {
    const meter = [aPeakFlowSession(at(0, 5), 290, 285), ...health('meter', 0, 61)];
    expect(contextAt(at(60, 9), meter).view.medication).toMatchObject({ adherence7d: null, controllerExposure: null });
  });

  it('is over with the first press', () => {
    const pressed = [...never, from('preventer', aPuff(at(60, 10)))];
    const { view } = contextAt(at(60, 11), pressed);
    expect(view.medication.adherence7d).toBeCloseTo(1 / 14, 5);
    expect(view.medication.controllerExposure).toBeGreaterThan(0);
  });
});

it('exposure to the preventer is not shown before anything is known of it', () => {
  expect(contextAt(at(1), [aPeakFlowSession(at(0, 8), 290, 285)]).view.medication.controllerExposure).toBeNull();
  expect(contextAt(at(1), preventerTaken(0, 1)).view.medication.controllerExposure).toBeGreaterThan(0);
});
