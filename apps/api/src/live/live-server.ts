import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import {
  LIVE_PATH,
  LIVE_UNAUTHORIZED,
  patientWatchRequest,
  type Alarm,
  type Delay,
  type PatientDelta,
  type SilenceDelta,
  type WardSnapshot,
  type Watched,
} from '@airway-twin/contracts/live';
import type {
  AlertBudgetUse,
  DeviceSilence,
  IngestMetrics,
  PatientSnapshot,
  PipelineStatus,
  WardRow,
} from '@airway-twin/contracts/http';
import type { ReplayStatus } from '@airway-twin/contracts/replay';
import { mayEngineer, mayWatchPatient, mayWatchWard, sessionHolds } from '../session/access.js';
import { tokenSha256, type SessionStore } from '../session/session-store.js';
import type { LiveIo, LiveSocket } from './live-socket.js';
import { asValue, sendsSerialised } from './serialised.js';
import { SharedSnapshots } from './shared-snapshots.js';
import { SlowScreens } from './slow-screens.js';
import { WardBroadcast } from './ward-broadcast.js';

const ENGINEERING_FRAME_MS = 500;

export interface LiveParts {
  readonly sessions: Pick<SessionStore, 'find'>;
  readonly demo: boolean;
  readonly snapshot: (siteId: string, patientId: string) => Promise<PatientSnapshot | null>;
  /** The same without waiting, for a twin that is in memory. */
  readonly heldSnapshot: (siteId: string, patientId: string) => PatientSnapshot | null;
  /** The revision that `heldSnapshot` would have now. */
  readonly heldRevision: (siteId: string, patientId: string) => number | null;
  readonly wardRows: (siteId: string) => readonly WardRow[];
  /** How these patients use the alert budget. */
  readonly alertBudget: (rows: readonly WardRow[]) => AlertBudgetUse;
  readonly metrics: () => IngestMetrics;
  readonly replayStatus: (siteId: string) => ReplayStatus | null;
  readonly silences: (siteId: string) => readonly DeviceSilence[];
  readonly pipeline: () => PipelineStatus;
}

/**
 * The live door: rooms per patient and per ward. A client gets a snapshot with its revision on joining, and deltas in sequence, of which the
 * first may come before the snapshot; one that misses a delta sees it by `previousRevision` and asks again. Ward rows are coalesced, alarms never. A screen that takes in less than it
 * is sent gets whole snapshots in place of deltas, and many that ask at once share them.
 */
export class LiveServer {
  private readonly io: LiveIo;
  private readonly ward: WardBroadcast;
  private readonly slow: SlowScreens;
  private readonly snapshots: SharedSnapshots;
  private delay: Delay | null = null;
  private readonly engineeringTimer: NodeJS.Timeout;

  constructor(
    http: HttpServer,
    private readonly parts: LiveParts,
  ) {
    this.io = new Server(http, {
      path: LIVE_PATH,
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: 64 * 1024,
    });
    this.ward = new WardBroadcast(
      parts.wardRows,
      (siteId, delta) => this.slow.keepingUp(wardRoom(siteId)).emit('ward.delta', asValue(JSON.stringify(delta))),
      (siteId) => this.io.sockets.adapter.rooms.has(wardRoom(siteId)),
    );
    sendsSerialised(this.io);
    this.slow = new SlowScreens(this.io, (socket, caughtUp) => this.resend(socket, caughtUp), Date.now);
    this.snapshots = new SharedSnapshots(parts, this.ward, Date.now);
    this.io.use((socket, next) => void this.admit(socket as LiveSocket, next));
    this.io.on('connection', (socket) => this.serve(socket as LiveSocket));
    this.engineeringTimer = setInterval(() => {
      const metrics = parts.metrics();
      this.tellDelay(metrics.delayedSinceMs);
      if (this.io.sockets.adapter.rooms.has(ENGINEERING_ROOM))
        this.slow.keepingUp(ENGINEERING_ROOM).emit('ingest', metrics);
    }, ENGINEERING_FRAME_MS);
    this.engineeringTimer.unref();
  }

  /** Does anyone watch this patient? If not, no delta needs to be made. */
  isWatched(siteId: string, patientId: string): boolean {
    return this.io.sockets.adapter.rooms.has(patientRoom(siteId, patientId));
  }

