import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import type {
  AlertBudgetUse,
  DeviceAssignment,
  IngestMetrics,
  PatientSnapshot,
  ReadyResponse,
  WardRow,
} from '@airway-twin/contracts/http';
import type { ReplayCommand, ReplayStatus } from '@airway-twin/contracts/replay';
import type { Observation } from '@airway-twin/domain/measurement';
import type { ApiConfig } from './config.js';
import { IngestMeter } from './ingest/ingest-meter.js';
import { Ingest } from './ingest/ingest.js';
import { READER_SHARD, linkRole } from './ingest/link-role.js';
import { MqttLink } from './ingest/mqtt-link.js';
import { compileQuickChecks } from './ingest/quick-checks.js';
import { DesiredCommands } from './delivery/desired-commands.js';
import { DeviceDelivery } from './delivery/device-delivery.js';
import { OutboxFollower } from './delivery/outbox-follower.js';
import { ScreenDelivery } from './delivery/screen-delivery.js';
import { LiveServer } from './live/live-server.js';
import { patientDevices, patientSnapshot } from './live/snapshots.js';
import { readRegistry } from './registry/registry-store.js';
import {
  takeOthersChange,
  takeOwnChange,
  type ChangedRegistryParts,
  type PatientKey,
} from './registry/changed-registry.js';
import { againUntilDone } from './registry/again-until-done.js';
import { Registry } from './registry/registry.js';
import { ReplayControl } from './replay/replay-control.js';
import { ModelRegistry } from './risk/model-registry.js';
import { ModelWatch } from './risk/model-watch.js';
import { SessionStore, tokenSha256 } from './session/session-store.js';
import { HandoverReader } from './shards/handover-reader.js';
import { ShardLeases } from './shards/shard-leases.js';
import { shardOf } from './shards/shard-of.js';
import { Bell, tell, type Ring } from './storage/bell.js';
import { heardDevices } from './storage/boot-store.js';
import { Maintenance } from './storage/maintenance.js';
import { migrate, storageKind, type StorageKind } from './storage/migrate.js';
import { createPool, type Pool } from './storage/pool.js';
import { alertBudgetUse } from './twins/alert-budget-use.js';
import type { CommittedBatch } from './twins/commit-batch.js';
import type { RiskUse } from './twins/evaluate.js';
import { TwinKeeper } from './twins/twin-keeper.js';
import { AirwayTables } from './twins/airway-tables.js';
import { TwinWriter } from './twins/twin-writer.js';
import { WallClockLooks } from './twins/wall-clock-looks.js';
import { twinNowMs, type WorkingTwin } from './twins/working-twin.js';
import { LineWatch } from './watch/line-watch.js';
import { readyResponse } from './watch/readiness.js';
import type { AnswerInput, AnswerOutcome, ObservationResult } from './twins/writer-input.js';

/** How long a stopping process waits for what it has taken to be committed. */
const DRAIN_MOST_MS = 10_000;
/** A broker that is connected and does not answer keeps no process from stopping; what it was not told, the next process tells. */
const GOODBYE_MOST_MS = 3_000;

/** Everything that runs in this process, wired once. Holds no state that another process could not take over from the store. */
export class Runtime {
  readonly pool: Pool;
  readonly registry: Registry;
  readonly keeper: TwinKeeper;
  readonly airwayTables: AirwayTables;
  readonly writer: TwinWriter;
  readonly sessions: SessionStore;
  readonly model = new ModelRegistry(() => this.clock());
  readonly meter: IngestMeter;
  readonly link: MqttLink;
  readonly replay: ReplayControl;
  readonly maintenance: Maintenance;
  readonly watch: LineWatch;
  readonly leases: ShardLeases;
  readonly outbox: OutboxFollower;
  readonly devices: DeviceDelivery;
  /** Resolves with the reason when this process may not go on: another of its name has taken its place, or it holds what is old. */
  readonly mustEnd: Promise<string>;
  storage: StorageKind = 'postgres';
  private readonly ingest: Ingest;
  private readonly screens: ScreenDelivery;
  private readonly handover: HandoverReader;
  private readonly bell: Bell;
  private readonly desired: DesiredCommands;
  private readonly modelWatch: ModelWatch;
  private readonly looks: WallClockLooks;
  /** Until it is read, measurements would go to who wore a device before, and be judged by an old plan. */
  private readonly othersChange = againUntilDone(
    () => takeOthersChange(this.changedRegistry()),
    (error) => this.log.warn({ err: error }, 'registry not read'),
  );
  private live: LiveServer | null = null;
  private stopping = false;
  private subscribed = false;

