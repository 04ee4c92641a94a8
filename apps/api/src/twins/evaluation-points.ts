import type { Observation } from '@airway-twin/domain/measurement';
import { attackDaysToldBy } from '@airway-twin/domain/risk';
import type { TwinState } from '@airway-twin/domain/twin';
import { ROUND_MS } from './wall-clock-looks.js';
import type { Step, WorkingTwin } from './working-twin.js';

/** A state at which the rules are to be asked, and the instant. */
export interface EvaluationPoint {
  readonly state: TwinState;
  readonly nowMs: number;
  /** Calendar days on which attacks began, as told since the point before. */
  readonly attackDaysTold: readonly number[];
}

const HOUR_MS = 3_600_000;
/** What air and device health alone change of a patient on the wall clock is looked at as often as time itself, `ROUND_MS`. */
const WALL_LOOK_LEAST_MS = ROUND_MS;
/** What people do or feel is looked at when it happens; air and device health only once an hour of the story. */
const LOOK_AT_ONCE: ReadonlySet<Observation['stream']> = new Set<Observation['stream']>([
  'inhaler.actuation',
  'peakflow.session',
  'spirometer.blow',
  'symptoms.day',
  'symptoms.week',
  'control.score',
]);

/**
 * Where in a replayed patient's story the rules are asked: they depend on the observations alone, not on how they were batched, so that a
 * record gives the same recommendations at any speed. What arrives so late that the rules have been asked about later times already is
 * looked at from the present. A patient on the wall clock is looked at once, now, and not again for air and device health alone before the
 * last look is half a minute old.
 */
export function evaluationPoints(
  twin: Pick<WorkingTwin, 'profile' | 'evaluatedAtMs'>,
  steps: readonly Step[],
  now: Pick<EvaluationPoint, 'state' | 'nowMs'>,
): EvaluationPoint[] {
  const told = (from: readonly Step[]) => from.flatMap(({ observation }) => attackDaysToldBy(observation));
  if (twin.profile.clock === 'wall') {
    const isDue = now.nowMs - (twin.evaluatedAtMs ?? -Infinity) >= WALL_LOOK_LEAST_MS;
    const isAsked = steps.length === 0 || steps.some(({ observation }) => LOOK_AT_ONCE.has(observation.stream));
    return isDue || isAsked ? [{ ...now, attackDaysTold: told(steps) }] : [];
  }
  const points: EvaluationPoint[] = [];
  let lastMs = twin.evaluatedAtMs ?? -Infinity;
  let lookFromNow = false;
  let untold: Step[] = [];
  for (const step of steps) {
    const { observation, state } = step;
    const atMs = observation.measuredAtMs;
    const atOnce = LOOK_AT_ONCE.has(observation.stream);
    untold.push(step);
    if (atMs < lastMs) {
      lookFromNow ||= atOnce;
    } else if (atOnce || atMs - lastMs >= HOUR_MS) {
      points.push({ state, nowMs: atMs, attackDaysTold: told(untold) });
      lastMs = atMs;
      untold = [];
    }
  }
  const last = points.at(-1);
  return lookFromNow && last?.state !== now.state ? [...points, { ...now, attackDaysTold: told(untold) }] : points;
}
