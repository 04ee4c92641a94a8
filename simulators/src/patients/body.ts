import { DRUG_CLASS, isFastBronchodilator, type Drug } from '@airway-twin/domain/patient';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@airway-twin/domain/time';
import { hiddenTraits, type HiddenTraits } from './hidden-traits.js';
import type { PatientSpec } from './patient-spec.js';

/**
 * The hidden body of an invented person. These equations are the simulator's own and on purpose not those of the twin: a twin that is
 * tested on its own equations proves nothing. Cells are recruited to the airway wall and leave it, in two pools; swelling saturates with
 * them; drive on the muscle adds up from rest, swelling, virus, air and the hour, wanders without a cause, and saturates too. How strong
 * and how fast each of these is differs from person to person (`hidden-traits.ts`).
 */
export interface BodyState {
  /** Inflammatory cells in the wall, as load: one that follows in days and one in weeks. */
  readonly fastLoad: number;
  readonly slowLoad: number;
  /** Logarithm of the factor by which tone wanders. */
  readonly wander: number;
  /** Steroid on the airway surface, in usual doses. */
  readonly steroidDoses: number;
  /** Fine particles breathed over the last day, µg/m³. */
  readonly breathedPm25: number;
  readonly colds: readonly { readonly startMs: number; readonly strength: number }[];
  readonly relieverPuffs: readonly RelieverPuff[];
  /** An oral steroid course works until then; null: none. */
  readonly oralSteroidUntilMs: number | null;
}

/** A puff that opens the airways: `strength` is the share of it that arrived, `lasts` its half-life against that of salbutamol. */
export interface RelieverPuff {
  readonly atMs: number;
  readonly strength: number;
  readonly lasts: number;
}

/** The two traits as they are: constriction without and with the reliever, swelling of the inner wall, each 0…1 (means over the lung). */
export interface AirwayTruth {
  /** Of the airway relaxed from the reliever, in quiet breathing; 1 is 40 % muscle shortening. */
  readonly constrictionUnmasked: number;
  /** What the reliever leaves of it. */
  readonly constriction: number;
  /** What of that is left after the deep breath before a blow. */
  readonly constrictionOfBlow: number;
  /** 1 doubles the inner wall. */
  readonly inflammation: number;
}