  constructor(
    readonly config: ApiConfig,
    readonly log: Logger,
    readonly clock: () => number = () => Date.now(),
  ) {
    const onError = (error: Error) => log.error({ err: error }, error.message);
    this.pool = createPool(config.databaseUrl, onError);
    this.registry = new Registry((only) => readRegistry(this.pool, only));
    this.airwayTables = new AirwayTables({ pool: this.pool, onError });
    this.keeper = new TwinKeeper(this.pool, this.registry, this.airwayTables, () => this.model.current());
    this.sessions = new SessionStore(this.pool, this.clock);
    this.meter = new IngestMeter(this.clock());
    this.maintenance = new Maintenance(this.pool, onError);
    let mustEnd: (reason: string) => void = () => undefined;
    this.mustEnd = new Promise((resolve) => (mustEnd = resolve));
    this.leases = new ShardLeases(
      this.pool,
      { instance: config.instance, url: config.instanceUrl },
      {
        changed: (gained, lost) => this.shardsChanged(gained, lost),
        superseded: () =>
          mustEnd(`INSTANCE: a process that started later is called ${config.instance} too and goes on`),
        onError,
      },
    );
    this.writer = new TwinWriter(
      this.pool,
      { keeper: this.keeper, registry: this.registry, riskUse: () => this.riskUse(), shards: this.leases },
      {
        committed: (batch) => this.committed(batch),
        failed: (error, attempt) => log.warn({ err: error, attempt }, `batch not committed: ${error.message}`),
        fenced: () => this.leases.refresh(),
      },
      this.clock,
    );
    this.link = new MqttLink({
      url: config.mqttUrl,
      credentialKey: config.mqttCredentialKey,
      role: () =>
        linkRole({
          mqttSharedGroup: config.mqttSharedGroup,
          instance: config.instance,
          readsForAll: this.leases.epochOf(READER_SHARD) !== null,
        }),
      onDelivery: (delivery) => this.ingest.take(delivery),
      space: () => (this.writer.full ? this.writer.space() : null),
      onConnection: (connected) => {
        log.info(connected ? 'broker connected' : 'broker connection closed');
        this.subscribed = connected;
        if (connected) this.tellDevices();
      },
      onError,
    });
    this.watch = new LineWatch({
      pool: this.pool,
      registry: this.registry,
      clock: this.clock,
      brokerConnected: () => this.subscribed && this.link.connected,
      uncommitted: () => this.writer.queued + (this.writer.oldestReceivedAtMs === null ? 0 : 1),
      dataClockMs: (siteId, patientId) => this.keeper.row({ siteId, patientId })?.atMs ?? null,
      silences: (siteId, delta) => this.live?.pushSilences(siteId, delta),
      devicesChanged: (siteId, patientId) => this.showDevices(siteId, patientId),
      pipeline: (status, changed) => this.live?.pushPipeline(status, changed),
      log: (what, message) => log.warn(what, message),
    });
    this.screens = new ScreenDelivery({
      pool: this.pool,
      keeper: this.keeper,
      registry: this.registry,
      live: () => this.live,
      devices: this.watch.devices,
      clock: this.clock,
    });
    this.watch.watchDelivery(() => this.devices.waiting);
    this.outbox = new OutboxFollower(this.pool, (entries) => this.screens.read(entries), onError, {
      goneBack: () => {
        log.warn('the store was brought back from a backup');
        this.tellDevices();
      },
      missed: () => mustEnd('this process was away from the store for too long: it begins anew'),
    });
    this.devices = new DeviceDelivery({
      pool: this.pool,
      clock: this.clock,
      connected: () => this.link.connected,
      publishRetained: async (topic, payload) => {
        await this.link.publishRetained(topic, payload);
        this.watch.told();
      },
      onError,
    });
    this.handover = new HandoverReader(
      this.pool,
      () => this.leases.shards,
      (delivery) => this.ingest.take(delivery),
      () => this.writer.space(),
      onError,
    );
    this.bell = new Bell(
      config.databaseUrl,
      (ring) => this.rung(ring),
      () => this.lookAround(),
      onError,
    );
    this.desired = new DesiredCommands(
      this.pool,
      (topic, payload) => this.link.publishRetained(topic, payload),
      (error, message) => log.warn({ err: error }, message),
    );
    this.modelWatch = new ModelWatch(this.model, config.modelDir, (what, message) => log.info(what, message));
    this.looks = new WallClockLooks({
      patients: () => this.registry.patients(),
      isOwn: (siteId, patientId) => this.leases.epochOf(shardOf(siteId, patientId)) !== null,
      isFull: () => this.writer.full,
      look: (siteId, patientId) =>
        this.writer.enqueue({ kind: 'look', siteId, patientId, mustShow: false, settled: () => undefined }),
    });
    this.replay = new ReplayControl(this.link);
    this.ingest = new Ingest({
      writer: this.writer,
      registry: this.registry,
      meter: this.meter,
      quickChecks: compileQuickChecks(),
      clock: this.clock,
      onReplayStatus: (siteId, status) => this.replayed(siteId, status),
      onDeviceOnline: (siteId, deviceId) => void this.desired.reconcile(siteId, deviceId),
      onError,
    });
  }

