import type { Socket } from 'node:net';
import type { PoolClient } from 'pg';

/**
 * What one turn of the event loop sends to the store by one connection leaves in one write: pg writes each statement by itself, and a
 * transaction sends several at a time. Nothing waits longer than the turn.
 */
export function gatherWrites(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  const cork = stream.cork.bind(stream);
  let gathering = false;
  // pg corks the stream around the parts of every statement.
  stream.cork = () => {
    if (!gathering) {
      gathering = true;
      cork();
      process.nextTick(() => {
        gathering = false;
        stream.uncork();
      });
    }
    cork();
  };
}
