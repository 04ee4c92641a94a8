import type { DeviceSilence } from '@airway-twin/contracts/http';
import {
  awaitWord,
  expectedWord,
  isSilenceAlarm,
  isWorse,
  judgePresence,
  presenceView,
  unjudgedPresence,
  type DevicePresence,
  type ExpectedWord,
  type PresenceChange,
  type PresenceMemory,
} from '@airway-twin/domain/presence';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { siteKey, type RegisteredDevice } from '../registry/registry-store.js';
import type { Heard, Registry } from '../registry/registry.js';

/** All devices are looked at once in so many looks: a round a minute, where the shortest silence that counts is an hour and a half. */
const LOOKS_PER_ROUND = 60;
const LOOKED_AT_LEAST = 500;
/** After the pipeline moves again devices have this long to be heard before any is called silent: what they sent may still be on its way. */
export const SETTLES_WITHIN_MS = 60_000;

/** What became of one device, for those who look at it. */
export interface PresenceNews {
  readonly siteId: string;
  readonly deviceId: string;
  /** Who wears it now; null: nobody. */
  readonly patientId: string | null;
  readonly changes: readonly PresenceChange[];
  /** The alarm that stands now; null: none. */
  readonly silence: DeviceSilence | null;
}

export interface DeviceWatchParts {
  readonly registry: Pick<Registry, 'devices' | 'device' | 'heard' | 'notePresence' | 'patient' | 'currentWearer'>;
  readonly clock: () => number;
  /** Where the clock of a replayed patient stands; null before the first observation. */
  readonly dataClockMs: (siteId: string, patientId: string) => number | null;
  /** What the store knows of these devices, which another process may have heard. */
  readonly storedHeard: (devices: readonly RegisteredDevice[]) => Promise<ReadonlyMap<string, Heard>>;
  /** Do messages arrive at all? While they do not, no device is blamed. */
  readonly pipelineMoves: () => boolean;
  readonly changed: (news: readonly PresenceNews[]) => void;
}

/** A device with all that its presence is judged by. */
interface Judged {
  readonly device: RegisteredDevice;
  readonly profile: PatientProfile;
  readonly expected: ExpectedWord;
  readonly before: PresenceMemory | null;
  readonly memory: PresenceMemory;
  readonly changes: readonly PresenceChange[];
  readonly nowMs: number;
}

/**
 * Judges every device by its silence, a slice at a time, and tells what changed. Before a device is called worse the store is asked, and
 * nothing gets worse while the pipeline itself stands. A word is taken at once.
 */
export class DeviceWatch {
  private readonly memories = new Map<string, { readonly patientId: string; readonly memory: PresenceMemory }>();
  private readonly alarms = new Map<string, DeviceSilence>();
  private round: Iterator<RegisteredDevice> | null = null;
  private looking = false;
  private movesSinceMs: number | null = null;

  constructor(private readonly parts: DeviceWatchParts) {}

  /** The presence of a device as it is now; in words when it cannot be judged. */
  presenceOf(device: RegisteredDevice): DevicePresence {
    const judged = this.judge(device);
    if ('state' in judged) return judged;
    const { before, memory, expected, nowMs } = judged;
    // What has got worse is for the next look to say, which asks the store first.
    return presenceView(before && isWorse(memory.state, before.state) ? before : memory, expected, nowMs);
  }

  /** The devices of a site that are silent or lost and are told so, longest first. */
  silences(siteId: string): DeviceSilence[] {
    const found: DeviceSilence[] = [];
    for (const [key, silence] of this.alarms) if (key.startsWith(`${siteId}/`)) found.push(silence);
    return found.sort((a, b) => (a.presence.quietSinceMs ?? 0) - (b.presence.quietSinceMs ?? 0));
  }

  /** A word of that device was committed: if it was missed, it is there again at once. */
  heard(siteId: string, deviceId: string): void {
    const known = this.memories.get(siteKey(siteId, deviceId));
    const device = known && known.memory.state !== 'online' ? this.parts.registry.device(siteId, deviceId) : null;
    if (device) this.keep([device]);
  }

  /** Looks at the next slice. */
  async look(): Promise<void> {
    const devices = this.parts.registry.devices();
    await this.lookAt(this.slice(devices, Math.max(LOOKED_AT_LEAST, Math.ceil(devices.size / LOOKS_PER_ROUND))));
  }

  /** Looks at every device. */
  async lookAtAll(): Promise<void> {
    await this.lookAt([...this.parts.registry.devices().values()]);
  }

  private async lookAt(devices: readonly RegisteredDevice[]): Promise<void> {
    const nowMs = this.parts.clock();
    const moves = this.parts.pipelineMoves();
    this.movesSinceMs = moves ? Math.min(nowMs, this.movesSinceMs ?? nowMs) : null;
    if (this.looking) return;
    this.looking = true;
    try {
      const doubtful = devices.filter((device) => {
        const judged = this.judge(device);
        return !('state' in judged) && judged.before !== null && isWorse(judged.memory.state, judged.before.state);
      });
      if (doubtful.length > 0 && this.mayBlame()) {
        const stored = await this.parts.storedHeard(doubtful);
        for (const { siteId, deviceId } of doubtful)
          this.noteStored(siteId, deviceId, stored.get(siteKey(siteId, deviceId)));
      }
      this.keep(devices);
    } finally {
      this.looking = false;
    }
  }

