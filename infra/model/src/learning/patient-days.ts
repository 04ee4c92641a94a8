import { type CLINIC_COLUMNS, OUTCOME_COLUMNS, type RiskRows } from '@airway-twin/contracts/risk-rows';
import { RISK_FEATURES } from '@airway-twin/domain/risk';

export const FEATURE_COUNT = RISK_FEATURES.length;

/** Patient-days as learning and evaluation read them. One entry per row, the rows of a patient together and in order. */
export interface PatientDays {
  readonly count: number;
  /** Row-major, `count` × `FEATURE_COUNT`; NaN where missing. */
  readonly features: Float32Array;
  /** Does an attack start within the next 7 days: 1, 0, or NaN when not at risk or not known. */
  readonly outcome: Float32Array;
  readonly day: Int32Array;
  readonly attackToday: Uint8Array;
  /** The twin had not enough data that day: there is no score. */
  readonly unscored: Uint8Array;
  readonly peakFlowBelow80TwoDays: Float32Array;
  readonly relieverPuffs24h: Float32Array;
  readonly zone: Float32Array;
  readonly people: readonly Person[];
}

/** One patient: their rows are `from` ≤ row < `to`. */
export interface Person {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  /** NaN when not known. */
  readonly ageYears: number;
}

/** Rows of a file as patient-days. */
export function patientDays({ header, values }: RiskRows): PatientDays {
  const width = header.columns.length;
  const count = header.rows;
  const column = (name: (typeof OUTCOME_COLUMNS)[number] | (typeof CLINIC_COLUMNS)[number]): number =>
    header.columns.indexOf(name);
  const taken = (name: Parameters<typeof column>[0]): Float32Array => {
    const at = column(name);
    return Float32Array.from({ length: count }, (_unused, row) => values[row * width + at]!);
  };
  const features = new Float32Array(count * FEATURE_COUNT);
  const unscored = new Uint8Array(count);
  const first = OUTCOME_COLUMNS.length;
  for (let row = 0; row < count; row++) {
    const start = row * width + first;
    const own = values.subarray(start, start + FEATURE_COUNT);
    features.set(own, row * FEATURE_COUNT);
    unscored[row] = own.every(Number.isNaN) ? 1 : 0;
  }
  const patient = taken('patient');
  const age = taken('ageYears');
  const people: Person[] = [];
  for (let row = 0; row < count;) {
    let to = row + 1;
    while (to < count && patient[to] === patient[row]) to++;
    people.push({ id: patient[row]!, from: row, to, ageYears: age[row]! });
    row = to;
  }
  return {
    count,
    features,
    unscored,
    people,
    outcome: taken('attackWithin7d'),
    day: Int32Array.from(taken('day')),
    attackToday: Uint8Array.from(taken('attackToday')),
    peakFlowBelow80TwoDays: taken('clinic.peakFlowBelow80TwoDays'),
    relieverPuffs24h: taken('clinic.relieverPuffs24h'),
    zone: taken('clinic.zone'),
  };
}

/** The rows of those people that are scored and whose outcome is known. */
export function judgedRows(days: PatientDays, people: readonly Person[]): Int32Array {
  const rows: number[] = [];
  for (const { from, to } of people) {
    for (let row = from; row < to; row++) {
      if (!days.unscored[row] && !Number.isNaN(days.outcome[row]!)) rows.push(row);
    }
  }
  return Int32Array.from(rows);
}

/** Everybody in one of two groups, by person and never by day: `share` of the people in the first, drawn from the seed. */
export function dividedByPerson(
  people: readonly Person[],
  share: number,
  draw: () => number,
): readonly [readonly Person[], readonly Person[]] {
  const first: Person[] = [];
  const second: Person[] = [];
  for (const person of people) (draw() < share ? first : second).push(person);
  return [first, second];
}
