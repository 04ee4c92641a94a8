import { describe, expect, it } from '@jest/globals';
import { UNEVALUATED_OPERATING_POINT } from '@airway-twin/domain/risk';
import { FEATURE_COUNT, type PatientDays } from '../learning/patient-days.js';
import { alertFigures, alertTallies, thresholdForSensitivity } from './alerts.js';

/** One person watched for so many days, with an attack on each of those days; 14 days from an attack nobody is at risk. */
function record(days: number, attackDays: readonly number[]): PatientDays {
  const resting = (day: number) => attackDays.some((attack) => day >= attack && day - attack <= 14);
  const next = (day: number) => attackDays.some((attack) => attack > day && attack - day <= 7);
  const each = (value: (day: number) => number) => Float32Array.from({ length: days }, (_unused, day) => value(day));
  return {
    count: days,
    features: new Float32Array(days * FEATURE_COUNT),
    outcome: each((day) => (resting(day) ? NaN : next(day) ? 1 : 0)),
    day: Int32Array.from({ length: days }, (_unused, day) => day),
    attackToday: Uint8Array.from({ length: days }, (_unused, day) => (attackDays.includes(day) ? 1 : 0)),
    unscored: new Uint8Array(days),
    peakFlowBelow80TwoDays: each(() => 0),
    relieverPuffs24h: each(() => 0),
    zone: each(() => 0),
    people: [{ id: 1, from: 0, to: days, ageYears: 9 }],
  };
}

const scores = (days: number, high: readonly number[]): Float64Array =>
  Float64Array.from({ length: days }, (_unused, day) => (high.includes(day) ? 0.5 : 0.01));

const simple = { from: 0.5, quietDays: 7 };
const served = {
  point: { ...UNEVALUATED_OPERATING_POINT, alertFrom: 0.4, alertUntil: 0.2, daysPersistent: { high: 2, of: 3 } },
  alertsPerPatientMonth: 1,
};

describe('alerts and attacks', () => {
  it('an attack is seen when an alert came in the 7 days before it, and the lead is counted from the earliest', () => {
    const days = record(120, [40, 80]);
    const figures = alertFigures(alertTallies(days, days.people, scores(120, [36, 37, 60]), simple));
    expect(figures).toMatchObject({ sensitivity: 0.5, precedeAttackOfHundred: 50, leadDays: 4 });
  });

  it('an alert on the day of the attack or in the two weeks after it foretells nothing and is not counted', () => {
    const days = record(120, [40]);
    const figures = alertFigures(alertTallies(days, days.people, scores(120, [40, 41, 50]), simple));
    expect(figures).toMatchObject({ sensitivity: 0, alertsPerPatientMonth: 0 });
  });

  it('as served: one high day does not alert, two of three do, and a risk that stays high alerts again only after a month', () => {
    const days = record(100, []);
    const alerts = (high: number[]) => alertTallies(days, days.people, scores(100, high), served)[0]!.alerts;
    expect(alerts([10])).toBe(0);
    expect(alerts([10, 13])).toBe(0);
    expect(alerts([10, 12])).toBe(1);
    expect(alerts(Array.from({ length: 35 }, (_unused, day) => day + 10))).toBe(2);
    expect(alerts([10, 11, 20, 21])).toBe(1);
  });

  it('the threshold for a sensitivity is the highest that still reaches it', () => {
    const days = record(200, [40, 80, 120, 160]);
    const score = Float64Array.from({ length: 200 }, (_unused, day) => {
      const before = [40, 80, 120, 160].findIndex((attack) => attack - day >= 1 && attack - day <= 3);
      return before < 0 ? day / 1e6 : 0.1 * (before + 1);
    });
    expect(thresholdForSensitivity(days, days.people, score, 0.5)).toBeCloseTo(0.3, 10);
    expect(thresholdForSensitivity(days, days.people, score, 1)).toBeCloseTo(0.1, 10);
  });
});
