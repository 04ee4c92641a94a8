import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@airway-twin/domain/time';
import type { DeviceMessage } from '../patients/life-events.js';
import { createLife } from '../patients/life.js';
import type { PatientSpec } from '../patients/patient-spec.js';
import { registrationOf } from '../patients/registration.js';
import { hash32 } from '../patients/seeded-draw.js';
import { RECORDING_FORMAT, type Recording } from './recording.js';

const LIFE_START_MS = Date.parse('2026-06-01T00:00:00Z');
const EXCERPT_FROM_MS = LIFE_START_MS + 12 * MS_PER_DAY + 4 * MS_PER_HOUR;
const SEED = 7;
/** When the recording sends its messages, ms after its start, at most: a day's story pressed into half a minute. */
const PRESSED_INTO_MS = 30_000;

/**
 * The recording that comes with the project: a morning of an invented patient with little preventer, a blow, four puffs of reliever, and
 * blows after them. Made from a hidden life; the file is what this function gives.
 */
export function puffAndBlowsRecording(like: PatientSpec): Recording {
  const spec: PatientSpec = {
    ...like,
    patientId: 'recorded-01',
    displayName: 'Recorded patient 1 (invented)',
    timeZone: 'Europe/Paris',
    airwaySeed: hash32('recorded-01'),
    severity: 0.9,
    adherence: 0.1,
    coldsPerYear: 0,
  };
  const at = (minutes: number): number => EXCERPT_FROM_MS + minutes * MS_PER_MINUTE;
  const life = createLife(
    { spec, seed: SEED, startMs: LIFE_START_MS },
    {
      interventions: [
        { kind: 'extra-blow', atMs: at(5) },
        { kind: 'reliever', atMs: at(12), puffs: 4 },
        { kind: 'extra-blow', atMs: at(25) },
        { kind: 'extra-blow', atMs: at(95) },
      ],
    },
  );
  life.advanceTo(EXCERPT_FROM_MS - 1);
  const heard = life
    .advanceTo(EXCERPT_FROM_MS + 6 * MS_PER_HOUR)
    .filter((event): event is DeviceMessage => event.kind === 'message');
  const lastMs = heard.at(-1)?.atMs ?? EXCERPT_FROM_MS;
  const offset = (atMs: number): number =>
    Math.round(((atMs - EXCERPT_FROM_MS) / (lastMs - EXCERPT_FROM_MS)) * PRESSED_INTO_MS);
  // A device that begins here begins to count here: its numbers start from 0.
  const firstSeq = new Map<string, number>();
  return {
    header: {
      format: RECORDING_FORMAT,
      createdAt: new Date(lastMs).toISOString(),
      source: 'Invented patient: a blow, four puffs of reliever, blows after them',
      registration: registrationOf([spec], LIFE_START_MS),
    },
    messages: heard.map(({ site, deviceId, stream, payload, atMs }) => {
      const first = firstSeq.get(deviceId) ?? payload.seq;
      firstSeq.set(deviceId, first);
      const sent = { ...payload, seq: payload.seq - first, sentAt: payload.measuredAt };
      return { offsetMs: offset(atMs), site, device: deviceId, stream, payload: sent };
    }),
  };
}
