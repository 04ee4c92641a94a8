import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../measurement/observation.js';
import {
  RELIEVER,
  TWICE_DAILY_STEROID,
  aPatient,
  aPeakFlowSession,
  aPuff,
  aTwin,
  anAirReading,
  at,
  preventerTaken,
  relieverPuffs,
} from '../testing/a-story.js';
import { createTwin, presentTwin, type Band, type TwinState } from '../twin/index.js';
import { simulateForward } from './simulate-forward.js';
import { SCENARIOS, WHAT_IF_VERSION, type Scenario, type WhatIf } from './what-if.js';

const days = (from: number, to: number) => Array.from({ length: to - from }, (_unused, index) => from + index);
const NOW = at(28, 12);
const blows = days(0, 28).map((day) => aPeakFlowSession(at(day, 8), 262, 258, 250));
/** Four weeks in which half of the doses are taken: the morning's, never the evening's. */
const halfTaken: Observation[] = [...days(0, 28).map((day) => aPuff(at(day, 7))), ...blows, aPuff(at(28, 7))];
const state = aTwin(aPatient(), halfTaken);

type Simulated = Extract<WhatIf, { kind: 'simulated' }>;
function run(scenario: Scenario, horizonDays = 28, of: TwinState = state): Simulated {
  const answer = simulateForward(of, scenario, NOW, horizonDays);
  if (answer.kind !== 'simulated') throw new Error(`expected a simulation, got ${answer.reason}`);
  return answer;
}
const end = (answer: Simulated) => answer.points.at(-1)!;
const inflammationAt = (scenario: Scenario, day: number) => run(scenario).points[day]!.inflammation.mid;
const width = ({ low, high }: Band) => high - low;

describe('a patient who takes half of the preventer, two to four weeks ahead', () => {
  it('is less inflamed when it is taken as prescribed, more when it is stopped, and between when nothing changes', () => {
    for (const day of [14, 28]) {
      const [prescribed, now, stopped] = (
        ['preventer-as-prescribed', 'preventer-as-now', 'preventer-stopped'] as const
      ).map((scenario) => inflammationAt(scenario, day));
      expect(prescribed).toBeLessThan(now! - 0.03);
      expect(stopped).toBeGreaterThan(now! + 0.03);
    }
  });

  it('blows better as prescribed than when it is stopped', () => {
    const percent = (scenario: Scenario) => end(run(scenario)).percentOfBest!.mid;
    expect(percent('preventer-as-prescribed')).toBeGreaterThan(percent('preventer-as-now'));
    expect(percent('preventer-stopped')).toBeLessThan(percent('preventer-as-now'));
  });

  it('stays about as inflamed as now when nothing changes', () => {
    expect(Math.abs(inflammationAt('preventer-as-now', 28) - inflammationAt('preventer-as-now', 0))).toBeLessThan(0.06);
  });

  it('is told of what was supposed of the doses: half as now, nearly all as prescribed, none when stopped', () => {
    expect(run('preventer-as-now').assumed.controllerExposure).toBeCloseTo(0.5, 1);
    expect(run('preventer-as-prescribed').assumed.controllerExposure).toBeGreaterThan(0.95);
    expect(run('preventer-stopped').assumed.controllerExposure).toBeLessThan(0.05);
  });
});

describe('a missed week', () => {
  const full = aTwin(aPatient(), [...preventerTaken(0, 28), ...blows, aPuff(at(28, 7))]);
  const inflammation = (scenario: Scenario, day: number) => run(scenario, 42, full).points[day]!.inflammation.mid;

  it('raises inflammation while it lasts, and most of that is gone three weeks later', () => {
    const raised = (day: number) => inflammation('missed-week', day) - inflammation('preventer-as-now', day);
    expect(raised(7)).toBeGreaterThan(0.04);
    expect(raised(28)).toBeLessThan(0.5 * raised(7));
    expect(raised(42)).toBeLessThan(0.3 * raised(7));
  });

  it('does less harm than stopping', () => {
    expect(inflammation('missed-week', 21)).toBeLessThan(inflammation('preventer-stopped', 21) - 0.03);
  });
});

describe('a polluted week', () => {
  it('narrows the airways a little while it lasts, and leaves nothing two weeks after', () => {
    const raised = (day: number) =>
      run('polluted-week').points[day]!.constriction.mid - run('preventer-as-now').points[day]!.constriction.mid;
    expect(raised(7)).toBeGreaterThan(0);
    expect(raised(7)).toBeLessThan(0.06);
    expect(Math.abs(raised(21))).toBeLessThan(0.01);
  });

  it('says what air was supposed, and that of the patient’s own place otherwise', () => {
    const indoors = aTwin(aPatient(), [...halfTaken, anAirReading(at(28, 11), 12)]);
    expect(run('polluted-week', 14, indoors).assumed.pm25MicrogramsPerM3).toBe(75);
    expect(run('preventer-as-now', 14, indoors).assumed.pm25MicrogramsPerM3).toBe(12);
    expect(run('preventer-as-now').assumed.pm25MicrogramsPerM3).toBeNull();
  });
});

describe('a cold', () => {
  const raised = (trait: 'constriction' | 'inflammation', day: number) =>
    run('cold', 35).points[day]![trait].mid - run('preventer-as-now', 35).points[day]![trait].mid;

  it('raises constriction and inflammation within days, and heals within five weeks', () => {
    for (const trait of ['constriction', 'inflammation'] as const) {
      const most = Math.max(...days(1, 15).map((day) => raised(trait, day)));
      expect(most).toBeGreaterThan(trait === 'inflammation' ? 0.1 : 0.04);
      expect(most).toBeLessThan(0.6);
      expect(raised(trait, 35)).toBeLessThan(0.3 * most);
    }
  });

  it('costs lung function at its height', () => {
    const at5 = (scenario: Scenario) => run(scenario).points[5]!.percentOfBest!.mid;
    expect(at5('cold')).toBeLessThan(at5('preventer-as-now') - 3);
  });
});

