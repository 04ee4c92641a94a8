import type { PollenLevel } from '@airway-twin/domain/measurement';
import { drawFor } from './seeded-draw.js';

/** Invented weather, pollen and outdoor air of one calendar day at one place. */
export interface OutdoorDay {
  readonly grassPollen: PollenLevel;
  readonly treePollen: PollenLevel;
  readonly weedPollen: PollenLevel;
  readonly temperatureCelsius: number;
  readonly temperatureMinCelsius: number;
  readonly temperatureMaxCelsius: number;
  readonly relativeHumidityPercent: number;
  readonly pressureHectopascals: number;
  readonly windMetresPerSecond: number;
  readonly pm25MicrogramsPerM3: number;
  readonly pm10MicrogramsPerM3: number;
  readonly no2MicrogramsPerM3: number;
  readonly o3MicrogramsPerM3: number;
  /** 0 none … 1 very high: the worst of the three pollens. */
  readonly pollenLoad: number;
}

interface Climate {
  readonly meanCelsius: number;
  readonly swingCelsius: number;
  /** Day of the year of the warmest day. */
  readonly warmestDay: number;
  readonly pm25: number;
}

const CLIMATE: Readonly<Record<string, Climate>> = {
  'Europe/Paris': { meanCelsius: 12, swingCelsius: 9, warmestDay: 202, pm25: 11 },
  'Europe/London': { meanCelsius: 11, swingCelsius: 7, warmestDay: 202, pm25: 9 },
  'America/New_York': { meanCelsius: 13, swingCelsius: 12, warmestDay: 202, pm25: 9 },
  'Asia/Kolkata': { meanCelsius: 26, swingCelsius: 6, warmestDay: 150, pm25: 45 },
  'Australia/Lord_Howe': { meanCelsius: 19, swingCelsius: 4, warmestDay: 40, pm25: 5 },
};
const ELSEWHERE: Climate = { meanCelsius: 14, swingCelsius: 8, warmestDay: 202, pm25: 12 };

const POLLEN_LEVELS: readonly PollenLevel[] = ['low', 'moderate', 'high', 'very-high'];

/** The day at that place. The same seed, place and date always give the same day; `pollution` multiplies the particles (1: as usual). */
export function outdoorDay(seed: number, timeZone: string, date: string, pollution = 1): OutdoorDay {
  const climate = CLIMATE[timeZone] ?? ELSEWHERE;
  const draw = drawFor(seed, 'outdoor', timeZone, date);
  const dayOfYear = (Date.parse(`${date}T00:00:00Z`) - Date.parse(`${date.slice(0, 4)}-01-01T00:00:00Z`)) / 86_400_000;
  const daysFromWarmest = Math.abs(((dayOfYear - climate.warmestDay + 547.5) % 365) - 182.5);
  const warmth = Math.cos((2 * Math.PI * (dayOfYear - climate.warmestDay)) / 365);
  const mean = climate.meanCelsius + climate.swingCelsius * warmth + draw.normal(0, 2);
  const halfRange = draw.between(2, 5);
  const still = Math.exp(draw.normal(0, 0.35));
  const pm25 = Math.min(600, climate.pm25 * still * (1.15 - 0.3 * warmth) * pollution);
  const weed = season(daysFromWarmest - 35, 40) * draw.between(0.4, 1.2);
  const grass =
    season(daysFromWarmest - 15, 35) * draw.between(0.3, 1.2) * (dayOfYear < climate.warmestDay + 40 ? 1 : 0.3);
  const tree = season(daysFromWarmest - 95, 25) * draw.between(0.3, 1.1);
  return {
    grassPollen: pollenLevel(grass),
    treePollen: pollenLevel(tree),
    weedPollen: pollenLevel(weed),
    temperatureCelsius: tenth(mean),
    temperatureMinCelsius: tenth(mean - halfRange),
    temperatureMaxCelsius: tenth(mean + halfRange),
    relativeHumidityPercent: Math.round(Math.min(98, Math.max(25, draw.normal(72 - 8 * warmth, 11)))),
    pressureHectopascals: Math.round(draw.normal(1015, 8)),
    windMetresPerSecond: tenth(Math.max(0.2, 4 / still + draw.normal(0, 0.8))),
    pm25MicrogramsPerM3: tenth(pm25),
    pm10MicrogramsPerM3: tenth(pm25 * draw.between(1.3, 1.9)),
    no2MicrogramsPerM3: tenth(Math.min(400, pm25 * draw.between(0.9, 1.8))),
    o3MicrogramsPerM3: tenth(Math.max(4, 55 + 22 * warmth + draw.normal(0, 12))),
    pollenLoad: Math.min(1, Math.max(grass, tree, weed)),
  };
}

/** Bell over the year: 1 at the middle of the season. */
function season(daysFromPeak: number, widthDays: number): number {
  return Math.exp(-((daysFromPeak / widthDays) ** 2));
}

/** The level that a pollen load of 0…1 is reported as. */
export function pollenLevel(load: number): PollenLevel {
  return POLLEN_LEVELS[Math.min(3, Math.floor(load * 3.6))]!;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
