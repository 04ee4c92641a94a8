import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestDatabase } from '@airway-twin/testkit/servers.mjs';
import { Bell, tell, type Ring } from '../src/storage/bell.js';
import { createPool } from '../src/storage/pool.js';
import { eventually } from './line.js';

let database: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

/** A way to the database whose connections can be made to swallow all that is sent, without being closed. */
async function aWay(): Promise<{ url: string; swallow: () => void; close: () => void }> {
  const { hostname, port } = new URL(database.url);
  const open: [Socket, Socket][] = [];
  const way = createServer((here) => {
    const there = connect(Number(port), hostname);
    for (const socket of [here, there]) socket.on('error', () => undefined);
    here.pipe(there).pipe(here);
    open.push([here, there]);
  }).listen(0, '127.0.0.1');
  await once(way, 'listening');
  const url = new URL(database.url);
  url.port = String((way.address() as AddressInfo).port);
  return {
    url: url.href,
    swallow: () => {
      for (const [here, there] of open.splice(0)) {
        here.unpipe(there);
        there.unpipe(here);
      }
    },
    close: () => void way.close(),
  };
}

describe('a bell whose connection has died without a word', () => {
  it('notices, listens anew, says so, and hears what is rung then', async () => {
    const way = await aWay();
    const rings: Ring[] = [];
    let listens = 0;
    const bell = new Bell(
      way.url,
      (ring) => rings.push(ring),
      () => void (listens += 1),
      () => undefined,
      200,
    );
    await bell.start();
    way.swallow();
    await eventually(() => listens === 2, 'it listens again');
    const pool = createPool(database.url, () => undefined);
    await tell(pool, { kind: 'registry', by: 'another' });
    await eventually(() => rings.length === 1, 'the ring is heard');
    expect(rings).toEqual([{ kind: 'registry', by: 'another' }]);
    await bell.stop();
    await pool.end();
    way.close();
  });
});
