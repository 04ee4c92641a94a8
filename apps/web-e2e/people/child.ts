import type { RegistryRequest } from '@airway-twin/contracts/http';
import { DEFAULT_ACTION_PLAN } from '@airway-twin/domain/patient';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@airway-twin/domain/time';
import type { Api } from '../product/api.js';
import { connectDevice, type Device, type Measured } from './devices.js';

/** The site that demo logins belong to. */
const SITE = 'demo';
/** Personal best of every invented child here, L/min. */
export const BEST = 300;
const DAYS = 21;
const GOOD_FLOW = 60;
const LAST_DOSES = 4;
/** Of this run alone: the journeys may be taken again through a product that still knows the children of the last time. */
const RUN = Date.now().toString(36);
/** Devices may not send what lies ahead of the wall clock: stories end a little before now. */
const ENDS_BEFORE_NOW_MS = 30 * MS_PER_MINUTE;

/** How the last blows of a story were: share of the personal best. */
export interface Story {
  readonly lastBlowsOfBest: number;
  /** Peak inspiratory flow of the preventer's last inhalations, L/min; the inhaler needs 30. */
  readonly lastInhaledAtLitresPerMinute?: number;
  /** For so many days before its end the preventer's sensor has said nothing. */
  readonly preventerSilentForDays?: number;
}

export interface Child {
  readonly patientId: string;
  readonly name: string;
  /** When the last measurement of the story was made. */
  readonly storyEndsAtMs: number;
  readonly meter: Device;
  readonly reliever: Device;
  disconnect(): Promise<void>;
}

/**
 * An invented child of nine, always with the same airways: three weeks of blows at the personal best with the preventer taken, then a
 * session as the story has it, twice within a quarter of an hour. Everything goes the way of real devices: registry, broker, twin.
 * Settles when the twin holds all of it.
 */
export async function inventChild(engineer: Api, name: string, story: Story): Promise<Child> {
  const patientId = `e2e-${name.toLowerCase().replaceAll(' ', '-')}-${RUN}`;
  const endsAtMs = Date.now() - ENDS_BEFORE_NOW_MS;
  const startsAtMs = endsAtMs - DAYS * MS_PER_DAY - 12 * MS_PER_HOUR;
  const registered = await engineer.register(registration(patientId, name, startsAtMs));
  const [meter, preventer, reliever] = (await Promise.all(
    ['meter', 'preventer', 'reliever'].map((part) => connectDevice(registered, SITE, `${patientId}-${part}`)),
  )) as [Device, Device, Device];
  const days = Array.from({ length: DAYS * 2 + 1 }, (_unused, halfDay) => startsAtMs + halfDay * 12 * MS_PER_HOUR);
  const blows = [
    ...days.map((atMs) => session(atMs + MS_PER_MINUTE, 1)),
    session(endsAtMs - 15 * MS_PER_MINUTE, story.lastBlowsOfBest),
    session(endsAtMs, story.lastBlowsOfBest),
  ];
  const heardUntilMs = endsAtMs - (story.preventerSilentForDays ?? 0) * MS_PER_DAY;
  const taken = days.filter((atMs) => atMs <= heardUntilMs);
  const doses = taken.map((atMs, index) =>
    dose(atMs, index < taken.length - LAST_DOSES ? GOOD_FLOW : (story.lastInhaledAtLitresPerMinute ?? GOOD_FLOW)),
  );
  await Promise.all([meter.send(blows), preventer.send(doses)]);
  await preventer.close();
  await untilHeld(engineer, patientId, blows.length + doses.length);
  return {
    patientId,
    name,
    storyEndsAtMs: endsAtMs,
    meter,
    reliever,
    async disconnect() {
      await Promise.all([meter.close(), reliever.close()]);
    },
  };
}

/** One session of three blows that agree within 5 L/min. */
export function session(atMs: number, shareOfBest: number): Measured {
  const best = Math.round(BEST * shareOfBest);
  return {
    stream: 'peakflow.session',
    atMs,
    fields: { blowsLitresPerMinute: [best, best - 3, best - 5], reliever: 'before' },
  };
}

/** One puff of the reliever. */
export function relieverPuff(atMs: number): Measured {
  return { stream: 'inhaler.actuation', atMs, fields: { drug: 'salbutamol' } };
}

function dose(atMs: number, flow: number): Measured {
  const technique = { peakInspiratoryFlowLitresPerMinute: flow, inhaledVolumeLitres: 1.4, inhalationSeconds: 3 };
  return { stream: 'inhaler.actuation', atMs, fields: { drug: 'budesonide', ...technique } };
}

async function untilHeld(engineer: Api, patientId: string, messages: number): Promise<void> {
  const until = Date.now() + 20_000;
  let held = 0;
  while (Date.now() < until) {
    const { devices } = await engineer.get<{
      devices: { patientId: string | null; stored: number; refused: number }[];
    }>('devices');
    const own = devices.filter((device) => device.patientId === patientId);
    held = own.reduce((sum, { stored }) => sum + stored, 0);
    const refused = own.reduce((sum, device) => sum + device.refused, 0);
    if (refused > 0) throw new Error(`${refused} messages of ${patientId} were refused`);
    if (held >= messages) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the twin of ${patientId} holds ${held} of ${messages} messages after 20 s`);
}

function registration(patientId: string, name: string, fromMs: number): RegistryRequest {
  const profile: RegistryRequest['patients'][number] = {
    siteId: SITE,
    patientId,
    displayName: `Demo ${name}`,
    clock: 'data',
    timeZone: 'Europe/London',
    locale: 'en',
    sex: 'female',
    age: { kind: 'birth-date', birthDate: '2017-01-15' },
    heightCm: 134,
    heightMeasuredOn: '2026-02-20',
    medications: [
      {
        drug: 'budesonide',
        role: 'controller',
        dosesPerDay: 2,
        puffsPerDose: 1,
        minimumInspiratoryFlowLitresPerMinute: 30,
      },
      {
        drug: 'salbutamol',
        role: 'reliever',
        dosesPerDay: 0,
        puffsPerDose: 2,
        minimumInspiratoryFlowLitresPerMinute: null,
      },
    ],
    actionPlan: DEFAULT_ACTION_PLAN,
    declaredBestPefLitresPerMinute: BEST,
    declaredBestFev1Litres: null,
    attacksLastYear: 1,
    airwaySeed: 7,
  };
  const kinds = { meter: 'peak-flow-meter', preventer: 'inhaler-sensor', reliever: 'inhaler-sensor' } as const;
  const devices = Object.entries(kinds).map(([part, kind]) => ({
    siteId: SITE,
    deviceId: `${patientId}-${part}`,
    kind,
    model: `Invented ${part}`,
  }));
  return {
    patients: [profile],
    devices,
    assignments: devices.map(({ deviceId }) => ({
      siteId: SITE,
      deviceId,
      patientId,
      validFrom: new Date(fromMs).toISOString(),
      validTo: null,
    })),
  };
}