/** Where a life starts: as inflamed as this person's usual treatment leaves them. */
export function restingBody(spec: PatientSpec): BodyState {
  const treated = spec.regimen.controller || spec.regimen.mart ? spec.adherence : 0;
  const steroidDoses = 2 * treated;
  const load = recruitment(spec, hiddenTraits(spec), { steroidDoses, pollenLoad: 0, virus: 0, onOralSteroid: false });
  return {
    fastLoad: load,
    slowLoad: load,
    wander: 0,
    steroidDoses,
    breathedPm25: 10,
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
  /** Standard normal, for the wandering of the tone. */
  readonly chance: number;
}

const HOURS_KEPT_OF_RELIEVER = 48;
const DAYS_KEPT_OF_COLD = 24;
/** Long-acting relievers work for about 12 h instead of 4 (formoterol label). */
const LONG_ACTING_LASTS = 3;
/** Cells leave more slowly than they come. */
const LEAVING_SLOWER = 1.3;
const FAST_SHARE = 0.6;

/** The body one hour later. */
export function bodyAfterHour(spec: PatientSpec, body: BodyState, hour: HourOfExposure): BodyState {
  const traits = hiddenTraits(spec);
  const { steroid, wander } = traits;
  const onOralSteroid = body.oralSteroidUntilMs !== null && hour.endMs < body.oralSteroidUntilMs;
  const virus = virusLoad(spec, body, hour.endMs);
  const coming = recruitment(spec, traits, {
    steroidDoses: body.steroidDoses,
    pollenLoad: hour.pollenLoad,
    virus,
    onOralSteroid,
  });
  const rising = coming > body.fastLoad;
  const fastDays = onOralSteroid ? steroid.oralDays : traits.fastDays * (rising ? 1 : LEAVING_SLOWER);
  const keptWander = Math.exp(-1 / wander.hours);
  return {
    fastLoad: body.fastLoad + (coming - body.fastLoad) * (1 - Math.exp(-1 / (24 * fastDays))),
    slowLoad: body.slowLoad + (body.fastLoad - body.slowLoad) * (1 - Math.exp(-1 / (24 * traits.slowDays))),
    wander: body.wander * keptWander + hour.chance * wander.spread * Math.sqrt(1 - keptWander * keptWander),
    steroidDoses: body.steroidDoses * 2 ** (-1 / steroid.halfLifeHours),
    breathedPm25: body.breathedPm25 + (hour.pm25MicrogramsPerM3 - body.breathedPm25) / 24,
    colds: body.colds.filter((cold) => hour.endMs - cold.startMs < DAYS_KEPT_OF_COLD * MS_PER_DAY),
    relieverPuffs: body.relieverPuffs.filter((puff) => hour.endMs - puff.atMs < HOURS_KEPT_OF_RELIEVER * MS_PER_HOUR),
    oralSteroidUntilMs: onOralSteroid ? body.oralSteroidUntilMs : null,
  };
}

interface Recruiting {
  readonly steroidDoses: number;
  readonly pollenLoad: number;
  readonly virus: number;
  readonly onOralSteroid: boolean;
}

/** Load to which the fast pool is being drawn. The inhaled steroid holds back what the disease recruits, less what a virus does. */
function recruitment(spec: PatientSpec, { steroid, virus, pollen }: HiddenTraits, by: Recruiting): number {
  const cover = (steroid.most * by.steroidDoses) / (by.steroidDoses + steroid.halfDoses);
  const own = spec.severity * 1.25 + pollen * spec.pollenSensitivity * by.pollenLoad;
  const viral = virus.swelling * by.virus * (0.3 + spec.severity);
  return (own * (1 - cover) + viral * (1 - 0.35 * cover)) * (by.onOralSteroid ? steroid.oralLeaves : 1);
}

/** Together the running colds, 0 none … about 1: up over two to three days, down over one to two weeks. */
export function virusLoad(spec: PatientSpec, body: BodyState, atMs: number): number {
  const { peakDays, sharpness } = hiddenTraits(spec).virus;
  let load = 0;
  for (const { startMs, strength } of body.colds) {
    const peaks = (atMs - startMs) / (peakDays * MS_PER_DAY);
    if (peaks > 0) load += strength * (peaks * Math.exp(1 - peaks)) ** sharpness;
  }
  return load;
}

/** The airways at an instant; `localHour` is the person's hour of day. */
export function airwayTruth(spec: PatientSpec, body: BodyState, atMs: number, localHour: number): AirwayTruth {
  const traits = hiddenTraits(spec);
  const virus = virusLoad(spec, body, atMs);
  const load = FAST_SHARE * body.fastLoad + (1 - FAST_SHARE) * body.slowLoad;
  const inflammation = traits.remodelling + (1 - traits.remodelling) * (1 - Math.exp(-load));
  const clock = Math.cos((2 * Math.PI * (localHour - traits.daily.troughHour)) / 24);
  const particles = Math.max(0, body.breathedPm25 - 12) / 10;
  const drive =
    (traits.restingTone +
      traits.twitchiness * inflammation ** 1.4 +
      traits.virus.tone * virus * (0.3 + inflammation) +
      traits.particles * particles * spec.pollutionSensitivity * (0.4 + inflammation)) *
      Math.exp(body.wander) +
    traits.daily.amplitude * clock * (0.5 + 1.2 * inflammation);
  const most = traits.greatestConstriction;
  const constrictionUnmasked = most * (1 - Math.exp(-Math.max(0, drive) / most));
  const constriction = constrictionUnmasked * (1 - relieverEffect(spec, body, atMs));
  const kept = traits.deepBreathFactor;
  return {
    constrictionUnmasked,
    constriction,
    constrictionOfBlow: constriction * (kept + (1 - kept) * 0.4 * inflammation),
    inflammation,
  };
}

/** Share of the constriction that the reliever takes away, 0 … about 0.85. A virus blunts it (Reddel 1999), and so does wall in the way. */
export function relieverEffect(spec: PatientSpec, body: BodyState, atMs: number): number {
  const { most, halfPuffs, onsetMinutes, halfLifeHours, bluntedByVirus } = hiddenTraits(spec).reliever;
  let drug = 0;
  for (const { atMs: puffMs, strength, lasts } of body.relieverPuffs) {
    const minutes = (atMs - puffMs) / MS_PER_MINUTE;
    if (minutes >= 0) {
      drug += strength * (1 - Math.exp(-minutes / onsetMinutes)) * 2 ** (-minutes / (60 * halfLifeHours * lasts));
    }
  }
  if (drug === 0) return 0;
  const bound = drug ** 1.4 / (drug ** 1.4 + halfPuffs ** 1.4);
  return most * bound * (1 - bluntedByVirus * Math.min(1, virusLoad(spec, body, atMs)));
}

/** How long a puff of that drug works against salbutamol's. */
export function relieverLasts(drug: Drug): number {
  return isFastBronchodilator(drug) && DRUG_CLASS[drug] !== 'saba' ? LONG_ACTING_LASTS : 1;
}
