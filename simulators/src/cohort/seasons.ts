import { addDays, daysBetween, MS_PER_DAY, type LocalDate } from '@airway-twin/domain/time';
import { pollenLevel, type OutdoorDay } from '../patients/environment.js';
import { drawFor, type SeededDraw } from '../patients/seeded-draw.js';

/** Places whose seasons the cohort knows: northern, temperate, with a school year that begins in September. */
export const COHORT_ZONES = ['Europe/Paris', 'Europe/London', 'America/New_York'] as const;
export type CohortZone = (typeof COHORT_ZONES)[number];

/** Weather, air, pollen and virus season of one place, day by day, each day following from the one before. */
export interface Seasons {
  readonly firstDate: LocalDate;
  day(date: LocalDate): OutdoorDay;
  /** Infections of that day against the mean of the year, about 1: by school year, winter and the wave that happens to go round. */
  infections(date: LocalDate, group: 'school-child' | 'adult'): number;
}

interface Place {
  readonly meanCelsius: number;
  readonly swingCelsius: number;
  /** Means of the year, µg/m³. */
  readonly pm25: number;
  readonly no2: number;
}

const PLACE: Readonly<Record<CohortZone, Place>> = {
  'Europe/Paris': { meanCelsius: 12, swingCelsius: 8.5, pm25: 12, no2: 26 },
  'Europe/London': { meanCelsius: 11, swingCelsius: 7, pm25: 10, no2: 24 },
  'America/New_York': { meanCelsius: 13, swingCelsius: 12, pm25: 9, no2: 22 },
};
const WARMEST_DAY = 202;
/** What one day keeps of the day before (design choice from usual day-to-day correlations of weather, particles and pollen). */
const KEPT = { warmth: 0.75, still: 0.65, pollen: 0.6, wave: 0.95 } as const;
const PARTICLE_SPREAD = 0.5;
const WAVE_SPREAD = 0.35;

/** The seasons of a place from `firstDate` for so many days. The same seed and place give the same days; a day outside is refused. */
export function seasonsOf(seed: number, zone: CohortZone, firstDate: LocalDate, days: number): Seasons {
  const draw = drawFor(seed, 'seasons', zone, firstDate);
  const walks = { warmth: walk(draw, KEPT.warmth), still: walk(draw, KEPT.still), pollen: walk(draw, KEPT.pollen) };
  const wave = walk(draw, KEPT.wave);
  const outdoors: OutdoorDay[] = [];
  const waves = new Float64Array(days);
  for (let index = 0; index < days; index++) {
    const date = addDays(firstDate, index);
    outdoors.push(outdoorDayAfter(PLACE[zone], dayOfYear(date), walks, draw));
    waves[index] = Math.exp(WAVE_SPREAD * wave() - WAVE_SPREAD ** 2 / 2);
  }
  const at = (date: LocalDate): number => {
    const index = daysBetween(firstDate, date);
    if (index < 0 || index >= days)
      throw new RangeError(`date: expected one of ${days} days from ${firstDate}, got ${date}`);
    return index;
  };
  return {
    firstDate,
    day: (date) => outdoors[at(date)]!,
    infections: (date, group) => infectionSeason(date, group) * waves[at(date)]!,
  };
}

interface Walks {
  readonly warmth: () => number;
  readonly still: () => number;
  readonly pollen: () => number;
}

