import { io, type Socket } from 'socket.io-client';
import type { DeviceSilence, IngestMetrics, PatientSnapshot, PipelineStatus } from '@airway-twin/contracts/http';
import {
  LIVE_PATH,
  LIVE_UNAUTHORIZED,
  type ClientToServerEvents,
  type Delay,
  type ServerToClientEvents,
  type Watched,
  type WardSnapshot,
} from '@airway-twin/contracts/live';
import type { ReplayStatus } from '@airway-twin/contracts/replay';

export interface EngineeringSnapshot {
  readonly ingest: IngestMetrics;
  readonly replay: ReplayStatus | null;
}

type Forget = () => void;

/** What the stores need of the live connection. The socket is one; tests pass a hand-written one. */
export interface LiveLink {
  readonly connected: () => boolean;
  /** Called at every connect, the first and each one after a loss. */
  onConnect(handler: () => void): Forget;
  onDisconnect(handler: () => void): Forget;
  /** What the server has said of a delay on this connection. */
  readonly delay: () => Delay | null;
  listen<E extends keyof ServerToClientEvents>(event: E, handler: ServerToClientEvents[E]): Forget;
  watchPatient(patientId: string): Promise<Watched<PatientSnapshot>>;
  unwatchPatient(patientId: string): void;
  watchWard(): Promise<Watched<WardSnapshot>>;
  unwatchWard(): void;
  watchEngineering(): Promise<Watched<EngineeringSnapshot>>;
  unwatchEngineering(): void;
  watchSilences(): Promise<Watched<readonly DeviceSilence[]>>;
  unwatchSilences(): void;
  watchPipeline(): Promise<Watched<PipelineStatus>>;
  close(): void;
}

const ANSWER_WITHIN_MS = 10_000;
const RETRY_MS = 2000;

/** The live connection over socket.io. `onRefused` is called when the server does not accept the token. */
export function openLiveLink(token: string, onRefused: () => void): LiveLink {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io({
    path: LIVE_PATH,
    auth: { token },
    transports: ['websocket'],
    reconnectionDelayMax: 5000,
  });
  // `active` false: the server said no itself, and socket.io does not try again by its own (a lost connection it does try again).
  let retry: ReturnType<typeof setTimeout> | undefined;
  const tryAgainSoon = (): void => {
    clearTimeout(retry);
    retry = setTimeout(() => socket.connect(), RETRY_MS);
  };
  socket.on('connect_error', (error) => {
    if (socket.active) return;
    if (error.message === LIVE_UNAUTHORIZED) onRefused();
    else tryAgainSoon();
  });
  socket.on('disconnect', (reason) => {
    if (reason === 'io server disconnect') tryAgainSoon();
  });
  let delay: Delay | null = null;
  socket.on('delay', (told) => (delay = told));
  socket.on('disconnect', () => (delay = null));
  // The typed event map of socket.io does not survive a generic event name: this is the one place that says so.
  const untyped = socket as unknown as {
    on(event: string, handler: (...args: never[]) => void): void;
    off(event: string, handler: (...args: never[]) => void): void;
  };
  const listen = (event: string, handler: (...args: never[]) => void): Forget => {
    untyped.on(event, handler);
    return () => untyped.off(event, handler);
  };
  const patient = socket.timeout(ANSWER_WITHIN_MS);
  return {
    connected: () => socket.connected,
    delay: () => delay,
    onConnect: (handler) => listen('connect', handler),
    onDisconnect: (handler) => listen('disconnect', handler),
    listen: (event, handler) => listen(event, handler),
    watchPatient: (patientId) => patient.emitWithAck('patient.watch', { patientId }),
    unwatchPatient: (patientId) => void socket.emit('patient.unwatch', { patientId }),
    watchWard: () => patient.emitWithAck('ward.watch', {}),
    unwatchWard: () => void socket.emit('ward.unwatch', {}),
    watchEngineering: () => patient.emitWithAck('engineering.watch', {}),
    unwatchEngineering: () => void socket.emit('engineering.unwatch', {}),
    watchSilences: () => patient.emitWithAck('silences.watch', {}),
    unwatchSilences: () => void socket.emit('silences.unwatch', {}),
    watchPipeline: () => patient.emitWithAck('pipeline.watch', {}),
    close() {
      clearTimeout(retry);
      socket.close();
    },
  };
}