  /** Migrates, loads, subscribes. Throws when the store cannot be used. */
  async start(http: HttpServer): Promise<void> {
    const ran = await migrate(this.pool);
    if (ran.length > 0) this.log.info({ ran }, 'migrated');
    this.storage = await storageKind(this.pool);
    if (this.config.requireTimescale && this.storage !== 'timescaledb') {
      throw new Error(
        'REQUIRE_TIMESCALE: expected a database with the timescaledb extension preloaded, found plain PostgreSQL',
      );
    }
    await this.modelWatch.start();
    await this.registry.reload();
    await this.keeper.start(this.clock());
    this.live = new LiveServer(http, {
      sessions: this.sessions,
      demo: this.config.demo,
      snapshot: async (siteId, patientId) => {
        const twin = await this.keeper.twin(siteId, patientId);
        return twin && this.snapshot(twin);
      },
      heldRevision: (siteId, patientId) => this.keeper.held(siteId, patientId)?.revision ?? null,
      heldSnapshot: (siteId, patientId) => {
        const twin = this.keeper.held(siteId, patientId);
        return twin && this.snapshot(twin);
      },
      wardRows: (siteId) => this.keeper.wardRows(siteId),
      alertBudget: (rows) => this.alertBudget(rows),
      metrics: () => this.metrics(),
      replayStatus: (siteId) => this.replay.statusOf(siteId),
      silences: (siteId) => this.watch.devices.silences(siteId),
      pipeline: () => this.watch.watchdog.status,
    });
    this.watch.start();
    this.maintenance.start(this.storage);
    await this.outbox.start();
    await this.leases.start();
    await this.bell.start();
    this.handover.start();
    this.link.start();
    this.looks.start();
  }

