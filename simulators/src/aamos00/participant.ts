import { DEMO_SITE_ID, type RegistryRequest } from '@airway-twin/contracts/http';
import {
  DEFAULT_ACTION_PLAN,
  DRUG_CLASS,
  type Age,
  type Drug,
  type Medication,
  type Sex,
} from '@airway-twin/domain/patient';
import { hash32 } from '../patients/seeded-draw.js';
import { STUDY_TIME_ZONE, WORN_FROM_DAY, studyInstant } from './calendar-of-study.js';
import type { CsvRow } from './csv-table.js';

/**
 * Names in the inhaler file → generic drug. Fostair is ICS/LABA: it is never a reliever count, though the file's column calls all
 * entries relief medication and the authors' own code counts them so.
 */
const DRUG_OF_NAME: Readonly<Record<string, Drug>> = {
  ventolin: 'salbutamol',
  salamol: 'salbutamol',
  'salbutamol teva': 'salbutamol',
  fostair: 'beclometasone-formoterol',
};

/** The drug that a name of the file stands for; the name itself when it is unknown: the contract then refuses the message by name. */
export function drugOfName(name: string): string {
  return DRUG_OF_NAME[name.toLowerCase()] ?? name;
}

export function patientIdOf(userKey: string): string {
  return `aamos-${userKey}`;
}

export type ParticipantDevice = 'inhaler' | 'peakflow' | 'environment';

/** One inhaler device a person: the file does not tell sensors apart, every message names its drug. */
export function deviceIdOf(userKey: string, device: ParticipantDevice): string {
  return `${patientIdOf(userKey)}-${device}`;
}

/** What the registry is told of a participant. What the data set lacks (birth date, height, attacks, prescribed doses) is null. */
export function participantRegistration(info: CsvRow, drugsSeen: readonly string[]): RegistryRequest {
  const userKey = String(info.requiredInteger('user_key'));
  const siteId = DEMO_SITE_ID;
  const patientId = patientIdOf(userKey);
  const devices = [
    {
      siteId,
      deviceId: deviceIdOf(userKey, 'inhaler'),
      kind: 'inhaler-sensor' as const,
      model: 'FindAir ONE (AAMOS-00)',
    },
    {
      siteId,
      deviceId: deviceIdOf(userKey, 'peakflow'),
      kind: 'peak-flow-meter' as const,
      model: 'Smart Peak Flow (AAMOS-00)',
    },
    {
      siteId,
      deviceId: deviceIdOf(userKey, 'environment'),
      kind: 'environment-feed' as const,
      model: 'Local environment (AAMOS-00)',
    },
  ];
  const validFrom = new Date(studyInstant(WORN_FROM_DAY, 0)).toISOString();
  return {
    patients: [
      {
        siteId,
        patientId,
        displayName: `AAMOS-00 participant ${userKey}`,
        clock: 'data',
        timeZone: STUDY_TIME_ZONE,
        locale: 'en',
        sex: sexOf(info),
        age: ageOf(info),
        heightCm: null,
        heightMeasuredOn: null,
        medications: medicationsOf(drugsSeen),
        actionPlan: { ...DEFAULT_ACTION_PLAN },
        declaredBestPefLitresPerMinute: info.number('pef_best'),
        declaredBestFev1Litres: null,
        attacksLastYear: null,
        airwaySeed: hash32(patientId),
      },
    ],
    devices,
    assignments: devices.map(({ deviceId }) => ({ siteId, deviceId, patientId, validFrom, validTo: null })),
  };
}

function sexOf(info: CsvRow): Sex | null {
  const sex = info.text('sex')?.toLowerCase();
  return sex === 'female' || sex === 'male' ? sex : null;
}

/** `30-39yo` → 30 to 40 exclusive end as 39; `50+yo` → 50 and open. */
function ageOf(info: CsvRow): Age {
  const text = info.text('age_range');
  const range = text === null ? null : /^(\d+)(?:-(\d+)|\+)yo$/.exec(text);
  if (!range) return { kind: 'unknown' };
  return { kind: 'range', fromYears: Number(range[1]), toYears: range[2] === undefined ? null : Number(range[2]) };
}

/**
 * The regimen as far as the inhaler file shows it. A SABA can only be a reliever. Whether Fostair was maintenance or MART is not in the
 * data: it is a controller with unknown doses, so that no dose of it counts as relief and none counts as missed.
 */
function medicationsOf(drugsSeen: readonly string[]): Medication[] {
  const known = [...new Set(drugsSeen)].filter((drug): drug is Drug => drug in DRUG_CLASS).sort();
  return known.map((drug) => {
    const isReliever = DRUG_CLASS[drug] === 'saba';
    return {
      drug,
      role: isReliever ? 'reliever' : 'controller',
      dosesPerDay: isReliever ? 0 : null,
      puffsPerDose: null,
      minimumInspiratoryFlowLitresPerMinute: null,
    };
  });
}
