import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import {
  LIVE_PATH,
  LIVE_UNAUTHORIZED,
  patientWatchRequest,
  type Alarm,
  type ClientToServerEvents,
  type PatientDelta,
  type ServerToClientEvents,
  type SilenceDelta,
  type Watched,
} from '@airway-twin/contracts/live';
import type {
  AlertBudgetUse,
  DeviceSilence,
  IngestMetrics,
  PatientSnapshot,
  PipelineStatus,
  SessionUser,
  WardRow,
} from '@airway-twin/contracts/http';
import type { ReplayStatus } from '@airway-twin/contracts/replay';
import { mayEngineer, mayWatchPatient, mayWatchWard, sessionHolds } from '../session/access.js';
import type { SessionStore } from '../session/session-store.js';
import { WardBroadcast } from './ward-broadcast.js';

interface SocketData {
  token: string;
  user: SessionUser;
}
type LiveSocket = Socket<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;

const ENGINEERING_FRAME_MS = 500;

export interface LiveParts {
  readonly sessions: SessionStore;
  readonly demo: boolean;
  readonly snapshot: (siteId: string, patientId: string) => Promise<PatientSnapshot | null>;
  /** The same without waiting, for a twin that is in memory: joined room and snapshot then belong to one instant. */
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
 * The live door: rooms per patient and per ward. A client gets a snapshot with its revision on joining, then deltas in sequence; one that
 * misses a delta sees it by `previousRevision` and asks again. Ward rows are coalesced, alarms never.
 */
export class LiveServer {
  private readonly io: Server<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;
  private readonly ward: WardBroadcast;
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
      (siteId, delta) => this.io.to(wardRoom(siteId)).emit('ward.delta', delta),
      (siteId) => this.io.sockets.adapter.rooms.has(wardRoom(siteId)),
    );
    this.io.use((socket, next) => void this.admit(socket as LiveSocket, next));
    this.io.on('connection', (socket) => this.serve(socket as LiveSocket));
    this.engineeringTimer = setInterval(() => {
      if (this.io.sockets.adapter.rooms.has(ENGINEERING_ROOM))
        this.io.to(ENGINEERING_ROOM).emit('ingest', parts.metrics());
    }, ENGINEERING_FRAME_MS);
    this.engineeringTimer.unref();
  }

  /** Does anyone watch this patient? If not, no delta needs to be made. */
  isWatched(siteId: string, patientId: string): boolean {
    return this.io.sockets.adapter.rooms.has(patientRoom(siteId, patientId));
  }

  pushPatient(siteId: string, delta: PatientDelta): void {
    this.io.to(patientRoom(siteId, delta.patientId)).emit('patient.delta', delta);
  }

  pushWardRow(siteId: string, row: WardRow): void {
    this.ward.changed(siteId, row);
  }

  pushAlarm(alarm: Alarm): void {
    this.io.to(wardRoom(alarm.siteId)).to(patientRoom(alarm.siteId, alarm.patientId)).emit('alarm', alarm);
  }

  pushReplay(siteId: string, status: ReplayStatus): void {
    this.io.to(engineeringRoom(siteId)).emit('replay', status);
  }

  /** Never coalesced: each screen keeps the list by these. */
  pushSilences(siteId: string, delta: SilenceDelta): void {
    this.io.to(silencesRoom(siteId)).emit('silences', delta);
  }

  /** To engineers always, to all others when the pipeline has come to stand or moves again. */
  pushPipeline(status: PipelineStatus, changed: boolean): void {
    (changed ? this.io : this.io.to(ENGINEERING_ROOM)).emit('pipeline', status);
  }

  /** The session has ended: its screens are told nothing more. */
  endSession(token: string): void {
    for (const socket of this.io.sockets.sockets.values()) if (socket.data.token === token) socket.disconnect(true);
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
    socket.on('patient.watch', (request, answer) => {
      const parsed = patientWatchRequest.safeParse(request);
      if (typeof answer !== 'function') return;
      if (!parsed.success) return answer({ ok: false, error: 'invalid' });
      void this.watchPatient(socket, parsed.data.patientId).then(answer, () =>
        answer({ ok: false, error: 'not-found' }),
      );
    });
    socket.on('patient.unwatch', (request) => {
      const parsed = patientWatchRequest.safeParse(request);
      if (parsed.success) void socket.leave(patientRoom(user.siteId, parsed.data.patientId));
    });
    socket.on('ward.watch', (_request, answer) => {
      if (typeof answer !== 'function') return;
      if (!mayWatchWard(user)) return answer({ ok: false, error: 'forbidden' });
      const ward = this.ward.snapshot(user.siteId);
      const snapshot = { ...ward, alertBudget: parts.alertBudget(ward.rows) };
      void socket.join(wardRoom(user.siteId));
      answer({ ok: true, snapshot });
    });
    socket.on('ward.unwatch', () => void socket.leave(wardRoom(user.siteId)));
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

  private async watchPatient(socket: LiveSocket, patientId: string): Promise<Watched<PatientSnapshot>> {
    const { user } = socket.data;
    if (!mayWatchPatient(user, patientId)) return { ok: false, error: 'forbidden' };
    const known = await this.parts.snapshot(user.siteId, patientId);
    if (!known) return { ok: false, error: 'not-found' };
    void socket.join(patientRoom(user.siteId, patientId));
    return { ok: true, snapshot: this.parts.heldSnapshot(user.siteId, patientId) ?? known };
  }
}

const ENGINEERING_ROOM = 'engineering';

function engineeringRoom(siteId: string): string {
  return `engineering ${siteId}`;
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
