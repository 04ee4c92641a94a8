import { hash32 } from './seeded-draw.js';
import type { PatientSpec } from './patient-spec.js';
import { devicesOf, regimenOf, type Equipment, type Meters, type Therapy } from './regimens.js';

type Traits = Partial<
  Pick<
    PatientSpec,
    | 'technique'
    | 'coldsPerYear'
    | 'pollenSensitivity'
    | 'pollutionSensitivity'
    | 'habitualRelieverUsesPerDay'
    | 'blowsDone'
    | 'diaryDone'
    | 'complies'
    | 'lungScale'
    | 'attacksLastYear'
  >
> &
  Equipment;

type Row = readonly [
  sex: PatientSpec['sex'],
  birthDate: string,
  heightCm: number,
  timeZone: string,
  severity: number,
  adherence: number,
  therapy: Therapy,
  meters: Meters,
  traits: Traits,
];

const PARIS = 'Europe/Paris';
const LONDON = 'Europe/London';
const NEW_YORK = 'America/New_York';
const KOLKATA = 'Asia/Kolkata';
const LORD_HOWE = 'Australia/Lord_Howe';

/** Twenty-four invented people, children first: mild to severe, careful to careless, each with what drives their asthma. */
const ROWS: readonly Row[] = [
  ['female', '2019-03-14', 122, PARIS, 0.35, 0.85, 'childSpray', 'peakflow', { coldsPerYear: 7 }],
  ['male', '2018-07-02', 127, PARIS, 0.6, 0.45, 'childSpray', 'spirometer', { coldsPerYear: 9, attacksLastYear: 2 }],
  ['male', '2017-01-25', 135, LONDON, 0.45, 0.7, 'childSpray', 'peakflow', { pollenSensitivity: 0.8 }],
  ['female', '2016-09-09', 139, LONDON, 0.3, 0.95, 'diskus', 'both', { airMonitor: true }],
  [
    'male',
    '2016-05-30',
    141,
    NEW_YORK,
    0.75,
    0.35,
    'childSpray',
    'both',
    { coldsPerYear: 8, attacksLastYear: 3, airMonitor: true },
  ],
  [
    'female',
    '2015-11-18',
    144,
    KOLKATA,
    0.5,
    0.6,
    'spray',
    'peakflow',
    { pollutionSensitivity: 0.9, airMonitor: true },
  ],
  [
    'female',
    '2015-02-06',
    150,
    PARIS,
    0.75,
    0.5,
    'diskus',
    'both',
    { coldsPerYear: 6, attacksLastYear: 1, airMonitor: true, complies: 0.8 },
  ],
  ['male', '2014-08-21', 155, LORD_HOWE, 0.4, 0.75, 'easyhaler', 'peakflow', { pollenSensitivity: 0.5 }],
  ['female', '2013-12-03', 158, LONDON, 0.5, 0.65, 'diskus', 'spirometer', { technique: 0.25 }],
  ['male', '2012-06-17', 168, NEW_YORK, 0.35, 0.2, 'easyhaler', 'peakflow', { complies: 0.15, diaryDone: 0.3 }],
  ['female', '2011-04-28', 163, PARIS, 0.45, 0.5, 'mart', 'peakflow', { pollenSensitivity: 0.4 }],
  ['male', '2010-10-10', 176, KOLKATA, 0.3, 0.8, 'spray', 'peakflow', { pollutionSensitivity: 0.6, airMonitor: true }],
  ['female', '2003-05-05', 166, LONDON, 0.2, 0.9, 'easyhaler', 'peakflow', {}],
  ['male', '2000-01-31', 182, PARIS, 0.3, 0.4, 'reliever-only', 'peakflow', { habitualRelieverUsesPerDay: 3 }],
  ['female', '1996-07-19', 170, NEW_YORK, 0.55, 0.75, 'mart', 'both', { airMonitor: true }],
  [
    'male',
    '1991-09-23',
    178,
    LONDON,
    0.65,
    0.3,
    'ellipta',
    'peakflow',
    { habitualRelieverUsesPerDay: 2.5, attacksLastYear: 2 },
  ],
  [
    'female',
    '1988-02-11',
    161,
    KOLKATA,
    0.7,
    0.6,
    'diskus',
    'spirometer',
    { pollutionSensitivity: 1, airMonitor: true, attacksLastYear: 1 },
  ],
  ['male', '1984-12-27', 174, PARIS, 0.4, 0.85, 'ellipta', 'peakflow', { pollenSensitivity: 1 }],
  [
    'female',
    '1979-06-08',
    168,
    LONDON,
    0.8,
    0.55,
    'diskus',
    'both',
    { attacksLastYear: 3, coldsPerYear: 5, lungScale: 0.92 },
  ],
  ['male', '1975-03-16', 180, LORD_HOWE, 0.35, 0.7, 'spray', 'peakflow', { technique: 0.3, counterOnly: true }],
  ['female', '1970-08-04', 164, NEW_YORK, 0.5, 0.9, 'ellipta', 'spirometer', { airMonitor: true }],
  ['male', '1964-11-29', 172, PARIS, 0.85, 0.4, 'mart', 'peakflow', { attacksLastYear: 2, lungScale: 0.98 }],
  [
    'female',
    '1958-01-20',
    159,
    LONDON,
    0.45,
    0.65,
    'spray',
    'peakflow',
    { silentPart: 'preventer', silentFromDay: 84 },
  ],
  [
    'male',
    '1951-05-13',
    169,
    PARIS,
    0.6,
    0.5,
    'easyhaler',
    'both',
    { technique: 0.4, counterOnly: true, airMonitor: true },
  ],
];

/** How many people the demo has. */
export const COHORT_SIZE = ROWS.length;

/** The demo's people, in the order of their ids `demo-01`…`demo-24`. */
export function demoCohort(): PatientSpec[] {
  return ROWS.map((row, index) => specOf(row, index + 1));
}

function specOf(row: Row, number: number): PatientSpec {
  const [sex, birthDate, heightCm, timeZone, severity, adherence, therapy, meters, traits] = row;
  const patientId = `demo-${String(number).padStart(2, '0')}`;
  const regimen = regimenOf(therapy);
  return {
    patientId,
    displayName: `Demo patient ${number}`,
    sex,
    birthDate,
    heightCm,
    timeZone,
    locale: timeZone === PARIS ? 'fr' : 'en',
    attacksLastYear: traits.attacksLastYear ?? 0,
    airwaySeed: hash32(patientId),
    severity,
    lungScale: traits.lungScale ?? 0.98 + 0.02 * (number % 7),
    adherence,
    technique: traits.technique ?? 0.85,
    coldsPerYear: traits.coldsPerYear ?? (number <= 12 ? 5 : 2.5),
    pollenSensitivity: traits.pollenSensitivity ?? 0.1,
    pollutionSensitivity: traits.pollutionSensitivity ?? 0.2,
    habitualRelieverUsesPerDay: traits.habitualRelieverUsesPerDay ?? 0,
    blowsDone: traits.blowsDone ?? 0.6 + 0.35 * adherence,
    diaryDone: traits.diaryDone ?? 0.75,
    complies: traits.complies ?? 0.6,
    regimen,
    devices: devicesOf(regimen, meters, traits),
  };
}
