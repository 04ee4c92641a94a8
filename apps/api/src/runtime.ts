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
import { CHANNEL_SCHEMA, topicOf, type DeviceCommand } from '@airway-twin/contracts/mqtt';
import type { Observation } from '@airway-twin/domain/measurement';
import { isOpen } from '@airway-twin/domain/recommendation';
import type { ApiConfig } from './config.js';
import { IngestMeter } from './ingest/ingest-meter.js';
import { Ingest } from './ingest/ingest.js';
import { MqttLink } from './ingest/mqtt-link.js';
import { LiveServer } from './live/live-server.js';
import { patientDevices, patientSnapshot, shownRecommendations } from './live/snapshots.js';
import { readRegistry } from './registry/registry-store.js';
import { Registry } from './registry/registry.js';
import { ReplayControl } from './replay/replay-control.js';
import { ModelRegistry } from './risk/model-registry.js';
import { SessionStore } from './session/session-store.js';
import { saveDesired, unreconciled, type DesiredState } from './storage/device-store.js';
import { Maintenance } from './storage/maintenance.js';
import { migrate, storageKind, type StorageKind } from './storage/migrate.js';
import { createPool, inTransaction, type Pool } from './storage/pool.js';
import { alertBudgetUse } from './twins/alert-budget-use.js';
import type { CommittedBatch } from './twins/commit-batch.js';
import type { RiskUse } from './twins/evaluate.js';
import { TwinKeeper } from './twins/twin-keeper.js';
import { AirwayTables } from './twins/airway-tables.js';
import { TwinWriter } from './twins/twin-writer.js';
import { twinNowMs, type WorkingTwin } from './twins/working-twin.js';
import { LineWatch } from './watch/line-watch.js';
import { readyResponse } from './watch/readiness.js';
import type { AnswerInput, AnswerOutcome } from './twins/writer-input.js';

/** How often twins on the wall clock are looked at although nothing arrived. */
const TICK_MS = 30_000;
/** How often the model folder is looked at for files that have changed. */
const MODEL_WATCH_MS = 5000;
/** One name for all API processes: whoever runs takes over the session and what is waiting in it. */
const MQTT_SESSION = 'airway-api-ingest';

