import { bodySize } from '@airway-twin/domain/airways';
import type { Sex } from '@airway-twin/domain/patient';
import type { PatientSpec } from './patient-spec.js';
import { devicesOf, regimenOf, type Therapy } from './regimens.js';
import { drawFor, hash32, type SeededDraw } from './seeded-draw.js';

/** Places of the drawn people, by how often. */
const ZONES = [
  'Europe/Paris',
  'Europe/Paris',
  'Europe/London',
  'Europe/London',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
] as const;
const CHILD_THERAPIES: readonly Therapy[] = ['childSpray', 'childSpray', 'childSpray', 'diskus', 'diskus', 'easyhaler'];
const ADULT_THERAPIES: readonly Therapy[] = [
  'spray',
  'easyhaler',
  'diskus',
  'ellipta',
  'mart',
  'mart',
  'reliever-only',
];
const ADULT_YEARS = 18;
const SPRAY_UNTIL_YEARS = 12;
/** Adults' heights, cm. */
const ADULT_HEIGHT = { female: { mean: 164, spread: 6.5 }, male: { mean: 177, spread: 7 } } as const;

/**
 * So many invented people, drawn from a seed: six in ten are children and adolescents from 6 years, mild to severe, careful to careless,
 * all with a spirometer and half with a peak-flow meter beside it. `atMs` is when their ages are meant.
 */
export function drawnPeople(count: number, seed: number, atMs: number): PatientSpec[] {
  return Array.from({ length: count }, (_unused, index) => drawnPerson(index + 1, seed, atMs));
}

/** The person of that number (from 1); the others do not change what they are. */
export function drawnPerson(number: number, seed: number, atMs: number): PatientSpec {
  const patientId = `hidden-${String(number).padStart(3, '0')}`;
  const draw = drawFor('people', seed, number);
  const sex: Sex = draw.chance(0.5) ? 'female' : 'male';
  const ageYears = draw.chance(0.6) ? draw.between(6, ADULT_YEARS) : draw.between(ADULT_YEARS, 70);
  const birthDate = new Date(atMs - ageYears * 365.25 * 86_400_000).toISOString().slice(0, 10);
  const child = ageYears < ADULT_YEARS;
  const therapy = child && ageYears < SPRAY_UNTIL_YEARS ? draw.oneOf(CHILD_THERAPIES) : draw.oneOf(ADULT_THERAPIES);
  const regimen = regimenOf(therapy);
  const severity = 0.15 + 0.75 * draw.next() ** 1.3;
  const adherence = Math.min(0.98, Math.max(0.1, draw.normal(0.62, 0.25)));
  const spec: Omit<PatientSpec, 'devices' | 'heightCm'> = {
    patientId,
    displayName: `Hidden patient ${number}`,
    sex,
    birthDate,
    timeZone: draw.oneOf(ZONES),
    locale: 'en',
    attacksLastYear: draw.chance(severity * (1.1 - adherence)) ? (draw.chance(0.3) ? 2 : 1) : 0,
    airwaySeed: hash32(`${seed}|${patientId}`),
    severity,
    lungScale: Math.exp(draw.normal(0.01, 0.1)),
    adherence,
    technique: draw.chance(0.2) ? draw.between(0.2, 0.5) : draw.between(0.7, 0.95),
    coldsPerYear: child ? draw.between(3, 9) : draw.between(1, 5),
    pollenSensitivity: skewed(draw),
    pollutionSensitivity: skewed(draw),
    habitualRelieverUsesPerDay: draw.chance(0.12) ? draw.between(0.5, 2.5) : 0,
    blowsDone: draw.between(0.45, 0.95),
    diaryDone: draw.between(0.2, 0.95),
    complies: 0,
    regimen,
  };
  return {
    ...spec,
    heightCm: heightOf(sex, ageYears, draw),
    devices: devicesOf(regimen, draw.chance(0.5) ? 'both' : 'spirometer', {
      airMonitor: draw.chance(0.3),
      counterOnly: draw.chance(0.25),
    }),
  };
}

function heightOf(sex: Sex, ageYears: number, draw: SeededDraw): number {
  if (ageYears >= ADULT_YEARS) {
    const { mean, spread } = ADULT_HEIGHT[sex];
    return Math.round(draw.normal(mean, spread));
  }
  const { heightCm } = bodySize({ ageYears, heightCm: null, sex });
  return Math.round(heightCm * (1 + draw.normal(0, 0.045)));
}

/** 0…1, most people low. */
function skewed(draw: SeededDraw): number {
  return draw.next() ** 2.5;
}
