import { WHAT_IF_DAYS } from '@airway-twin/contracts/http';
import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import type { Scenario, WhatIfPoint } from '@airway-twin/domain/what-if';
import { NO_BLOWS, type DrawnTwin } from '../avatar/drawn-twin.js';
import { BY_THE_HOUR, type Simulated } from './compared.js';

/** A reliever is at its work after an hour; at the end of its run it has worn off. */
const RELIEVER_SEEN_AFTER_MS = MS_PER_HOUR;

/** How far ahead the instant lies that stands for a scenario in one picture, ms, when its run is asked for the usual time. */
export function picturedAheadMs(scenario: Scenario): number {
  return scenario === BY_THE_HOUR ? RELIEVER_SEEN_AFTER_MS : WHAT_IF_DAYS.usual * MS_PER_DAY;
}

/** The instant of a run that stands for it in one picture: its end; of the reliever alone, an hour after it. */
export function picturedPoint({ scenario, points }: Simulated): WhatIfPoint {
  const [now, end] = [points[0]!, points.at(-1)!];
  if (scenario !== BY_THE_HOUR) return end;
  return points.find(({ atMs }) => atMs >= now.atMs + RELIEVER_SEEN_AFTER_MS) ?? end;
}

/**
 * What is drawn of a simulated instant: its bands. Of the zone of the plan and of blows a simulation says nothing. One that starts from a state
 * out of date (`fromOld`) is drawn as such.
 */
export function simulatedTwin({ atMs, constriction, inflammation }: WhatIfPoint, fromOld = false): DrawnTwin {
  return {
    atMs,
    constriction: { ...constriction, known: true },
    inflammation: { ...inflammation, known: true },
    zone: { value: 'unknown', reasons: [], stale: fromOld },
    lungFunction: NO_BLOWS,
  };
}
