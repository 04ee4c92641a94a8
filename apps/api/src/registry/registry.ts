import type { DeviceKind } from '@airway-twin/contracts/http';
import { refuse, type DeviceStream, type Refusal } from '@airway-twin/contracts/mqtt';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { siteKey, type RegisteredDevice, type RegistryPicture } from './registry-store.js';

const EMPTY: RegistryPicture = { patients: new Map(), devices: new Map() };

/** Which streams a kind of device may publish. */
const STREAMS_OF_KIND: Record<DeviceKind, readonly DeviceStream[]> = {
  'inhaler-sensor': ['inhaler.actuation', 'device.health'],
  spirometer: ['spirometer.blow', 'peakflow.session', 'device.health'],
  'peak-flow-meter': ['peakflow.session', 'device.health'],
  'air-monitor': ['air.reading', 'device.health'],
  'environment-feed': ['environment.day', 'device.health'],
  'replay-runner': [],
};

/** What was last heard of a device. */
export interface Heard {
  /** By its birth message or last will; null: it has never said. */
  readonly online: boolean | null;
  /** Of its newest measurement, by its own clock. */
  readonly lastMeasuredAtMs: number | null;
  /** When its last word of any kind came in, by the clock of this process. */
  readonly lastReceivedAtMs: number | null;
}

const NEVER_HEARD: Heard = { online: null, lastMeasuredAtMs: null, lastReceivedAtMs: null };

/**
 * The registry as the ingest path asks it, in memory. `reload` reads it again; a device that is not known is looked up again before it is
 * refused, because another process may have registered it a moment ago.
 */
export class Registry {
  private picture: RegistryPicture = EMPTY;
  private devicesOfPatient = new Map<string, RegisteredDevice[]>();
  private lastReloadMs = 0;
  private reading: Promise<void> = Promise.resolve();
  private readonly presence = new Map<string, Heard>();

  constructor(private readonly read: () => Promise<RegistryPicture>) {}

  /** Reads the registry again. A call during a reading waits for one that begins after it, so that what was just written is seen. */
  reload(): Promise<void> {
    const begun = this.reading.then(() => this.readNow());
    this.reading = begun.catch(() => undefined);
    return begun;
  }

  private async readNow(): Promise<void> {
    const { patients, devices } = await this.read();
    const before = this.picture.patients;
    // A profile that has not changed stays the same object: twins are told by it whether theirs is still the right one.
    const kept = new Map(
      [...patients].map(([key, profile]) => {
        const old = before.get(key);
        return [key, old && JSON.stringify(old) === JSON.stringify(profile) ? old : profile];
      }),
    );
    this.picture = { patients: kept, devices };
    this.devicesOfPatient = new Map();
    for (const device of devices.values()) {
      for (const { patientId } of device.assignments) {
        const key = siteKey(device.siteId, patientId);
        const list = this.devicesOfPatient.get(key) ?? [];
        if (!list.includes(device)) list.push(device);
        this.devicesOfPatient.set(key, list);
      }
    }
  }

  /** Reads again for a device that is not known, at most once a second; whoever asks meanwhile waits for the same reading. */
  reloadForUnknown(nowMs: number): Promise<void> {
    if (nowMs - this.lastReloadMs < 1000) return this.reading;
    this.lastReloadMs = nowMs;
    return this.reload();
  }

  isKnownDevice(siteId: string, deviceId: string): boolean {
    return this.picture.devices.has(siteKey(siteId, deviceId));
  }

  patient(siteId: string, patientId: string): PatientProfile | null {
    return this.picture.patients.get(siteKey(siteId, patientId)) ?? null;
  }

  /** Every registered patient. */
  patients(): ReadonlyMap<string, PatientProfile> {
    return this.picture.patients;
  }

  /** The devices that the patient wears at that instant of the wall clock. */
  devicesOf(siteId: string, patientId: string, nowMs: number): readonly RegisteredDevice[] {
    const ever = this.devicesOfPatient.get(siteKey(siteId, patientId)) ?? [];
    return ever.filter((device) => this.currentWearer(siteId, device.deviceId, nowMs) === patientId);
  }

  /** Every registered device. */
  devices(): ReadonlyMap<string, RegisteredDevice> {
    return this.picture.devices;
  }

  device(siteId: string, deviceId: string): RegisteredDevice | null {
    return this.picture.devices.get(siteKey(siteId, deviceId)) ?? null;
  }

  /** What was heard of the device: by this process, else as stored. */
  heard(siteId: string, deviceId: string): Heard {
    const key = siteKey(siteId, deviceId);
    const stored = this.picture.devices.get(key) ?? NEVER_HEARD;
    const here = this.presence.get(key) ?? NEVER_HEARD;
    return {
      online: here.online ?? stored.online,
      lastMeasuredAtMs: here.lastMeasuredAtMs ?? stored.lastMeasuredAtMs,
      lastReceivedAtMs: here.lastReceivedAtMs ?? stored.lastReceivedAtMs,
    };
  }

  /** Is the device connected, by its birth message or last will; null when it has never said. */
  isOnline(siteId: string, deviceId: string): boolean | null {
    return this.heard(siteId, deviceId).online;
  }

  lastMeasuredAtMs(siteId: string, deviceId: string): number | null {
    return this.heard(siteId, deviceId).lastMeasuredAtMs;
  }

  /** What was committed of a device's presence. The newest measurement stands; of what was received, what came last. */
  notePresence(siteId: string, deviceId: string, seen: Partial<Heard>): void {
    const before = this.heard(siteId, deviceId);
    this.presence.set(siteKey(siteId, deviceId), {
      online: seen.online ?? before.online,
      lastMeasuredAtMs: later(before.lastMeasuredAtMs, seen.lastMeasuredAtMs ?? null),
      lastReceivedAtMs: seen.lastReceivedAtMs ?? before.lastReceivedAtMs,
    });
  }

  /** Who wears the device now; null when nobody does. */
  currentWearer(siteId: string, deviceId: string, nowMs: number): string | null {
    const device = this.picture.devices.get(siteKey(siteId, deviceId));
    return device?.assignments.find((each) => each.fromMs <= nowMs && nowMs < each.toMs)?.patientId ?? null;
  }

  /** Everyone who has ever worn the device. */
  everWornBy(siteId: string, deviceId: string): string[] {
    const device = this.picture.devices.get(siteKey(siteId, deviceId));
    return [...new Set(device?.assignments.map((each) => each.patientId))];
  }

  /** The patient who wore the device at that instant, or why the message cannot be placed. */
  wearer(siteId: string, deviceId: string, stream: DeviceStream, measuredAtMs: number): PatientProfile | Refusal {
    const device = this.picture.devices.get(siteKey(siteId, deviceId));
    if (!device) return refuse('unknown-device', null, 'a device of the registry');
    if (!STREAMS_OF_KIND[device.kind].includes(stream)) {
      return refuse(
        'stream-not-of-device',
        null,
        `a stream of a ${device.kind}: ${STREAMS_OF_KIND[device.kind].join(', ') || 'none'}`,
      );
    }
    const range = device.assignments.find((each) => each.fromMs <= measuredAtMs && measuredAtMs < each.toMs);
    const profile = range && this.patient(siteId, range.patientId);
    return (
      profile ?? refuse('device-not-assigned', 'measuredAt', 'a time at which the device is assigned to a patient')
    );
  }
}

function later(one: number | null, other: number | null): number | null {
  return one === null ? other : Math.max(one, other ?? -Infinity);
}
