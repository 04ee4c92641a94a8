import type { AirflowTable } from '../mechanics/airflow-measures.js';
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
import type { JudgedBlow } from '../spirometry/blow-quality.js';
import type { SessionGrades } from '../spirometry/session-grade.js';
import type { LocalDate } from '../time/calendar.js';
import type { PackedBelief } from './belief.js';
import type { SessionHabit } from './session-habit.js';

/** Name of the layout and of the meaning of the state. A stored state of another version is thrown away and rebuilt. */
export const TWIN_STATE_VERSION = 'twin-6';

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
  /** ATS/ERS grades of a spirometer's session; null for a peak-flow meter. */
  readonly grades: SessionGrades | null;
  /** Largest FEV1 of its acceptable blows, L; null without one. */
  readonly acceptableFev1Litres: number | null;
  /** What each blow is worth: of the newest session only, to grade the next blow of it. */
  readonly judged: readonly JudgedBlow[];
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
  /** The sensor that showed the newest reliever actuation, and when it last spoke. */
  readonly relieverSensor: { readonly deviceId: string; readonly lastSignAtMs: number } | null;
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
 * The estimator's belief, a Gaussian on the parts named in `TRAIT` (trait-model.ts). Constriction there is that of the airway relaxed from
 * reliever: the reliever's effect is kept apart, it masks C while it lasts.
 */
export interface TraitState extends PackedBelief {
  readonly atMs: number;
}

/** All that the twin knows of one patient, as plain data. JSON carries it without loss. */
export interface TwinState extends TwinMemory {
  /** What this patient's airways let through at every C and I: computed once from the profile. */
  readonly airways: AirflowTable;
}

/** What the twin has made of the observations; with the airways it is the whole state. */
export interface TwinMemory {
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
  /** How this person's sessions usually are, by measure; null before the first. */
  readonly habits: { readonly pef: SessionHabit | null; readonly fev1: SessionHabit | null };
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