  pushPatient(siteId: string, delta: PatientDelta): void {
    this.snapshots.forget(siteId, delta.patientId);
    this.slow.keepingUp(patientRoom(siteId, delta.patientId)).emit('patient.delta', asValue(JSON.stringify(delta)));
  }

  pushWardRow(siteId: string, row: WardRow): void {
    this.ward.changed(siteId, row);
  }

  pushAlarm(alarm: Alarm): void {
    this.io.to(wardRoom(alarm.siteId)).to(patientRoom(alarm.siteId, alarm.patientId)).emit('alarm', alarm);
  }

  pushReplay(siteId: string, status: ReplayStatus): void {
    this.slow.keepingUp(engineeringRoom(siteId)).emit('replay', status);
  }

  /** Never coalesced: each screen keeps the list by these. */
  pushSilences(siteId: string, delta: SilenceDelta): void {
    this.io.to(silencesRoom(siteId)).emit('silences', delta);
  }

  /** To engineers always, to all others when the pipeline has come to stand or moves again. */
  pushPipeline(status: PipelineStatus, changed: boolean): void {
    (changed ? this.io : this.io.to(ENGINEERING_ROOM)).emit('pipeline', status);
  }

  /** The session has ended: its screens are told nothing more. `sessionKey`: hash of its token. */
  endSession(sessionKey: string): void {
    for (const socket of this.io.sockets.sockets.values())
      if (tokenSha256(socket.data.token) === sessionKey) socket.disconnect(true);
  }

  async stop(): Promise<void> {
    clearInterval(this.engineeringTimer);
    this.ward.stop();
    await this.io.close();
  }

  private async admit(socket: LiveSocket, next: (error?: Error) => void): Promise<void> {
    try {
      const token: unknown = socket.handshake.auth['token'];
      const session = typeof token === 'string' ? await this.parts.sessions.find(token) : null;
      if (!session || !sessionHolds(session, this.parts.demo, socket.handshake.address, socket.handshake.headers)) {
        next(new Error(LIVE_UNAUTHORIZED));
        return;
      }
      socket.data.user = session.user;
      socket.data.token = token as string;
      socket.data.wanted = new Set();
      const remainingMs = session.expiresAtMs - Date.now();
      const timer = setTimeout(() => socket.disconnect(true), Math.min(remainingMs, 2 ** 31 - 1));
      socket.on('disconnect', () => clearTimeout(timer));
      next();
    } catch {
      next(new Error('unavailable'));
    }
  }

  private serve(socket: LiveSocket): void {
    const { user } = socket.data;
    const { parts } = this;
    if (this.delay) socket.emit('delay', this.delay);
    socket.on('patient.watch', (request, answer) => {
      const parsed = patientWatchRequest.safeParse(request);
      if (typeof answer !== 'function') return;
      if (!parsed.success) return answer({ ok: false, error: 'invalid' });
      // No answer while the store is away: the screen asks again.
      void this.watchPatient(socket, parsed.data.patientId, answer).catch(() => undefined);
    });
    socket.on('patient.unwatch', (request) => {
      const parsed = patientWatchRequest.safeParse(request);
      if (parsed.success) this.unwatch(socket, patientRoom(user.siteId, parsed.data.patientId));
    });
    socket.on('ward.watch', (_request, answer) => {
      if (typeof answer !== 'function') return;
      if (!mayWatchWard(user)) return answer({ ok: false, error: 'forbidden' });
      void this.watchWard(socket, answer);
    });
    socket.on('ward.unwatch', () => this.unwatch(socket, wardRoom(user.siteId)));
    socket.on('engineering.watch', (_request, answer) => {
      if (typeof answer !== 'function') return;
      if (!mayEngineer(user)) return answer({ ok: false, error: 'forbidden' });
      void socket.join([ENGINEERING_ROOM, engineeringRoom(user.siteId)]);
      answer({ ok: true, snapshot: { ingest: parts.metrics(), replay: parts.replayStatus(user.siteId) } });
    });
    socket.on('engineering.unwatch', () => {
      void socket.leave(ENGINEERING_ROOM);
      void socket.leave(engineeringRoom(user.siteId));
    });
    socket.on('silences.watch', (_request, answer) => {
      if (typeof answer !== 'function') return;
      if (!mayWatchWard(user) && !mayEngineer(user)) return answer({ ok: false, error: 'forbidden' });
      void socket.join(silencesRoom(user.siteId));
      answer({ ok: true, snapshot: parts.silences(user.siteId) });
    });
    socket.on('silences.unwatch', () => void socket.leave(silencesRoom(user.siteId)));
    socket.on('pipeline.watch', (_request, answer) => {
      if (typeof answer === 'function') answer({ ok: true, snapshot: parts.pipeline() });
    });
  }

