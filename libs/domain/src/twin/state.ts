import type {
  EnvironmentDay,
  InhalationTechnique,
  OrderKey,
  RelieverTiming,
  Stream,
  SymptomsDay,
  SymptomsWeek,
} from '../measurement/observation.js';
import type { Drug, MedicationRole } from '../patient/drugs.js';
import type { PatientProfile } from '../patient/profile.js';
import type { LocalDate } from '../time/calendar.js';

/** Name of the layout and of the meaning of the state. A stored state of another version is thrown away and rebuilt. */
export const TWIN_STATE_VERSION = 'twin-3';

/** One session of blows on a peak-flow meter or spirometer, as the twin remembers it. */
export interface LungFunctionSession {
  /** Its first blow, and its newest. */
  readonly startedAtMs: number;
  readonly atMs: number;
  readonly deviceId: string;
  readonly sessionId: string | null;
  readonly reliever: RelieverTiming;
  readonly blowsPefLitresPerMinute: readonly number[];
  readonly blowsFev1Litres: readonly number[];
  readonly blowsFvcLitres: readonly number[];
  /** The best two blows agree (PEF within 40 L/min, FEV1 within 0.150 L): only then may the session move the zone. */
  readonly repeatable: boolean;
  /** The session has had its say on the traits; further blows of it do not count again. */
  readonly usedForTraits: boolean;
}

export interface PersonalBest {
  readonly value: number;
  /** `confirmed` by a second occasion, `declared` by the patient or clinician. */
  readonly origin: 'confirmed' | 'declared';
  readonly atMs: number | null;
}

export interface LungFunctionState {
  /** Newest last, at most `LUNG_FUNCTION_SESSIONS_KEPT`. */
  readonly sessions: readonly LungFunctionSession[];
  readonly bestPefLitresPerMinute: PersonalBest | null;
  readonly bestFev1Litres: PersonalBest | null;
  /** The highest value that two occasions agree on, also while a declared best still stands above it. */
  readonly confirmedPefLitresPerMinute: ConfirmedBest | null;
  readonly confirmedFev1Litres: ConfirmedBest | null;
}

export interface ConfirmedBest {
  readonly value: number;
  readonly atMs: number;
}

/** One actuation as the twin remembers it. */
export interface RememberedActuation {
  readonly atMs: number;
  readonly drug: Drug;
  readonly role: MedicationRole;
  readonly technique: InhalationTechnique | null;
}

export interface MedicationState {
  /** Newest last; the last 14 days, at most `ACTUATIONS_KEPT`. */
  readonly actuations: readonly RememberedActuation[];
  /** Share of the prescribed maintenance doses that reach the airways, running mean with time constant `EXPOSURE_TIME_CONSTANT_DAYS`. */
  readonly controllerExposure: number;
  /** null while no dose has been seen: then `controllerExposure` is a prior of the belief, and shown to nobody. */
  readonly exposureAtMs: number | null;
  readonly lastControllerAtMs: number | null;
  readonly lastRelieverAtMs: number | null;
  /** Signs of life of every device: a silent sensor is not a missed dose. */
  readonly devices: readonly DeviceSigns[];
}

/** When a device has spoken, and what it has shown itself to be. A health message alone does not tell of what kind the device is. */
export interface DeviceSigns {
  readonly deviceId: string;
  /** Since when it has spoken without a silence of more than `SENSOR_SILENT_AFTER_MS`. */
  readonly speakingSinceMs: number;
  readonly lastSignAtMs: number;
  /** What a controller or MART actuation of it held last; null: it has shown none. */
  readonly controllerDrug: Drug | null;
  /** It has sent something else than health: an actuation of any inhaler, a blow, a reading. */
  readonly used: boolean;
}

export interface AirMean {
  readonly value: number;
  readonly atMs: number;
}

export interface AirState {
  /** Running 24-hour means. */
  readonly pm25MicrogramsPerM3: AirMean | null;
  readonly no2MicrogramsPerM3: AirMean | null;
  readonly o3MicrogramsPerM3: AirMean | null;
  readonly environment: (EnvironmentDay & { readonly atMs: number }) | null;
}

export interface SymptomState {
  /** Newest last, one per calendar day, the last 14. */
  readonly days: readonly (SymptomsDay & { readonly atMs: number })[];
  readonly week: (SymptomsWeek & { readonly atMs: number }) | null;
  readonly controlScore: {
    readonly instrument: 'ACT' | 'C-ACT' | 'ACQ';
    readonly score: number;
    readonly atMs: number;
  } | null;
}

/**
 * Belief about the two treatable traits, a Gaussian on (C, I): constriction of the relaxed-from-reliever airway and inflammation, both
 * 0…1. The reliever effect is kept apart, it masks C while it lasts.
 */
export interface TraitState {
  readonly atMs: number;
  readonly constriction: number;
  readonly inflammation: number;
  readonly varianceConstriction: number;
  readonly varianceInflammation: number;
  readonly covariance: number;
  /** How much of its usual effect the reliever has in these days, 0…1; blows after a reliever that stay low bring it down. */
  readonly relieverResponse: number;
  /** The reliever effect under which the newest blow was made: about any other effect there is doubt. */
  readonly seenEffect: number;
}

/** All that the twin knows of one patient, as plain data. JSON carries it without loss. */
export interface TwinState {
  readonly version: typeof TWIN_STATE_VERSION;
  readonly profile: PatientProfile;
  /** The instant at which the state stands; null before the first observation. */
  readonly clockMs: number | null;
  readonly observationCount: number;
  readonly firstObservationAtMs: number | null;
  readonly lastObservation: OrderKey | null;
  readonly lastMeasuredAtMs: { readonly [S in Stream]?: number };
  readonly lungFunction: LungFunctionState;
  readonly medication: MedicationState;
  readonly air: AirState;
  readonly symptoms: SymptomState;
  readonly traits: TraitState | null;
}

export type Zone = 'green' | 'yellow' | 'red' | 'unknown';

/** Why the zone is what it is. The texts live in the message catalogue, keyed by `code`. */
export type ZoneReason =
  | { readonly code: 'lung-function'; readonly percentOfBest: number; readonly atMs: number }
  | { readonly code: 'unverified-low-blow'; readonly percentOfBest: number; readonly atMs: number }
  /** The newest blow was made under a reliever within a day of this red one: it does not show that the airways are well again. */
  | { readonly code: 'after-reliever'; readonly percentOfBest: number; readonly atMs: number }
  | { readonly code: 'red-flag'; readonly flag: SymptomsDay['redFlags'][number]; readonly localDate: LocalDate }
  | { readonly code: 'reliever-use'; readonly puffs24h: number }
  | { readonly code: 'night-waking'; readonly localDate: LocalDate }
  | { readonly code: 'activity-limited'; readonly localDate: LocalDate }
  | { readonly code: 'cold'; readonly localDate: LocalDate }
  | { readonly code: 'no-recent-lung-function' }
  | { readonly code: 'no-personal-best' };
