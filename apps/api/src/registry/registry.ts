import type { DeviceKind } from '@airway-twin/contracts/http';
import { refuse, type DeviceStream, type Refusal } from '@airway-twin/contracts/mqtt';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { siteKey, type DeviceName, type RegisteredDevice, type RegistryPicture } from './registry-store.js';

/** A device that is not known is asked for at most so often. */
const ASK_AGAIN_MS = 1000;
const ASKED_MOST = 10_000;

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
  private patientsByKey = new Map<string, PatientProfile>();
  private devicesByKey = new Map<string, RegisteredDevice>();
  private devicesOfPatient = new Map<string, RegisteredDevice[]>();
  private readonly asked = new Map<string, { readonly atMs: number; readonly answer: Promise<void> }>();
  private reading: Promise<void> = Promise.resolve();
  private readonly presence = new Map<string, Heard>();

  /** @param read the whole registry, or one device with all who have worn it. */
  constructor(private readonly read: (only: DeviceName | null) => Promise<RegistryPicture>) {}

  /** Reads the registry again. A call during a reading waits for one that begins after it, so that what was just written is seen. */
  reload(): Promise<void> {
    const begun = this.reading.then(() => this.readNow());
    this.reading = begun.catch(() => undefined);
    return begun;
  }

  private async readNow(): Promise<void> {
    const { patients, devices } = await this.read(null);
    const before = this.patientsByKey;
    this.patientsByKey = new Map();
    this.devicesByKey = new Map();
    this.devicesOfPatient = new Map();
    for (const [key, profile] of patients) this.patientsByKey.set(key, unlessSame(before.get(key), profile));
    for (const [key, device] of devices) this.add(key, device);
  }

  private add(key: string, device: RegisteredDevice): void {
    this.devicesByKey.set(key, device);
    for (const { patientId } of device.assignments) {
      const patient = siteKey(device.siteId, patientId);
      const list = this.devicesOfPatient.get(patient) ?? [];
      if (!list.includes(device)) list.push(device);
      this.devicesOfPatient.set(patient, list);
    }
  }

  /**
   * Looks a device up that is not known: it alone, however large the registry is, and at most once a second; whoever asks meanwhile waits
   * for the same answer.
   */
  lookUp(siteId: string, deviceId: string, nowMs: number): Promise<void> {
    const key = siteKey(siteId, deviceId);
    const before = this.asked.get(key);
    if (before && nowMs - before.atMs < ASK_AGAIN_MS) return before.answer;
    // After a reading that has begun: it may hold an older picture.
    const answer = this.reading.then(() => this.readDevice(key, { siteId, deviceId }));
    this.reading = answer.catch(() => undefined);
    if (this.asked.size >= ASKED_MOST) this.asked.clear();
    this.asked.set(key, { atMs: nowMs, answer });
    return answer;
  }

  private async readDevice(key: string, name: DeviceName): Promise<void> {
    if (this.devicesByKey.has(key)) return;
    const { patients, devices } = await this.read(name);
    for (const [patient, profile] of patients)
      this.patientsByKey.set(patient, unlessSame(this.patientsByKey.get(patient), profile));
    const device = devices.get(key);
    if (device) this.add(key, device);
  }

  isKnownDevice(siteId: string, deviceId: string): boolean {
    return this.devicesByKey.has(siteKey(siteId, deviceId));
  }

  patient(siteId: string, patientId: string): PatientProfile | null {
    return this.patientsByKey.get(siteKey(siteId, patientId)) ?? null;
  }

  /** Every registered patient. */
  patients(): ReadonlyMap<string, PatientProfile> {
    return this.patientsByKey;
  }

  /** The devices that the patient wears at that instant of the wall clock. */
  devicesOf(siteId: string, patientId: string, nowMs: number): readonly RegisteredDevice[] {
    const ever = this.devicesOfPatient.get(siteKey(siteId, patientId)) ?? [];
    return ever.filter((device) => this.currentWearer(siteId, device.deviceId, nowMs) === patientId);
  }

  /** Every registered device. */
  devices(): ReadonlyMap<string, RegisteredDevice> {
    return this.devicesByKey;
  }

  device(siteId: string, deviceId: string): RegisteredDevice | null {
    return this.devicesByKey.get(siteKey(siteId, deviceId)) ?? null;
  }

  /** What was heard of the device: by this process, else as stored. */
  heard(siteId: string, deviceId: string): Heard {
    const key = siteKey(siteId, deviceId);
    const stored = this.devicesByKey.get(key) ?? NEVER_HEARD;
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
    const device = this.devicesByKey.get(siteKey(siteId, deviceId));
    return device?.assignments.find((each) => each.fromMs <= nowMs && nowMs < each.toMs)?.patientId ?? null;
  }

  /** Everyone who has ever worn the device. */
  everWornBy(siteId: string, deviceId: string): string[] {
    const device = this.devicesByKey.get(siteKey(siteId, deviceId));
    return [...new Set(device?.assignments.map((each) => each.patientId))];
  }

  /** The patient who wore the device at that instant, or why the message cannot be placed. */
  wearer(siteId: string, deviceId: string, stream: DeviceStream, measuredAtMs: number): PatientProfile | Refusal {
    const device = this.devicesByKey.get(siteKey(siteId, deviceId));
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

/** A profile that has not changed stays the same object: twins are told by it whether theirs is still the right one. */
function unlessSame(old: PatientProfile | undefined, profile: PatientProfile): PatientProfile {
  return old && JSON.stringify(old) === JSON.stringify(profile) ? old : profile;
}

function later(one: number | null, other: number | null): number | null {
  return one === null ? other : Math.max(one, other ?? -Infinity);
}