  /**
   * Stops reading, commits and acknowledges what was taken, tells the devices, lets go of the shards, and leaves the broker's session in
   * place for whoever reads next.
   */
  async stop(): Promise<void> {
    this.stopping = true;
    this.watch.stop();
    this.looks.stop();
    this.othersChange.stop();
    this.modelWatch.stop();
    this.maintenance.stop();
    this.link.hold();
    await this.handover.stop();
    await within(DRAIN_MOST_MS, this.writer.drain());
    this.writer.stop();
    await within(GOODBYE_MOST_MS, this.devices.stop());
    await this.leases.stop();
    await this.link.stop();
    await this.outbox.stop();
    await this.bell.stop();
    await this.live?.stop();
    await this.airwayTables.stop();
    await this.pool.end();
  }

  /** The broker is there again: what it retained for the devices may be gone. */
  private tellDevices(): void {
    void this.desired.reconcile(null, null);
    const devices = async () =>
      (await heardDevices(this.pool)).map(({ siteId, deviceId }) => {
        const wearer = this.registry.currentWearer(siteId, deviceId, this.clock());
        return { siteId, deviceId, shard: shardOf(siteId, wearer ?? deviceId) };
      });
    void this.devices.tellAll(devices).catch((error: Error) => this.log.warn({ err: error }, 'devices not told anew'));
  }

  private shardsChanged(gained: readonly number[], lost: readonly number[]): void {
    this.log.info({ gained, lost, held: this.leases.shards }, 'shards divided anew');
    this.devices.lose(lost);
    void this.devices.gain(gained);
    void this.outbox
      .storeMayHaveGoneBack()
      .catch((error: Error) => this.log.warn({ err: error }, 'outbox not looked at'));
    this.link.start();
    void this.handover.look();
  }

  private rung(ring: Ring): void {
    if (ring.kind === 'committed') {
      void this.outbox.look();
      void this.handover.look();
    }
    if (ring.kind === 'registry' && ring.by !== this.config.instance) this.othersChange.ask();
    if (ring.kind === 'session-ended') {
      this.sessions.forget(ring.tokenSha256);
      this.live?.endSession(ring.tokenSha256);
    }
  }

  /** The bell was silent for a while: whatever it would have told is looked for. */
  private lookAround(): void {
    this.rung({ kind: 'committed' });
    this.rung({ kind: 'registry', by: null });
  }

  /** Where the process is reached that writes this patient; null when this one does, or nobody does now. */
  writerUrl(siteId: string, patientId: string): string | null {
    const shard = shardOf(siteId, patientId);
    return this.leases.epochOf(shard) === null ? this.leases.urlOf(shard) : null;
  }

  snapshot(twin: WorkingTwin): PatientSnapshot {
    return patientSnapshot(twin, this.registry, this.watch.devices, this.clock());
  }

  /** How these patients use the alert budget of the site. */
  alertBudget(rows: readonly WardRow[]): AlertBudgetUse {
    const precede = this.model.report().operatingPoint?.precedeAttackOfHundred ?? null;
    return alertBudgetUse(rows, this.config.riskAlertsPerPatientMonth, precede);
  }

  private riskUse(): RiskUse {
    return {
      model: this.model.current(),
      population: (siteId, frailtyShape) => this.keeper.population.offset(siteId, frailtyShape),
      alertsPerPatientMonth: this.config.riskAlertsPerPatientMonth,
    };
  }

  /** Whether this process takes part in the work. */
  ready(): ReadyResponse {
    return readyResponse({
      subscribed: this.subscribed && this.link.connected,
      storeReachable: this.watch.storeReachable,
      holdsShards: this.leases.shards.length > 0,
      stopping: this.stopping,
    });
  }

  /** Shows a patient's devices anew, though nothing was measured. */
  private showDevices(siteId: string, patientId: string): void {
    const row = this.keeper.row({ siteId, patientId });
    if (!row || !this.live?.isWatched(siteId, patientId)) return;
    const devices = patientDevices({ siteId, patientId }, this.registry, this.watch.devices, this.clock());
    const { revision } = row;
    this.live.pushPatient(siteId, {
      patientId,
      previousRevision: revision,
      revision,
      changed: { devices },
      sentAtMs: null,
    });
  }