interface PatientKey {
  readonly siteId: string;
  readonly patientId: string;
}

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
  storage: StorageKind = 'postgres';
  private readonly ingest: Ingest;
  private live: LiveServer | null = null;
  private tick: NodeJS.Timeout | null = null;
  private modelWatch: NodeJS.Timeout | null = null;
  private looking = false;
  private stopping = false;

  constructor(
    readonly config: ApiConfig,
    readonly log: Logger,
    readonly clock: () => number = () => Date.now(),
  ) {
    const onError = (error: Error) => log.error({ err: error }, error.message);
    this.pool = createPool(config.databaseUrl, onError);
    this.registry = new Registry(() => readRegistry(this.pool));
    this.airwayTables = new AirwayTables({ pool: this.pool, onError });
    this.keeper = new TwinKeeper(this.pool, this.registry, this.airwayTables, () => this.model.current());
    this.sessions = new SessionStore(this.pool, this.clock);
    this.meter = new IngestMeter(this.clock());
    this.maintenance = new Maintenance(this.pool, onError);
    this.writer = new TwinWriter(
      this.pool,
      { keeper: this.keeper, registry: this.registry, riskUse: () => this.riskUse() },
      {
        committed: (batch) => this.committed(batch),
        failed: (error, attempt) => log.warn({ err: error, attempt }, `batch not committed: ${error.message}`),
      },
      this.clock,
    );
    this.link = new MqttLink({
      url: config.mqttUrl,
      credentialKey: config.mqttCredentialKey,
      clientId: MQTT_SESSION,
      onDelivery: (delivery) => this.ingest.take(delivery),
      space: () => (this.writer.full ? this.writer.space() : null),
      onConnection: (connected) => {
        log.info(connected ? 'broker connected' : 'broker connection closed');
        if (connected) void this.reconcile(null, null);
      },
      onError,
    });
    this.watch = new LineWatch({
      pool: this.pool,
      registry: this.registry,
      clock: this.clock,
      brokerConnected: () => this.link.connected,
      uncommitted: () => this.writer.queued + (this.writer.oldestReceivedAtMs === null ? 0 : 1),
      dataClockMs: (siteId, patientId) => this.keeper.row({ siteId, patientId })?.atMs ?? null,
      silences: (siteId, delta) => this.live?.pushSilences(siteId, delta),
      devicesChanged: (siteId, patientId) => this.showDevices(siteId, patientId),
      pipeline: (status, changed) => this.live?.pushPipeline(status, changed),
      log: (what, message) => log.warn(what, message),
    });
    this.replay = new ReplayControl(this.link);
    this.ingest = new Ingest({
      writer: this.writer,
      registry: this.registry,
      meter: this.meter,
      clock: this.clock,
      onReplayStatus: (siteId, status) => this.replayed(siteId, status),
      onDeviceOnline: (siteId, deviceId) => void this.reconcile(siteId, deviceId),
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
    const loaded = await this.model.load(this.config.modelDir);
    if (loaded.kind === 'unavailable') this.log.warn(`risk unavailable: ${loaded.reason}`);
    this.modelWatch = setInterval(() => void this.watchModels(), MODEL_WATCH_MS);
    this.modelWatch.unref();
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
    this.link.start();
    this.tick = setInterval(() => void this.lookAtWallClockTwins(), TICK_MS);
    this.tick.unref();
  }

  /** Stops taking, finishes what was taken, leaves the broker's session in place. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.watch.stop();
    if (this.tick) clearInterval(this.tick);
    if (this.modelWatch) clearInterval(this.modelWatch);
    this.maintenance.stop();
    await Promise.race([this.writer.drain(), new Promise((resolve) => setTimeout(resolve, 3000))]);
    this.writer.stop();
    await this.link.stop();
    await this.live?.stop();
    await this.airwayTables.stop();
    await this.pool.end();
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
      subscribed: this.link.connected,
      storeReachable: this.watch.storeReachable,
      holdsShards: true,
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
      brokerConnected: this.link.connected,
      storageRetrying: this.writer.retrying,
    });
  }

  /** Hands a person's answer to the writer and waits for its commit. */
  answer(input: Omit<AnswerInput, 'kind' | 'settled'>): Promise<AnswerOutcome> {
    return new Promise((settled) => this.writer.enqueue({ kind: 'answer', ...input, settled }));
  }

  /** Hands an entry of the patient's app to the writer and waits for its commit. */
  enter(observation: Observation): Promise<{ result: 'stored' | 'duplicate' | 'refused'; revision: number }> {
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

  /**
   * Takes a changed registry into use: shows everyone who is new, looks again at twins whose profile changed, and asks devices that have
   * changed hands for nothing that was meant for the one who wore them before.
   */
  async registryChanged(changed: readonly PatientKey[], assignments: readonly DeviceAssignment[]): Promise<void> {
    const nowMs = this.clock();
    const wornBy = ({ siteId, deviceId }: DeviceAssignment) => this.registry.currentWearer(siteId, deviceId, nowMs);
    const before = assignments.map(wornBy);
    await this.registry.reload();
    const handedOver = assignments.filter(
      (assignment, index) => before[index] !== null && before[index] !== wornBy(assignment),
    );
    const cleared = await inTransaction(this.pool, (client) =>
      saveDesired(
        client,
        handedOver.map(({ siteId, deviceId }) => ({ siteId, deviceId, requests: [] })),
      ),
    );
    for (const desired of cleared) void this.publishDesired(desired);
    const profiles = changed.flatMap(({ siteId, patientId }) => this.registry.patient(siteId, patientId) ?? []);
    void this.airwayTables.prepare(profiles);
    for (const { siteId, patientId } of changed) {
      const profile = this.registry.patient(siteId, patientId);
      if (profile) this.live?.pushWardRow(siteId, this.keeper.welcome(profile, nowMs));
    }
    const look = ({ siteId, patientId }: PatientKey) =>
      new Promise<void>((settled) => this.writer.enqueue({ kind: 'look', siteId, patientId, mustShow: true, settled }));
    await Promise.all([...changed, ...handedOver].map(look));
  }

  /** Ends a session everywhere: the token opens nothing more, and its screens are disconnected. */
  async closeSession(token: string): Promise<void> {
    await this.sessions.close(token);
    this.live?.endSession(token);
  }

  sendReplayCommand(siteId: string, command: ReplayCommand): Promise<void> {
    return this.replay.send(siteId, command);
  }

  private committed(batch: CommittedBatch): void {
    const committedAtMs = this.clock();
    const { meter, registry, live } = this;
    meter.stored += batch.stored.length;
    meter.duplicate += batch.duplicates.length;
    meter.late += batch.late;
    meter.lastBatchRows = batch.stored.length;
    this.watch.committed(batch);
    for (const { countedDeviceId, receivedAtMs, sentAtMs } of batch.stored) {
      if (countedDeviceId === null) continue;
      meter.sentToReceived.add(receivedAtMs - sentAtMs);
      meter.receivedToCommitted.add(committedAtMs - receivedAtMs);
    }
    for (const { before, after, view, row, created, sentAtMs } of batch.twins) {
      const { siteId, patientId, displayName } = after.profile;
      this.keeper.put(after, row);
      for (const recommendation of created) {
        if (
          recommendation.urgency === 'now' &&
          after.recommendations.some((each) => each.id === recommendation.id && isOpen(each))
        )
          live?.pushAlarm({ siteId, patientId, displayName, revision: after.revision, recommendation });
      }
      live?.pushWardRow(siteId, row);
      if (live?.isWatched(siteId, patientId)) {
        live.pushPatient(siteId, {
          patientId,
          previousRevision: before.revision,
          revision: after.revision,
          changed: {
            twin: view,
            devices: patientDevices(after.profile, registry, this.watch.devices, committedAtMs),
            ...(before.profile !== after.profile && { profile: after.profile }),
            ...(before.risk !== after.risk && { risk: after.risk }),
            ...(before.recommendations !== after.recommendations && {
              recommendations: shownRecommendations(after.recommendations),
            }),
          },
          sentAtMs,
        });
      }
      if (sentAtMs !== null) meter.sentToPushed.add(this.clock() - sentAtMs);
    }
    for (const desired of batch.desired) void this.publishDesired(desired);
  }

  /** Never more of them than there is room for: while the store is away they would pile up, tick after tick. */
  private async lookAtWallClockTwins(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    for (const { siteId, patientId, clock } of [...this.registry.patients()]) {
      if (clock !== 'wall') continue;
      if (this.writer.full) await this.writer.space();
      this.writer.enqueue({ kind: 'look', siteId, patientId, mustShow: false, settled: () => undefined });
    }
    this.looking = false;
  }

  /** Reads the model folder again, whether or not a file of it has changed. */
  async reloadModels(): Promise<void> {
    await this.model.load(this.config.modelDir);
    this.tellModels();
  }

  private async watchModels(): Promise<void> {
    if (await this.model.reloadIfChanged()) this.tellModels();
  }

  private tellModels(): void {
    const { identity, shadow, refused } = this.model.report();
    this.log.info({ identity, shadow: shadow?.identity ?? null, refused }, 'risk models read again');
  }

  /** Tells devices again what is desired of them and not yet reported: after the broker or the device was away. */
  private async reconcile(siteId: string | null, deviceId: string | null): Promise<void> {
    try {
      for (const desired of await unreconciled(this.pool, siteId, deviceId)) await this.publishDesired(desired);
    } catch (error) {
      this.log.warn({ err: error }, 'devices not reconciled yet');
    }
  }

  private async publishDesired({ siteId, deviceId, version, requests }: DesiredState): Promise<void> {
    const command: DeviceCommand = { schema: CHANNEL_SCHEMA.command, desiredVersion: version, requests: [...requests] };
    try {
      await this.link.publishRetained(topicOf({ site: siteId, device: deviceId, channel: 'command' }), command);
    } catch (error) {
      this.log.warn(
        { err: error, deviceId },
        'command not published yet; it is sent again when broker and device are back',
      );
    }
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
