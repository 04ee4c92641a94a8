import type { ObservationOf } from '../measurement/observation.js';
import { MS_PER_DAY } from '../time/calendar.js';
import type { AirMean, AirState } from './state.js';
import { takesPlaceOf } from './symptoms.js';

export const NO_AIR: AirState = {
  pm25MicrogramsPerM3: null,
  no2MicrogramsPerM3: null,
  o3MicrogramsPerM3: null,
  environment: null,
};

/** The running mean after a reading: weights fall off with a time constant of one day, so that hourly and daily readings mean the same. */
function nextMean(mean: AirMean | null, reading: number | null, atMs: number): AirMean | null {
  if (reading === null) return mean;
  if (mean === null) return { value: reading, atMs };
  const kept = Math.exp(-(atMs - mean.atMs) / MS_PER_DAY);
  return { value: mean.value * kept + reading * (1 - kept), atMs };
}

/** The memory of the air after a reading where the patient is. */
export function rememberAirReading(state: AirState, observation: ObservationOf<'air.reading'>): AirState {
  const { data, measuredAtMs } = observation;
  return {
    pm25MicrogramsPerM3: nextMean(state.pm25MicrogramsPerM3, data.pm25MicrogramsPerM3, measuredAtMs),
    no2MicrogramsPerM3: nextMean(state.no2MicrogramsPerM3, data.no2MicrogramsPerM3, measuredAtMs),
    o3MicrogramsPerM3: nextMean(state.o3MicrogramsPerM3, data.o3MicrogramsPerM3, measuredAtMs),
    environment: state.environment,
  };
}

/**
 * The memory of the surroundings after a day's pollen, weather and outdoor air. A day before the one that is known, told later, and a day
 * that has not yet begun change nothing.
 */
export function rememberEnvironmentDay(
  state: AirState,
  observation: ObservationOf<'environment.day'>,
  timeZone: string,
): AirState {
  const { data, measuredAtMs } = observation;
  if (!takesPlaceOf(state.environment, observation, timeZone)) return state;
  return {
    pm25MicrogramsPerM3: nextMean(state.pm25MicrogramsPerM3, data.pm25MicrogramsPerM3, measuredAtMs),
    no2MicrogramsPerM3: nextMean(state.no2MicrogramsPerM3, data.no2MicrogramsPerM3, measuredAtMs),
    o3MicrogramsPerM3: nextMean(state.o3MicrogramsPerM3, data.o3MicrogramsPerM3, measuredAtMs),
    environment: { ...data, atMs: measuredAtMs },
  };
}