  metrics(): IngestMetrics {
    return this.meter.metrics(this.clock(), {
      queued: this.writer.queued,
      oldestReceivedAtMs: this.writer.oldestReceivedAtMs,
      brokerConnected: this.subscribed && this.link.connected,
      storageRetrying: this.writer.retrying,
    });
  }

  /** Hands a person's answer to the writer and waits for its commit. */
  answer(input: Omit<AnswerInput, 'kind' | 'settled'>): Promise<AnswerOutcome> {
    return new Promise((settled) => this.writer.enqueue({ kind: 'answer', ...input, settled }));
  }

  /** Hands an entry of the patient's app to the writer and waits for its commit. */
  enter(observation: Observation): Promise<{ result: ObservationResult; revision: number }> {
    const nowMs = this.clock();
    this.meter.received += 1;
    return new Promise((settled) =>
      this.writer.enqueue({
        kind: 'observation',
        observation,
        sentAtMs: nowMs,
        receivedAtMs: nowMs,
        countedDeviceId: null,
        raw: null,
        settled,
      }),
    );
  }

  /** Takes a registry that this process has changed into use, here and in the other processes. */
  registryChanged(changed: readonly PatientKey[], assignments: readonly DeviceAssignment[]): Promise<void> {
    return takeOwnChange(this.changedRegistry(), changed, assignments);
  }

  private changedRegistry(): ChangedRegistryParts {
    return {
      pool: this.pool,
      registry: this.registry,
      clock: this.clock,
      welcome: (profile) => this.live?.pushWardRow(profile.siteId, this.keeper.welcome(profile, this.clock())),
      prepare: (profiles) => void this.airwayTables.prepare(profiles),
      enqueue: (input) => this.writer.enqueue(input),
      publishDesired: (desired) => void this.desired.publish(desired),
      tellOthers: () => tell(this.pool, { kind: 'registry', by: this.config.instance }),
    };
  }

  /** Ends a session everywhere: the token opens nothing more, and its screens are disconnected. */
  async closeSession(token: string): Promise<void> {
    await this.sessions.close(token);
    this.live?.endSession(tokenSha256(token));
    await tell(this.pool, { kind: 'session-ended', tokenSha256: tokenSha256(token) });
  }

  sendReplayCommand(siteId: string, command: ReplayCommand): Promise<void> {
    return this.replay.send(siteId, command);
  }

  private committed(batch: CommittedBatch): void {
    const committedAtMs = this.clock();
    const { meter } = this;
    meter.stored += batch.stored.length;
    meter.duplicate += batch.duplicates.length;
    for (const _each of batch.reused) meter.refuse('sequence-reused');
    meter.late += batch.late;
    meter.lastBatchRows = batch.stored.length;
    this.watch.committed(batch);
    for (const { countedDeviceId, receivedAtMs, sentAtMs } of batch.stored) {
      if (countedDeviceId === null) continue;
      meter.sentToReceived.add(receivedAtMs - sentAtMs);
      meter.receivedToCommitted.add(committedAtMs - receivedAtMs);
    }
    for (const { after, row } of batch.twins) this.keeper.put(after, row);
    this.screens.own(batch, this.outbox.committed(batch.outbox));
    this.devices.add(batch.outbox);
    for (const { sentAtMs } of batch.twins) if (sentAtMs !== null) meter.sentToPushed.add(this.clock() - sentAtMs);
  }

  /** Reads the model folder again, whether or not a file of it has changed. */
  reloadModels(): Promise<void> {
    return this.modelWatch.reload();
  }

  private replayed(siteId: string, status: ReplayStatus): void {
    this.replay.seen(siteId, status);
    this.live?.pushReplay(siteId, status);
  }

  /** The instant at which a patient's twin stands for its viewers. */
  patientNowMs(twin: Pick<WorkingTwin, 'profile' | 'state'>): number {
    return twinNowMs(twin, this.clock());
  }
}

/** Resolves when the work is done, or after that time without it. */
async function within(mostMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, mostMs)));
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