  private async watchPatient(
    socket: LiveSocket,
    patientId: string,
    answer: (watched: Watched<PatientSnapshot>) => void,
  ): Promise<void> {
    const { user } = socket.data;
    if (!mayWatchPatient(user, patientId)) return answer({ ok: false, error: 'forbidden' });
    const room = patientRoom(user.siteId, patientId);
    socket.data.wanted.add(room);
    // Before the snapshot is read, so that nothing falls between the two: what is delivered from here on comes as a delta, which waits on
    // the screen for its snapshot, and the snapshot holds what was delivered before.
    void socket.join(room);
    const known = await this.snapshots.patient(user.siteId, patientId);
    if (known === null) {
      this.unwatch(socket, room);
      return answer({ ok: false, error: 'not-found' });
    }
    if (!socket.data.wanted.has(room)) return;
    // Of one that has too much waiting nothing more is answered: it gets the snapshot when all that has left.
    if (!this.slow.keepsUp(socket)) return;
    answer(asValue(`{"ok":true,"snapshot":${this.snapshots.heldPatient(user.siteId, patientId) ?? known}}`));
  }

  private async watchWard(socket: LiveSocket, answer: (watched: Watched<WardSnapshot>) => void): Promise<void> {
    const { siteId } = socket.data.user;
    socket.data.wanted.add(wardRoom(siteId));
    await this.snapshots.wardInTurn(siteId);
    if (!socket.data.wanted.has(wardRoom(siteId))) return;
    void socket.join(wardRoom(siteId));
    if (this.slow.keepsUp(socket)) answer(asValue(`{"ok":true,"snapshot":${this.snapshots.wardOf(siteId)}}`));
  }

  private unwatch(socket: LiveSocket, room: string): void {
    socket.data.wanted.delete(room);
    void socket.leave(room);
  }

  /** Sends a screen all that it watches, whole. */
  private async resend(socket: LiveSocket, caughtUp: () => void): Promise<void> {
    const { siteId } = socket.data.user;
    const patients = new Map<string, string>();
    for (const patientId of patientsOf(socket)) {
      const known = await this.snapshots.patient(siteId, patientId);
      if (known !== null) patients.set(patientId, known);
    }
    if (socket.rooms.has(wardRoom(siteId))) await this.snapshots.wardInTurn(siteId);
    if (!socket.connected) return;
    for (const [patientId, known] of patients) {
      const snapshot = this.snapshots.heldPatient(siteId, patientId) ?? known;
      if (socket.rooms.has(patientRoom(siteId, patientId))) socket.emit('patient.snapshot', asValue(snapshot));
    }
    if (socket.rooms.has(wardRoom(siteId))) socket.emit('ward.snapshot', asValue(this.snapshots.wardOf(siteId)));
    if (socket.rooms.has(ENGINEERING_ROOM)) {
      const replay = this.parts.replayStatus(siteId);
      socket.emit('ingest', this.parts.metrics());
      if (replay) socket.emit('replay', replay);
    }
    caughtUp();
    socket.emit('delay', this.delay);
  }

  /** Tells screens when storing falls behind, and when it has caught up. */
  private tellDelay(sinceMs: number | null): void {
    if (sinceMs === (this.delay?.sinceMs ?? null)) return;
    this.delay = sinceMs === null ? null : { because: 'store', sinceMs };
    this.slow.everyoneKeepingUp().emit('delay', this.delay);
  }
}

const ENGINEERING_ROOM = 'engineering';

function engineeringRoom(siteId: string): string {
  return `engineering ${siteId}`;
}

/** The patients that a screen watches. */
function patientsOf(socket: LiveSocket): string[] {
  const prefix = patientRoom(socket.data.user.siteId, '');
  return [...socket.rooms].flatMap((room) => (room.startsWith(prefix) ? [room.slice(prefix.length)] : []));
}

function patientRoom(siteId: string, patientId: string): string {
  return `patient ${siteId}/${patientId}`;
}

function silencesRoom(siteId: string): string {
  return `silences ${siteId}`;
}

function wardRoom(siteId: string): string {
  return `ward ${siteId}`;
}
