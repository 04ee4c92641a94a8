import type { Server, Socket } from 'socket.io';
import type { SessionUser } from '@airway-twin/contracts/http';
import type { ClientToServerEvents, ServerToClientEvents } from '@airway-twin/contracts/live';

export interface SocketData {
  token: string;
  user: SessionUser;
  /** Rooms that it has asked for and not left, also before it is in them. */
  wanted: Set<string>;
}

type NoServerEvents = Record<string, never>;

/** One screen's connection, with whose it is. */
export type LiveSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoServerEvents, SocketData>;
export type LiveIo = Server<ClientToServerEvents, ServerToClientEvents, NoServerEvents, SocketData>;
