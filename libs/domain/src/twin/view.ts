import type { Freshness } from '../measurement/freshness.js';
import type { EnvironmentDay, RelieverTiming, Stream } from '../measurement/observation.js';
import type { SessionGrades } from '../spirometry/session-grade.js';
import type { LocalDate } from '../time/calendar.js';
import type { PersonalBest, Zone, ZoneReason } from './state.js';

/** A belief as an interval: 80 % of the probability lies between `low` and `high`. */
export interface Band {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

/** A trait of the airways, 0…1. `known` is false while the band is too wide to say anything ("not enough breaths yet"). */
export interface TraitBand extends Band {
  readonly known: boolean;
}

/** A measured value with its time: never an estimate. */
export interface Measured {
  readonly value: number;
  readonly atMs: number;
  readonly freshness: Freshness;
}

export interface DoseDay {
  readonly localDate: LocalDate;
  readonly controllerDoses: number;
  readonly relieverPuffs: number;
}

/** What anyone sees of the twin at one instant: plain numbers, with freshness and bands. Texts and rounding belong to the screens. */
export interface TwinView {
  readonly atMs: number;
  readonly observationCount: number;
  readonly zone: { readonly value: Zone; readonly reasons: readonly ZoneReason[]; readonly stale: boolean };
  readonly lungFunction: {
    readonly pefLitresPerMinute: Measured | null;
    readonly fev1Litres: Measured | null;
    readonly fvcLitres: Measured | null;
    /** Of personal best, for the newest session that has one. */
    readonly percentOfBest: Measured | null;
    readonly repeatable: boolean | null;
    /** ATS/ERS grades of the newest spirometer session; null without one. */
    readonly grades: SessionGrades | null;
    readonly reliever: RelieverTiming | null;
    readonly bestPefLitresPerMinute: PersonalBest | null;
    readonly bestFev1Litres: PersonalBest | null;
  };
  /** Estimated: C as it is now, reliever included; `constrictionUnmasked` is what would be left without the reliever. */
  readonly constriction: TraitBand | null;
  readonly constrictionUnmasked: TraitBand | null;
  /** Estimated. */
  readonly inflammation: TraitBand | null;
  /** Estimated: FEV1 of this patient with open airways, over that of the airway model built from age, height and sex (or a declared best). */
  readonly lungScale: Band | null;
  /** Share of the constriction that the reliever takes away now, 0…1. */
  readonly relieverEffect: number;
  readonly medication: {
    /** Share of prescribed controller doses taken over 7 days, 0…1; null when the regimen is not known or the preventer’s sensor is silent. */
    readonly adherence7d: number | null;
    /** 1 = as prescribed; null until a dose, or a watched preventer that is never pressed, tells. */
    readonly controllerExposure: number | null;
    readonly relieverPuffs24h: number;
    readonly relieverPuffs7d: number;
    readonly lastControllerAtMs: number | null;
    readonly lastRelieverAtMs: number | null;
    /** The last 14 calendar days of the patient, oldest first. */
    readonly days: readonly DoseDay[];
    /** Of the last five inhalations with a flow sensor, how many missed what their inhaler needs. */
    readonly technique: { readonly judged: number; readonly failed: number };
  };
  readonly air: {
    readonly pm25MicrogramsPerM3: Measured | null;
    readonly no2MicrogramsPerM3: Measured | null;
    readonly o3MicrogramsPerM3: Measured | null;
    readonly environment: (EnvironmentDay & { readonly freshness: Freshness }) | null;
  };
  readonly symptoms: {
    readonly lastDay: LocalDate | null;
    readonly nightWakings7d: number;
    readonly symptomDays7d: number;
    readonly diaryDays7d: number;
    readonly controlScore: {
      readonly instrument: 'ACT' | 'C-ACT' | 'ACQ';
      readonly score: number;
      readonly atMs: number;
    } | null;
  };
  readonly freshness: { readonly [S in Stream]: { readonly atMs: number | null; readonly freshness: Freshness } };
}
