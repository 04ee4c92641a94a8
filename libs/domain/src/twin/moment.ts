import { relieverEffect } from './reliever.js';
import type { AirwayForecast } from './session-habit.js';
import type { TwinMemory, TwinState } from './state.js';
import { expectedLnBlow, type BlowMeasure, type Moment } from './traits.js';

/** The moment at which something is asked of the state's belief, with the reliever effect that its puffs then have. */
export function momentOf(state: TwinMemory, atMs: number): Moment {
  return {
    atMs,
    timeZone: state.profile.timeZone,
    effect: relieverEffect(state.medication.actuations, atMs),
  };
}

/** What the airways alone foretell of a session at the state's own instant. The state must have seen something. */
export function foretoldByAirways(state: TwinState, measure: BlowMeasure, atMs: number): AirwayForecast {
  return expectedLnBlow(state.traits!, measure, momentOf(state, atMs), state.airways);
}
