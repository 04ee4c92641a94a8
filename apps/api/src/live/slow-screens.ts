import type { Delay } from '@airway-twin/contracts/live';
import type { LiveIo, LiveSocket } from './live-socket.js';

/** A screen that has this much waiting for it takes in less than it is sent. */
const WAITING_FRAMES_MOST = 32;
const WAITING_BYTES_MOST = 1024 * 1024;

/** A screen whose snapshot the store did not give is tried again after this. */
const RETRY_MS = 1000;

const BEHIND = 'behind';

/** What socket.io's transport tells of itself, of which its types speak only in part. */
interface Connection {
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: {
    readonly writable: boolean;
    on(event: 'ready', listener: () => void): void;
    off(event: 'ready', listener: () => void): void;
  };
}

/**
 * Keeps screens that take in less than they are sent from filling the memory: what waits for one is bounded, then it is sent no more deltas
 * and frames until all that was sent has left, and gets whole snapshots in their place. Alarms are for everyone, always.
 */
export class SlowScreens {
  /** Kept up when they were looked at in this turn: nothing leaves before its end, and one commit may hold news of many patients. */
  private readonly seenThisTurn = new Set<LiveSocket>();

  constructor(
    private readonly io: LiveIo,
    /** Sends whole snapshots of all that a screen watches, and calls `caughtUp` in the breath in which the last of them was made. */
    private readonly resend: (socket: LiveSocket, caughtUp: () => void) => Promise<void>,
    private readonly clock: () => number,
  ) {}

  /** Those in the room that keep up: whoever has too much waiting is left out from now on. */
  keepingUp(room: string): ReturnType<LiveIo['except']> {
    for (const id of this.io.sockets.adapter.rooms.get(room) ?? []) {
      const socket = this.io.sockets.sockets.get(id);
      if (socket && !this.seenThisTurn.has(socket) && this.keepsUp(socket)) this.see(socket);
    }
    return this.io.to(room).except(BEHIND);
  }

  /** All screens that keep up. */
  everyoneKeepingUp(): ReturnType<LiveIo['except']> {
    return this.io.except(BEHIND);
  }

  /** Does the screen take in what it is sent? One that no longer does is behind from now on. */
  keepsUp(socket: LiveSocket): boolean {
    if (socket.rooms.has(BEHIND)) return false;
    if (!hasTooMuchWaiting(connectionOf(socket))) return true;
    this.fallBehind(socket);
    return false;
  }

  private see(socket: LiveSocket): void {
    if (this.seenThisTurn.size === 0) setImmediate(() => this.seenThisTurn.clear());
    this.seenThisTurn.add(socket);
  }

  private fallBehind(socket: LiveSocket): void {
    void socket.join(BEHIND);
    const delay: Delay = { because: 'screen', sinceMs: this.clock() };
    socket.emit('delay', delay);
    this.onceDrained(socket, () => this.catchUp(socket));
  }

  private onceDrained(socket: LiveSocket, then: () => void): void {
    const connection = connectionOf(socket);
    const { transport } = connection;
    const listener = (): void => {
      if (!transport.writable || connection.writeBuffer.length > 0) return;
      transport.off('ready', listener);
      then();
    };
    transport.on('ready', listener);
  }

  private catchUp(socket: LiveSocket): void {
    const caughtUp = (): void => void socket.leave(BEHIND);
    this.resend(socket, caughtUp).catch(() => {
      if (socket.connected) setTimeout(() => this.catchUp(socket), RETRY_MS).unref();
    });
  }
}

function connectionOf(socket: LiveSocket): Connection {
  return socket.conn as unknown as Connection;
}

function hasTooMuchWaiting({ writeBuffer }: Connection): boolean {
  if (writeBuffer.length >= WAITING_FRAMES_MOST) return true;
  let bytes = 0;
  for (const { data } of writeBuffer) bytes += typeof data === 'string' ? data.length : 0;
  return bytes > WAITING_BYTES_MOST;
}
