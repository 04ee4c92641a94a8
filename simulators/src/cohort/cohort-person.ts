import { MS_PER_DAY } from '@airway-twin/domain/time';
import { drawnPerson } from '../patients/drawn-people.js';
import { specAgeYears, type PatientSpec } from '../patients/patient-spec.js';
import { drawFor, type SeededDraw } from '../patients/seeded-draw.js';
import { devicesOf, regimenOf } from '../patients/regimens.js';
import { buildIndexOf } from './body-builds.js';
import { CALIBRATION } from './calibration.js';
import { hiddenLungsIndexOf } from './narrowing-table.js';
import { COHORT_ZONES, type CohortZone } from './seasons.js';

/** One person of a cohort: the hidden body of `spec`, and how they live with their asthma and their devices. */
export interface CohortPerson {
  /** From 1. */
  readonly number: number;
  readonly spec: PatientSpec & { readonly timeZone: CohortZone };
  readonly group: 'school-child' | 'adult';
  /** Place in `BODY_BUILDS`. */
  readonly build: number;
  /** Place in `HIDDEN_LUNGS`. */
  readonly lungs: number;
  readonly habits: Habits;
  readonly care: CareSeeking;
  /** The devices are handed out at about this instant; the record begins on the next calendar day. */
  readonly enrolledMs: number;
}

/** What comes and goes in how a person takes medicine and measures. */
export interface Habits {
  /** Forgetting spells a year and their mean length, days; share of the usual doses that are taken in one. */
  readonly forgettingPerYear: number;
  readonly forgettingDays: number;
  readonly forgettingKeeps: number;
  /** Slow wandering of adherence: spread (logit) and days that it lasts. */
  readonly wander: { readonly spread: number; readonly days: number };
  /** Days in which the wish to blow and to write halves; Infinity: never. */
  readonly tireDays: number;
  /** Weeks-long pauses of all measuring, a year. */
  readonly pausesPerYear: number;
  /** By how much more (over 1) or less somebody measures and writes when unwell. */
  readonly whenUnwell: number;
  /** Silences of the inhaler sensors a year. */
  readonly sensorGapsPerYear: number;
  /** Canisters dispensed beyond those used up: a spare at school, one lost. */
  readonly spareCanistersPerYear: number;
  /** Blows of a day are made in the morning, and in the evening too. */
  readonly twiceADay: boolean;
}

/** When a person seeks care: felt narrowing, for so many hours. */
export interface CareSeeking {
  readonly severeFrom: number;
  readonly hours: number;
}

/** Enrolments are spread over this year. */
const ENROLLED_FROM_MS = Date.parse('2024-01-01T00:00:00Z');
const SCHOOL_UNTIL_YEARS = 18;
const RELIEVER_ALONE_UNTIL_SEVERITY = 0.25;

/** The person of that number: the others, and how many they are, do not change what they are. */
export function cohortPerson(number: number, seed: number): CohortPerson {
  const draw = drawFor('cohort', seed, number);
  const enrolledMs = ENROLLED_FROM_MS + Math.floor(draw.between(0, 365)) * MS_PER_DAY;
  const drawn = drawnPerson(number, seed, enrolledMs);
  const ageYears = specAgeYears(drawn, enrolledMs);
  const group = ageYears < SCHOOL_UNTIL_YEARS ? 'school-child' : 'adult';
  const own = CALIBRATION[group];
  const spirometer = draw.chance(0.3);
  const severity = severityOf(own.severity, draw);
  const therapy = draw.oneOf(['spray', 'diskus', 'easyhaler'] as const);
  // Doctors leave nobody whose asthma shows with a reliever alone.
  const untreated = drawn.regimen.controller === null && drawn.regimen.mart === null;
  const regimen = untreated && severity > RELIEVER_ALONE_UNTIL_SEVERITY ? regimenOf(therapy) : drawn.regimen;
  const spec: CohortPerson['spec'] = {
    ...drawn,
    patientId: `cohort-${String(number).padStart(5, '0')}`,
    displayName: `Cohort patient ${number}`,
    timeZone: draw.oneOf(COHORT_ZONES),
    severity,
    regimen,
    lungScale: Math.exp(draw.normal(0, 0.125)),
    adherence: Math.min(0.97, Math.max(0.08, draw.normal(0.56, 0.24))),
    coldsPerYear: draw.between(own.coldsPerYear.least, own.coldsPerYear.most),
    pollenSensitivity: draw.next() ** 2.5,
    pollutionSensitivity: own.pollution * draw.between(0.3, 1.7),
    habitualRelieverUsesPerDay: draw.chance(own.habitualUsers) ? draw.between(0.3, 1.6) : 0,
    blowsDone: draw.between(0.4, 0.97),
    diaryDone: draw.between(0.25, 0.97),
    attacksLastYear: 0,
    devices: devicesOf(regimen, spirometer ? 'spirometer' : 'peakflow', { counterOnly: draw.chance(0.35) }),
  };
  return {
    number,
    spec,
    group,
    build: buildIndexOf({ sex: spec.sex, ageYears, heightCm: spec.heightCm }),
    lungs: hiddenLungsIndexOf(ageYears, number),
    habits: drawHabits(draw),
    care: {
      severeFrom: own.severeFrom * Math.exp(draw.normal(0, CALIBRATION.severeSpread)),
      hours: Math.round(draw.between(CALIBRATION.severeHours.least, CALIBRATION.severeHours.most)),
    },
    enrolledMs,
  };
}

/** The same person with airways that nothing inflames or irritates: what drives attacks is off. */
export function withQuietAirways(person: CohortPerson): CohortPerson {
  const off = { severity: 0, coldsPerYear: 0, pollenSensitivity: 0, pollutionSensitivity: 0 };
  return { ...person, spec: { ...person.spec, ...off } };
}

function severityOf({ least, most, bend }: { least: number; most: number; bend: number }, draw: SeededDraw): number {
  return least + (most - least) * draw.next() ** bend;
}

function drawHabits(draw: SeededDraw): Habits {
  return {
    forgettingPerYear: draw.between(0.5, 5),
    forgettingDays: draw.between(4, 18),
    forgettingKeeps: draw.between(0, 0.35),
    wander: { spread: draw.between(0.2, 0.8), days: draw.between(15, 60) },
    tireDays: draw.chance(0.35) ? Infinity : 1500 * draw.next() ** 1.2 + 150,
    pausesPerYear: draw.between(0, 2.2),
    whenUnwell: Math.exp(draw.normal(0.1, 0.45)),
    sensorGapsPerYear: draw.between(0, 1.5),
    spareCanistersPerYear: draw.between(0, 2.5),
    twiceADay: draw.chance(0.45),
  };
}
