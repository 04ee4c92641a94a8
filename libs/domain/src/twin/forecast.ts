import { litresPerMinute } from '../measurement/units.js';
import { localHour } from '../time/calendar.js';
import { advanceTo } from './fold.js';
import { mixtureQuantile, type NormalPart } from './normal.js';
import { foretoldByAirways } from './moment.js';
import { foretell, unknownHabit } from './session-habit.js';
import type { TwinState } from './state.js';
import type { BlowMeasure } from './traits.js';

/** The best of a session that has not been blown yet. */
export interface LungFunctionForecast {
  readonly measure: BlowMeasure;
  readonly atMs: number;
  /** FEV1 in L, PEF in L/min; 80 % of the probability lies between `low` and `high`. */
  readonly low: number;
  readonly mid: number;
  readonly high: number;
  /** The whole distribution, of the natural logarithm of FEV1 in L or PEF in L/s. */
  readonly parts: readonly NormalPart[];
}

/**
 * What the best of a session would be, blown at that instant with nothing more observed until then; null before the first observation.
 * Reads nothing later than the state.
 */
export function forecastLungFunction(
  state: TwinState,
  measure: BlowMeasure,
  atMs: number,
): LungFunctionForecast | null {
  const then = advanceTo(state, atMs);
  if (then.traits === null) return null;
  const hour = localHour(atMs, state.profile.timeZone);
  const airways = foretoldByAirways(then, measure, atMs);
  const habit = state.habits[measure] ?? unknownHabit(atMs, airways.mean);
  const parts = foretell(habit, measure, airways, atMs, hour);
  const value = (share: number) => {
    const exact = Math.exp(mixtureQuantile(parts, share));
    return measure === 'pef' ? litresPerMinute(exact) : exact;
  };
  return { measure, atMs, low: value(0.1), mid: value(0.5), high: value(0.9), parts };
}
