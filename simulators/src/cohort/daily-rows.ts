import { CLINIC_COLUMNS, OUTCOME_COLUMNS, RISK_ROWS_COLUMNS } from '@airway-twin/contracts/risk-rows';
import type { AirflowTable } from '@airway-twin/domain/mechanics';
import type { Observation } from '@airway-twin/domain/measurement';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
import { RISK_FEATURES, riskFeatures } from '@airway-twin/domain/risk';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import {
  createTwin,
  foldObservation,
  fractionOfBest,
  presentTwin,
  type TwinState,
  type TwinView,
} from '@airway-twin/domain/twin';
import { ONE_ATTACK_DAYS } from './course-day.js';

/** A record of one person, whose rows are wanted. */
export interface RecordedPerson {
  /** Number that stands in the column `patient`. */
  readonly number: number;
  readonly profile: PatientProfile;
  readonly airways: AirflowTable;
}

/** One row for each of these instants, ascending; attacks by when they started. */
export interface Outcomes {
  readonly instants: readonly number[];
  readonly attacksMs: readonly number[];
  /** Would an attack between those instants be known? */
  readonly isTold: (fromMs: number, untilMs: number) => boolean;
}

export const HORIZON_DAYS = 7;
const WIDTH = RISK_ROWS_COLUMNS.length;
const FIRST_FEATURE = OUTCOME_COLUMNS.length;
const FIRST_CLINIC = FIRST_FEATURE + RISK_FEATURES.length;
const LOW_PEAK_FLOW = 0.8;
const SILENT_AFTER_MS = 3 * MS_PER_DAY;

/**
 * The twin of one person, watched once a day. `readAt` gives the features and what today's clinics look at, at an instant, from a state
 * that has seen only what was folded until then: the caller folds what was measured before it, and nothing after.
 */
export class WatchedTwin {
  private state: TwinState;

  constructor({ profile, airways }: RecordedPerson) {
    this.state = createTwin(profile, airways);
  }

  fold(observation: Observation): void {
    this.state = foldObservation(this.state, observation);
  }

  /** Writes features and clinic columns of that instant into a row. */
  readAt(nowMs: number, row: Float32Array): void {
    if (this.state.clockMs !== null && this.state.clockMs > nowMs) throw new Error('the twin has seen the future');
    const view = presentTwin(this.state, nowMs);
    const features = riskFeatures(this.state, view, nowMs);
    if ('kind' in features) row.fill(NaN, FIRST_FEATURE, FIRST_CLINIC);
    else row.set(features, FIRST_FEATURE);
    row.set(clinicOf(this.state, view, nowMs), FIRST_CLINIC);
  }
}

/**
 * Rows of a person, row-major, one for each instant: observations that come one after another are folded up to the instant, and only
 * then is the twin asked. `observations` may be endless or cut off: what comes after an instant has no part in its row, but for the two
 * outcome columns.
 */
export function dailyRows(
  person: RecordedPerson,
  observations: Iterable<Observation>,
  outcomes: Outcomes,
): Float32Array {
  const twin = new WatchedTwin(person);
  const rows = new Float32Array(outcomes.instants.length * WIDTH);
  const coming = observations[Symbol.iterator]();
  let next = coming.next();
  outcomes.instants.forEach((nowMs, day) => {
    while (next.done !== true && next.value.measuredAtMs <= nowMs) {
      twin.fold(next.value);
      next = coming.next();
    }
    const row = rows.subarray(day * WIDTH, (day + 1) * WIDTH);
    row[0] = person.number;
    row[1] = day;
    row[2] = ageYears(person.profile.age, nowMs) ?? NaN;
    twin.readAt(nowMs, row);
    const { attackToday, attackWithin7d } = outcomeAt(outcomes, day, row.subarray(FIRST_FEATURE, FIRST_CLINIC));
    row[3] = attackToday;
    row[4] = attackWithin7d;
  });
  return rows;
}

/**
 * Does an attack start between this instant and the next (`attackToday`), and within 7 days? The latter is NaN where nobody can tell or
 * asks: in an attack and 14 days from its start, when nobody told of those days, and when the twin had too little to be scored.
 */
function outcomeAt(
  { instants, attacksMs, isTold }: Outcomes,
  day: number,
  features: Float32Array,
): { attackToday: number; attackWithin7d: number } {
  const nowMs = instants[day]!;
  const untilMs = instants[day + 1] ?? nowMs + MS_PER_DAY;
  const attackToday = attacksMs.some((atMs) => atMs > nowMs && atMs <= untilMs) ? 1 : 0;
  const inAttack = attacksMs.some((atMs) => atMs <= nowMs && nowMs - atMs < ONE_ATTACK_DAYS * MS_PER_DAY);
  const horizonMs = nowMs + HORIZON_DAYS * MS_PER_DAY;
  const unscored = features.every(Number.isNaN);
  if (inAttack || unscored || !isTold(nowMs, horizonMs)) return { attackToday, attackWithin7d: NaN };
  return { attackToday, attackWithin7d: attacksMs.some((atMs) => atMs > nowMs && atMs <= horizonMs) ? 1 : 0 };
}

function clinicOf(state: TwinState, view: TwinView, nowMs: number): number[] {
  const values: Record<(typeof CLINIC_COLUMNS)[number], number> = {
    'clinic.peakFlowBelow80TwoDays': lowOnTwoDays(state, nowMs),
    'clinic.relieverPuffs24h': relieverHeard(state, nowMs) ? view.medication.relieverPuffs24h : NaN,
    'clinic.zone': { green: 0, yellow: 1, red: 2, unknown: NaN }[view.zone.value],
  };
  return CLINIC_COLUMNS.map((name) => values[name]);
}

/** Was the best of each of the last two days below 80 % of personal best? NaN when a day has no session. */
function lowOnTwoDays({ lungFunction }: TwinState, nowMs: number): number {
  const bestOfDay = [0, 1].map((daysAgo) => {
    let best = NaN;
    for (const session of lungFunction.sessions) {
      const age = (nowMs - session.atMs) / MS_PER_DAY;
      if (age < daysAgo || age >= daysAgo + 1) continue;
      const reached = fractionOfBest(lungFunction, session);
      if (reached) best = Number.isNaN(best) ? reached.fraction : Math.max(best, reached.fraction);
    }
    return best;
  });
  if (bestOfDay.some(Number.isNaN)) return NaN;
  return bestOfDay.every((share) => share < LOW_PEAK_FLOW) ? 1 : 0;
}

function relieverHeard({ medication }: TwinState, nowMs: number): boolean {
  const { relieverSensor, devices } = medication;
  const speaks = (lastSignAtMs: number): boolean => nowMs - lastSignAtMs <= SILENT_AFTER_MS;
  if (relieverSensor !== null) return speaks(relieverSensor.lastSignAtMs);
  // A reliever's sensor that has nothing to count yet shows only its health, and a MART inhaler's stands for both uses.
  return devices.some((device) => speaks(device.lastSignAtMs) && (device.controllerDrug !== null || !device.used));
}
