import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@airway-twin/domain/time';
import type { PatientSpec } from './patient-spec.js';

/**
 * The hidden body of an invented person. These equations are the simulator's own and on purpose not those of the twin: a twin that is
 * tested on its own equations proves nothing. Sizes follow the published time courses: steroid effect within days and gone within a
 * week or two (Mehta 2009), virus peak on days 2–3 and a lag of 2–5 days to an attack, fall over about a week with the nadir on the
 * last day and 5–7 days of recovery (Tattersfield 1999, Reddel 1999), morning trough near 04:30, reliever at work within minutes and
 * for about four hours (drug label).
 */
export interface BodyState {
  /** Swelling of the airway wall, 0 none … about 1.3. */
  readonly inflammation: number;
  /** Steroid on the airway surface, in usual doses. */
  readonly steroidDoses: number;
  /** Fine particles breathed over the last day, µg/m³. */
  readonly breathedPm25: number;
  /** Slow chance that no model explains, about −0.1…0.1. */
  readonly drift: number;
  readonly colds: readonly { readonly startMs: number; readonly strength: number }[];
  readonly relieverPuffs: readonly { readonly atMs: number; readonly strength: number }[];
  /** An oral steroid course works until then; null: none. */
  readonly oralSteroidUntilMs: number | null;
}

/** Where a life starts: as inflamed as this person's usual treatment leaves them. */
export function restingBody(spec: PatientSpec): BodyState {
  const treated = spec.regimen.controller || spec.regimen.mart ? spec.adherence : 0;
  return {
    inflammation: spec.severity * (1 - 0.7 * treated),
    steroidDoses: 2 * treated,
    breathedPm25: 10,
    drift: 0,
    colds: [],
    relieverPuffs: [],
    oralSteroidUntilMs: null,
  };
}

/** What acts on the body during one hour. */
export interface HourOfExposure {
  readonly endMs: number;
  readonly pm25MicrogramsPerM3: number;
  readonly pollenLoad: number;
  /** Standard normal, for the drift. */
  readonly chance: number;
}

const STEROID_HALF_LIFE_HOURS = 26;
const HOURS_KEPT_OF_RELIEVER = 10;

/** The body one hour later. */
export function bodyAfterHour(spec: PatientSpec, body: BodyState, hour: HourOfExposure): BodyState {
  const onOralSteroid = body.oralSteroidUntilMs !== null && hour.endMs < body.oralSteroidUntilMs;
  const cover = body.steroidDoses / (body.steroidDoses + 1.1);
  const virus = virusLoad(body, hour.endMs);
  const driven = spec.severity * (1.15 - 1.15 * cover) + 0.3 * spec.pollenSensitivity * hour.pollenLoad;
  const target = (driven + 0.75 * virus * (0.35 + spec.severity)) * (onOralSteroid ? 0.35 : 1);
  const tauHours = onOralSteroid ? 44 : target > body.inflammation ? 90 : 150;
  return {
    inflammation: body.inflammation + (target - body.inflammation) / tauHours,
    steroidDoses: body.steroidDoses * 2 ** (-1 / STEROID_HALF_LIFE_HOURS),
    breathedPm25: body.breathedPm25 + (hour.pm25MicrogramsPerM3 - body.breathedPm25) / 24,
    drift: body.drift * 0.985 + hour.chance * 0.0055,
    colds: body.colds.filter((cold) => hour.endMs - cold.startMs < 16 * MS_PER_DAY),
    relieverPuffs: body.relieverPuffs.filter((puff) => hour.endMs - puff.atMs < HOURS_KEPT_OF_RELIEVER * MS_PER_HOUR),
    oralSteroidUntilMs: onOralSteroid ? body.oralSteroidUntilMs : null,
  };
}

/** Together the running colds, 0 none … about 1: up over three days, down over a week. */
export function virusLoad(body: BodyState, atMs: number): number {
  let load = 0;
  for (const { startMs, strength } of body.colds) {
    const peaks = (atMs - startMs) / (3.2 * MS_PER_DAY);
    if (peaks > 0) load += strength * (peaks * Math.exp(1 - peaks)) ** 2;
  }
  return load;
}

/**
 * Narrowing of the airways at an instant, as the natural logarithm by which FEV1 falls short of this person's best; `localHour` is
 * their hour of day. 0.1 is well, 0.35 wakes at night, above 0.7 is a severe attack.
 */
export function narrowing(spec: PatientSpec, body: BodyState, atMs: number, localHour: number): number {
  const virus = virusLoad(body, atMs);
  const swollen = body.inflammation;
  const clock = Math.cos((2 * Math.PI * (localHour - 4.5)) / 24);
  const particles = Math.max(0, body.breathedPm25 - 12);
  const tone =
    0.025 +
    0.2 * swollen ** 1.4 +
    0.34 * virus * (0.3 + swollen) +
    0.0011 * particles * spec.pollutionSensitivity * (0.4 + swollen) +
    clock * (0.016 + 0.05 * swollen) +
    body.drift;
  const relaxable = Math.max(0, tone - 0.06 * swollen);
  const fixed = Math.max(0, tone) - relaxable;
  return Math.min(1.25, Math.max(0, fixed + relaxable * (1 - relieverEffect(body, atMs, virus))));
}

/** Share of the relaxable narrowing that the reliever takes away, 0…0.8. A virus blunts it (Reddel 1999). */
export function relieverEffect(body: BodyState, atMs: number, virus = virusLoad(body, atMs)): number {
  let drug = 0;
  for (const { atMs: puffMs, strength } of body.relieverPuffs) {
    const minutes = (atMs - puffMs) / MS_PER_MINUTE;
    if (minutes >= 0) drug += strength * (1 - Math.exp(-minutes / 3.5)) * Math.exp(-((minutes / 210) ** 2));
  }
  return (0.8 * (1 - Math.exp(-0.9 * drug))) / (1 + 0.6 * Math.min(1.2, virus));
}