describe('the reliever now', () => {
  const { points, assumed } = run('reliever-now');
  const without = run('preventer-as-now', 1);

  it('takes constriction away within the hour, leaves inflammation, and wears off within twelve hours', () => {
    expect(points[1]!.constriction.mid).toBeLessThan(0.4 * without.points[0]!.constriction.mid);
    expect(Math.abs(points[1]!.inflammation.mid - points[0]!.inflammation.mid)).toBeLessThan(0.01);
    expect(points[12]!.constriction.mid).toBeGreaterThan(2 * points[1]!.constriction.mid);
  });

  it('is looked at hour by hour for half a day, whatever horizon is asked for', () => {
    expect(points.map(({ atMs }) => (atMs - NOW) / 3_600_000)).toEqual(days(0, 13));
    expect(assumed.relieverPuffs).toBe(2);
  });

  it('is the prescribed one, else the one that was last seen', () => {
    const unprescribed = aPatient({ medications: [TWICE_DAILY_STEROID] });
    const seen = aTwin(unprescribed, [...halfTaken, ...relieverPuffs(at(20, 15), 1)]);
    expect(run('reliever-now', 14, seen).assumed.relieverPuffs).toBe(2);
  });
});

describe('every question', () => {
  it.each(SCENARIOS)('%s: begins now, says its version, keeps bands within 0…1 in their order', (scenario) => {
    const answer = run(scenario, 14);
    expect(answer).toMatchObject({ scenario, version: WHAT_IF_VERSION });
    expect(answer.points[0]!.atMs).toBe(NOW);
    for (const { constriction, inflammation, percentOfBest } of answer.points) {
      for (const band of [constriction, inflammation]) {
        expect(band.low).toBeGreaterThanOrEqual(0);
        expect(band.low).toBeLessThanOrEqual(band.mid);
        expect(band.mid).toBeLessThanOrEqual(band.high);
        expect(band.high).toBeLessThanOrEqual(1);
      }
      expect(percentOfBest!.low).toBeLessThan(percentOfBest!.high);
    }
  });

  it('ends less sure than it begins: nothing is measured on the way', () => {
    const { points } = run('preventer-as-now', 28);
    for (const trait of ['constriction', 'inflammation', 'percentOfBest'] as const)
      expect(width(points[28]![trait]!)).toBeGreaterThan(width(points[0]![trait]!));
    const widths = points.map((point) => width(point.percentOfBest!));
    widths.slice(1).forEach((each, index) => expect(each).toBeGreaterThan(widths[index]! - 0.2));
  });

  it('leaves the twin as it is, and gives the same answer again', () => {
    const before = JSON.stringify(state);
    const answers = SCENARIOS.map((scenario) => simulateForward(state, scenario, NOW, 14));
    expect(JSON.stringify(state)).toBe(before);
    expect(SCENARIOS.map((scenario) => simulateForward(state, scenario, NOW, 14))).toEqual(answers);
  });

  it('begins where the twin stands on the screen', () => {
    const shown = presentTwin(state, NOW);
    const { constriction, inflammation } = run('preventer-as-now').points[0]!;
    expect(shown.constriction).toMatchObject(constriction);
    expect(shown.inflammation).toMatchObject(inflammation);
  });

  it('asked for an instant before the newest observation is answered from that observation on', () => {
    const answer = simulateForward(state, 'preventer-as-now', at(20), 7);
    expect(answer.kind === 'simulated' && answer.points[0]!.atMs).toBe(at(28, 7));
  });
});

describe('a question that cannot be answered', () => {
  const reason = (of: TwinState, scenario: Scenario) => {
    const answer = simulateForward(of, scenario, NOW, 14);
    return answer.kind === 'unavailable' ? answer.reason : null;
  };

  it.each(SCENARIOS)('%s: not of a patient of whom nothing, or too little, was measured', (scenario) => {
    expect(reason(createTwin(aPatient(), state.airways), scenario)).toBe('not-enough-breaths');
    expect(reason(aTwin(aPatient(), [aPuff(at(27, 7))]), scenario)).toBe('not-enough-breaths');
  });

  it('not after weeks of silence', () => {
    const answer = simulateForward(state, 'preventer-as-now', at(70), 14);
    expect(answer).toMatchObject({ kind: 'unavailable', reason: 'not-enough-breaths' });
  });

  it('about a preventer that is neither prescribed nor was ever seen', () => {
    const without = aTwin(aPatient({ medications: [RELIEVER] }), blows);
    for (const scenario of ['preventer-as-prescribed', 'preventer-as-now', 'preventer-stopped', 'missed-week'] as const)
      expect(reason(without, scenario)).toBe('no-preventer');
    expect(reason(without, 'cold')).toBeNull();
    expect(reason(without, 'reliever-now')).toBeNull();
  });

  it('about a reliever that is neither prescribed nor was ever seen', () => {
    const without = aTwin(aPatient({ medications: [TWICE_DAILY_STEROID] }), halfTaken);
    expect(reason(without, 'reliever-now')).toBe('no-reliever');
    expect(reason(without, 'cold')).toBeNull();
  });
});
