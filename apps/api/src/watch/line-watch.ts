import type { PipelineStatus } from '@airway-twin/contracts/http';
import type { SilenceDelta } from '@airway-twin/contracts/live';
import { siteKey } from '../registry/registry-store.js';
import type { Registry } from '../registry/registry.js';
import type { Pool } from '../storage/pool.js';
import type { CommittedBatch } from '../twins/commit-batch.js';
import { DeviceWatch, type PresenceNews } from './device-watch.js';
import { watchEventLoop } from './event-loop.js';
import { StoreProbe } from './store-probe.js';
import { storedHeard } from './stored-heard.js';
import { watchWakefulness, type Wakefulness } from './wakefulness.js';
import { Watchdog } from './watchdog.js';

const DEVICES_LOOK_EVERY_MS = 1000;
/** The broker link tries again every half second: after this it is down. */
const LINK_PATIENCE_MS = 10_000;
/** Far longer than any batch takes, and shorter than anyone should look at a screen that stands still without being told. */
const WORK_PATIENCE_MS = 15_000;

export interface LineWatchParts {
  readonly pool: Pool;
  readonly registry: Registry;
  readonly clock: () => number;
  readonly brokerConnected: () => boolean;
  /** Inputs that are accepted and not yet committed. */
  readonly uncommitted: () => number;
  readonly dataClockMs: (siteId: string, patientId: string) => number | null;
  /** A site's devices fell silent or were heard again. */
  readonly silences: (siteId: string, delta: SilenceDelta) => void;
  /** The devices of that patient are to be shown anew. */
  readonly devicesChanged: (siteId: string, patientId: string) => void;
  readonly pipeline: (status: PipelineStatus, changed: boolean) => void;
  readonly log: (what: object, message: string) => void;
}

/** What a batch has heard of one device. */
interface HeardNow {
  readonly siteId: string;
  readonly deviceId: string;
  lastMeasuredAtMs: number | null;
  lastReceivedAtMs: number | null;
}

/** Watches the line from the devices to the screens: the devices by their silence, the pipeline by what it gets done. */
export class LineWatch {
  readonly watchdog: Watchdog;
  readonly devices: DeviceWatch;
  private readonly probe: StoreProbe;
  private committedAtMs: number | null = null;
  private toldAtMs: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly wakefulness: Wakefulness;

  constructor(private readonly parts: LineWatchParts) {
    const { clock, pool, registry } = parts;
    this.wakefulness = watchWakefulness(clock);
    this.watchdog = new Watchdog(clock, watchEventLoop());
    this.probe = new StoreProbe(() => pool.query('SELECT 1'), clock);
    this.watchdog.watch({
      name: 'broker-link',
      waiting: () => (parts.brokerConnected() ? 0 : 1),
      progressedAtMs: () => null,
      patienceMs: LINK_PATIENCE_MS,
    });
    this.watchdog.watch(this.probe.watched(WORK_PATIENCE_MS));
    this.watchdog.watch({
      name: 'writer',
      waiting: parts.uncommitted,
      progressedAtMs: () => this.committedAtMs,
      patienceMs: WORK_PATIENCE_MS,
    });
    this.devices = new DeviceWatch({
      registry,
      clock,
      dataClockMs: parts.dataClockMs,
      storedHeard: (devices) => storedHeard(pool, devices),
      pipelineMoves: () =>
        this.wakefulness.isAwake && parts.brokerConnected() && this.watchdog.status.standsSinceMs === null,
      changed: (news) => this.tell(news),
    });
  }

  /** Watches that devices are told what is stored of them, too: `waiting` devices still have to be told. */
  watchDelivery(waiting: () => number): void {
    this.watchdog.watch({
      name: 'outbox',
      waiting,
      progressedAtMs: () => this.toldAtMs,
      patienceMs: WORK_PATIENCE_MS,
    });
  }

  /** The broker has taken something that was meant for a device. */
  told(): void {
    this.toldAtMs = this.parts.clock();
  }

  /** Whether the store answered the last question that was put to it. */
  get storeReachable(): boolean {
    return this.probe.reachable;
  }

  start(): void {
    this.watchdog.start((status, changed) => {
      void this.probe.probe();
      if (changed)
        this.parts.log({ pipeline: status }, status.standsSinceMs === null ? 'pipeline moves' : 'pipeline stands');
      this.parts.pipeline(status, changed);
    });
    void this.probe.probe();
    this.timer = setInterval(() => {
      this.wakefulness.look();
      this.devices.look().catch((error: unknown) => this.parts.log({ err: error }, 'devices not looked at'));
    }, DEVICES_LOOK_EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    this.watchdog.stop();
    if (this.timer) clearInterval(this.timer);
  }

  /** Takes note of what was committed: that something was, and which devices were heard. */
  committed(batch: Pick<CommittedBatch, 'stored' | 'duplicates' | 'presence'>): void {
    const { registry, clock } = this.parts;
    this.committedAtMs = clock();
    const heard = new Map<string, HeardNow>();
    const hear = (siteId: string, deviceId: string): HeardNow => {
      const key = siteKey(siteId, deviceId);
      let one = heard.get(key);
      if (!one) heard.set(key, (one = { siteId, deviceId, lastMeasuredAtMs: null, lastReceivedAtMs: null }));
      return one;
    };
    for (const { observation, countedDeviceId, receivedAtMs } of batch.stored) {
      if (countedDeviceId === null) continue;
      const one = hear(observation.siteId, countedDeviceId);
      one.lastMeasuredAtMs = Math.max(one.lastMeasuredAtMs ?? -Infinity, observation.measuredAtMs);
      one.lastReceivedAtMs = receivedAtMs;
    }
    for (const { observation, countedDeviceId, receivedAtMs } of batch.duplicates) {
      if (countedDeviceId !== null) hear(observation.siteId, countedDeviceId).lastReceivedAtMs = receivedAtMs;
    }
    for (const one of heard.values()) registry.notePresence(one.siteId, one.deviceId, one);
    for (const { siteId, deviceId, online } of batch.presence) {
      // A retained birth message comes again with every subscription: only one that follows an absence is a word of the device.
      const isBack = online && registry.isOnline(siteId, deviceId) !== true;
      registry.notePresence(siteId, deviceId, { online, ...(isBack && { lastReceivedAtMs: this.committedAtMs }) });
      hear(siteId, deviceId);
    }
    for (const { siteId, deviceId } of heard.values()) this.devices.heard(siteId, deviceId);
  }

  private tell(news: readonly PresenceNews[]): void {
    for (const siteId of new Set(news.map((each) => each.siteId))) {
      const ofSite = news.filter((each) => each.siteId === siteId);
      for (const { deviceId, patientId, changes, silence } of ofSite) {
        for (const { from, to, atMs, because } of changes)
          this.parts.log({ siteId, deviceId, from, to, because, at: new Date(atMs).toISOString() }, `device ${to}`);
        if (silence) this.parts.log({ siteId, deviceId, state: silence.presence.state }, 'device silence is an alarm');
        if (patientId !== null) this.parts.devicesChanged(siteId, patientId);
      }
      this.parts.silences(siteId, {
        begun: ofSite.flatMap(({ silence }) => silence ?? []),
        endedDeviceIds: ofSite.filter(({ silence }) => silence === null).map(({ deviceId }) => deviceId),
      });
    }
  }
}