function outdoorDayAfter(place: Place, day: number, walks: Walks, draw: SeededDraw): OutdoorDay {
  const warmth = Math.cos((2 * Math.PI * (day - WARMEST_DAY)) / 365);
  const anomaly = walks.warmth();
  const mean = place.meanCelsius + place.swingCelsius * warmth + 3 * anomaly;
  const halfRange = draw.between(2, 5);
  // Cold still winter days hold the smoke.
  const still = PARTICLE_SPREAD * (0.9 * walks.still() - 0.3 * (warmth < 0 ? anomaly : 0));
  const pm25 = Math.min(300, place.pm25 * (1 - 0.25 * warmth) * Math.exp(still - PARTICLE_SPREAD ** 2 / 2));
  const counts = Math.exp(0.55 * walks.pollen() + 0.04 * 3 * anomaly - 0.15);
  const tree = 0.8 * bell(day, 105, 24) * counts;
  const grass = 0.85 * bell(day, 165, 26) * counts;
  const weed = 0.6 * bell(day, 235, 24) * counts;
  return {
    grassPollen: pollenLevel(grass),
    treePollen: pollenLevel(tree),
    weedPollen: pollenLevel(weed),
    temperatureCelsius: tenth(mean),
    temperatureMinCelsius: tenth(mean - halfRange),
    temperatureMaxCelsius: tenth(mean + halfRange),
    relativeHumidityPercent: Math.round(Math.min(98, Math.max(25, draw.normal(72 - 8 * warmth, 9)))),
    pressureHectopascals: Math.round(1015 + 8 * still),
    windMetresPerSecond: tenth(Math.max(0.2, 4 * Math.exp(-still) + draw.normal(0, 0.6))),
    pm25MicrogramsPerM3: tenth(pm25),
    pm10MicrogramsPerM3: tenth(pm25 * draw.between(1.3, 1.9)),
    no2MicrogramsPerM3: tenth(
      Math.min(300, place.no2 * (1 - 0.2 * warmth) * Math.exp(0.7 * still + draw.normal(0, 0.15))),
    ),
    o3MicrogramsPerM3: tenth(Math.max(4, 55 + 22 * warmth + 4 * anomaly + draw.normal(0, 8))),
    pollenLoad: Math.min(1, Math.max(grass, tree, weed)),
  };
}

/**
 * Infections over the year against their mean. Children: few in the holidays, a wave after schools begin whose attacks peak 17.7 days
 * after Labor Day (JACI 2006;117:557; the infections some days before), more in winter. Adults follow 6.3 days later, more weakly.
 */
export function infectionSeason(date: LocalDate, group: 'school-child' | 'adult'): number {
  const day = dayOfYear(date);
  const sinceSchool = day - firstMondayOfSeptember(Number(date.slice(0, 4)));
  const winter = Math.exp(-((distance(day, 15) / 60) ** 2));
  const spring = Math.exp(-((distance(day, 110) / 35) ** 2));
  const holidays = day > 185 && sinceSchool < 0;
  const { base, wave, waveAt, wide, winterHigh, springHigh, inHolidays } = SEASON[group];
  const autumn = wave * Math.exp(-(((sinceSchool - waveAt) / wide) ** 2));
  return (base + winterHigh * winter + springHigh * spring) * (holidays ? inHolidays : 1) + autumn;
}

const SEASON = {
  'school-child': {
    base: 0.62,
    wave: 2.9,
    waveAt: 13.5,
    wide: 11,
    winterHigh: 0.5,
    springHigh: 0.25,
    inHolidays: 0.45,
  },
  adult: { base: 0.68, wave: 1.7, waveAt: 18, wide: 13, winterHigh: 0.75, springHigh: 0.15, inHolidays: 0.75 },
} as const;

/** Day of the year (0 is 1 January) of the first Monday of September: Labor Day, and about when European schools begin. */
export function firstMondayOfSeptember(year: number): number {
  const first = Date.UTC(year, 8, 1);
  const weekday = new Date(first).getUTCDay();
  return (first - Date.UTC(year, 0, 1)) / MS_PER_DAY + ((8 - weekday) % 7);
}

/** 0 is 1 January. */
export function dayOfYear(date: LocalDate): number {
  return daysBetween(`${date.slice(0, 4)}-01-01`, date);
}

/** Normal with spread 1 that keeps so much of its last value. */
function walk(draw: SeededDraw, kept: number): () => number {
  let at = draw.normal(0, 1);
  return () => (at = kept * at + draw.normal(0, Math.sqrt(1 - kept * kept)));
}

function bell(day: number, middle: number, wide: number): number {
  return Math.exp(-((distance(day, middle) / wide) ** 2));
}

function distance(day: number, from: number): number {
  const apart = Math.abs(day - from) % 365;
  return Math.min(apart, 365 - apart);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