  private noteStored(siteId: string, deviceId: string, stored: Heard | undefined): void {
    const { registry } = this.parts;
    const here = registry.heard(siteId, deviceId);
    if (!stored || (stored.lastReceivedAtMs ?? 0) <= (here.lastReceivedAtMs ?? 0)) return;
    registry.notePresence(siteId, deviceId, stored);
  }

  /** Judges them now and tells what is new. */
  private keep(devices: readonly RegisteredDevice[]): void {
    const news: PresenceNews[] = [];
    for (const device of devices) {
      const key = siteKey(device.siteId, device.deviceId);
      const judged = this.judge(device);
      if ('state' in judged) {
        this.memories.delete(key);
        if (this.alarms.delete(key)) news.push({ ...named(device), patientId: null, changes: [], silence: null });
        continue;
      }
      if (!this.mayKeep(judged)) continue;
      this.memories.set(key, { patientId: judged.profile.patientId, memory: judged.memory });
      const told = this.alarms.get(key) ?? null;
      const silence = this.alarmOf(judged, told);
      if (silence) this.alarms.set(key, silence);
      else this.alarms.delete(key);
      const seenBefore = judged.before !== null && judged.changes.length > 0;
      if (seenBefore || told?.presence.state !== silence?.presence.state || told?.patientId !== silence?.patientId)
        news.push({ ...named(device), patientId: judged.profile.patientId, changes: judged.changes, silence });
    }
    if (news.length > 0) this.parts.changed(news);
  }

  /** The alarm of a device that is silent or lost. A new one waits while nobody can tell whose silence it is. */
  private alarmOf(
    { device, profile, memory, expected, nowMs }: Judged,
    told: DeviceSilence | null,
  ): DeviceSilence | null {
    if (!isSilenceAlarm(memory.state) || (told === null && !this.mayBlame())) return null;
    const { deviceId, kind } = device;
    const { patientId, timeZone, clock } = profile;
    return { deviceId, kind, patientId, timeZone, clock, presence: presenceView(memory, expected, nowMs) };
  }

  /** The first judgement of a device stands as it is: it comes from the store. After that, it gets worse only by its own silence. */
  private mayKeep({ before, memory }: Judged): boolean {
    return before === null || !isWorse(memory.state, before.state) || this.mayBlame();
  }

  private mayBlame(): boolean {
    return this.movesSinceMs !== null && this.parts.clock() - this.movesSinceMs >= SETTLES_WITHIN_MS;
  }

  private judge(device: RegisteredDevice): Judged | DevicePresence {
    const { registry, clock } = this.parts;
    const wallNowMs = clock();
    const { siteId, deviceId, kind } = device;
    const heard = registry.heard(siteId, deviceId);
    const wearer = registry.currentWearer(siteId, deviceId, wallNowMs);
    const profile = wearer === null ? null : registry.patient(siteId, wearer);
    const expected = expectedWord(kind, profile?.medications ?? []);
    if (!expected) return unjudgedPresence('nothing-expected', heard.lastReceivedAtMs);
    if (!profile) return unjudgedPresence('nobody-wears-it', heard.lastReceivedAtMs);
    const replayed = profile.clock === 'data';
    const wornSinceMs = device.assignments.find(({ fromMs, toMs }) => fromMs <= wallNowMs && wallNowMs < toMs)!.fromMs;
    const newest = replayed ? heard.lastMeasuredAtMs : heard.lastReceivedAtMs;
    // What it said while someone else wore it says nothing of this wearer.
    const wordAtMs = newest !== null && newest >= wornSinceMs ? newest : null;
    if (replayed && wordAtMs === null) return unjudgedPresence('first-word-awaited', null);
    // A replayed patient's clock stands at the newest measurement, which may be this device's own of a moment ago.
    const dataClockMs = replayed ? this.parts.dataClockMs(siteId, profile.patientId) : null;
    const nowMs = replayed ? Math.max(dataClockMs ?? -Infinity, wordAtMs!) : wallNowMs;
    const known = this.memories.get(siteKey(siteId, deviceId));
    const before = known?.patientId === profile.patientId ? known.memory : null;
    const seen = { wordAtMs, connected: replayed ? null : heard.online };
    // Nobody waited for its word before it was known here, however long it had been worn.
    const awaitedSinceMs = replayed ? wornSinceMs : Math.max(wornSinceMs, device.registeredAtMs);
    const step = judgePresence(before ?? awaitWord(awaitedSinceMs), seen, expected, nowMs);
    return { device, profile, expected, before, memory: step.memory, changes: step.changes, nowMs };
  }

  private slice(devices: ReadonlyMap<string, RegisteredDevice>, most: number): RegisteredDevice[] {
    const slice: RegisteredDevice[] = [];
    this.round ??= devices.values();
    while (slice.length < most) {
      const next = this.round.next();
      if (next.done) {
        this.round = null;
        break;
      }
      slice.push(next.value);
    }
    return slice;
  }
}

function named({ siteId, deviceId }: RegisteredDevice): Pick<PresenceNews, 'siteId' | 'deviceId'> {
  return { siteId, deviceId };
}
