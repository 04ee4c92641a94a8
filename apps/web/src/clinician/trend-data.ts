import type { StoredObservation } from '@airway-twin/contracts/http';
import type { Observation, ObservationOf, Stream } from '@airway-twin/domain/measurement';
import { litresPerMinute } from '@airway-twin/domain/measurement';
import { instantOf, localDate } from '@airway-twin/domain/time';
import type { ChartPoint } from '../charts/align-series.js';

/** Identity of an observation, for merging pages that overlap. */
export function observationKey({ observation }: StoredObservation): string {
  const { deviceId, bootId, seq } = observation.source;
  return `${deviceId}/${bootId}/${seq}`;
}

export function ofStream<S extends Stream>(
  observations: readonly Observation[],
  stream: S,
): readonly ObservationOf<S>[] {
  return observations.filter((one): one is Observation & ObservationOf<S> => one.stream === stream);
}

/** The best blow of each session on any meter, L/min: measured values, spirometer peak flows converted from L/s. */
export function peakFlowPoints(observations: readonly Observation[]): readonly ChartPoint[] {
  const meter = ofStream(observations, 'peakflow.session').map(({ measuredAtMs, data }) => ({
    atMs: measuredAtMs,
    value: Math.max(...data.blowsLitresPerMinute),
  }));
  const spirometer = bestOfSession(observations, ({ pefLitresPerSecond }) => litresPerMinute(pefLitresPerSecond));
  return [...meter, ...spirometer].toSorted((a, b) => a.atMs - b.atMs);
}

function bestOfSession(
  observations: readonly Observation[],
  valueOf: (blow: ObservationOf<'spirometer.blow'>['data']) => number,
): ChartPoint[] {
  const best = new Map<string, ChartPoint>();
  for (const { measuredAtMs, source, data } of ofStream(observations, 'spirometer.blow')) {
    const session = `${source.deviceId}/${data.sessionId}`;
    const value = valueOf(data);
    const known = best.get(session);
    if (!known || value > known.value) best.set(session, { atMs: known?.atMs ?? measuredAtMs, value });
  }
  return [...best.values()].toSorted((a, b) => a.atMs - b.atMs);
}

/** Puffs per calendar day of the patient by what the inhaler is for, at noon of the day. */
export function puffsPerDay(
  observations: readonly Observation[],
  role: ObservationOf<'inhaler.actuation'>['data']['role'],
  timeZone: string,
): readonly ChartPoint[] {
  const puffs = new Map<string, number>();
  for (const { measuredAtMs, data } of ofStream(observations, 'inhaler.actuation')) {
    if (data.role !== role) continue;
    const day = localDate(measuredAtMs, timeZone);
    puffs.set(day, (puffs.get(day) ?? 0) + 1);
  }
  return [...puffs]
    .map(([day, value]) => ({ atMs: instantOf(day, 12, timeZone), value }))
    .toSorted((a, b) => a.atMs - b.atMs);
}

type Pollutant = 'pm25MicrogramsPerM3' | 'no2MicrogramsPerM3' | 'o3MicrogramsPerM3';

/** Whose air a chart shows: that of the patient's own monitor where there is one, else the daily values of the place. */
export function airOrigin(observations: readonly Observation[]): 'air.reading' | 'environment.day' {
  return observations.some(({ stream }) => stream === 'air.reading') ? 'air.reading' : 'environment.day';
}

/** Readings of a pollutant from that origin, by time. */
export function airPoints(
  observations: readonly Observation[],
  origin: ReturnType<typeof airOrigin>,
  pollutant: Pollutant,
): readonly ChartPoint[] {
  return ofStream(observations, origin)
    .flatMap(({ measuredAtMs, data }) => {
      const value = data[pollutant];
      return value === null ? [] : [{ atMs: measuredAtMs, value }];
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}
