import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { freePort } from '@airway-twin/testkit/servers.mjs';
import type { PatientSnapshot, SymptomResponse } from '@airway-twin/contracts/http';
import type { Runtime } from '../src/runtime.js';
import { Bell, tell, type Ring } from '../src/storage/bell.js';
import { startServer, type RunningServer } from '../src/server.js';
import { SHARDS, shardOf } from '../src/shards/shard-of.js';
import { Line, SITE, aProfile, eventually, nextEvent } from './line.js';

const START = Date.parse('2026-02-01T08:00:00Z');
const PATIENTS = 12;
const air = { placement: 'indoor', pm25MicrogramsPerM3: 12 };

let line: Line;
let second: RunningServer;
beforeAll(async () => {
  line = await Line.start({ instance: 'first' });
  second = await startSecond();
  await bothHold(8);
});
afterAll(async () => {
  await second.stop();
  await line.stop();
});

async function startSecond(): Promise<RunningServer> {
  const port = await freePort();
  const { config } = line.server.runtime;
  return startServer(
    { ...config, instance: 'second', instanceUrl: `http://127.0.0.1:${port}`, port },
    pino({ level: 'error' }),
  );
}

async function bothHold(shards: number): Promise<void> {
  const [one, other] = [line.server.runtime.leases, second.runtime.leases];
  await eventually(
    () => one.shards.length === shards && other.shards.length === SHARDS - shards,
    'the shards are divided',
  );
  // Who took a shard is known to the others with their next round.
  await eventually(
    () => other.shards.every((shard) => one.urlOf(shard) !== null) && one.shards.every((shard) => other.urlOf(shard)),
    'each knows what the other holds',
  );
}

async function storedOnce(deviceIds: readonly string[], each: number): Promise<void> {
  await eventually(async () => {
    const { rows } = await line.server.runtime.pool.query<{ n: number; d: number; handed: number }>(
      `SELECT count(*) AS n, count(DISTINCT (device_id, boot_id, seq)) AS d, (SELECT count(*) FROM app.handover) AS handed
       FROM app.observation WHERE device_id = ANY($1)`,
      [deviceIds],
    );
    return rows[0]!.n === each * deviceIds.length && rows[0]!.d === rows[0]!.n && rows[0]!.handed === 0;
  }, 'every message is stored once and none waits to be handed over');
}

const ENTRY = {
  schema: 'control.score/1',
  entryId: 'entry-1',
  measuredAt: '2026-02-01T08:00:00Z',
  instrument: 'ACT',
  score: 20,
};

/** Patients that the other process writes. */
function namesElsewhere(runtime: Runtime, name: string): string[] {
  return Array.from({ length: 50 }, (_unused, index) => `${name}-${index}`).filter(
    (id) => runtime.writerUrl(SITE, id) !== null,
  );
}

describe('two processes that share the work', () => {
  it('each write the patients of their own shards, whichever of them the broker gave the message', async () => {
    const deviceIds: string[] = [];
    for (let i = 0; i < PATIENTS; i++) {
      const [monitor] = await line.patient(aProfile(`two-${i}`), { [`two-air-${i}`]: 'air-monitor' });
      deviceIds.push(monitor!.deviceId);
      for (let seq = 0; seq < 5; seq++) await monitor!.send('air.reading', START + seq * 60_000, air, seq);
    }
    await storedOnce(deviceIds, 5);
    const { rows } = await line.server.runtime.pool.query<{ shards: number }>(
      'SELECT count(*) AS shards FROM app.shard WHERE outbox_seq > 0',
    );
    expect(rows[0]!.shards).toBeGreaterThan(2);
    expect(second.runtime.metrics().stored).toBeGreaterThan(0);
    expect(line.server.runtime.metrics().stored).toBeGreaterThan(0);
  }, 60_000);

  it('bring a change to the screens of both', async () => {
    const { runtime } = line.server;
    const elsewhere = namesElsewhere(runtime, 'screen')[0]!;
    const [inhaler] = await line.patient(aProfile(elsewhere), { [`${elsewhere}-inhaler`]: 'inhaler-sensor' });
    const screen = await line.screen('clinician');
    const watched = await screen.emitWithAck('patient.watch', { patientId: elsewhere });
    expect(watched.ok).toBe(true);
    const delta = nextEvent(screen, 'patient.delta', (each) => each.patientId === elsewhere);
    await inhaler!.send('inhaler.actuation', START, { drug: 'salbutamol' }, 0);
    expect((await delta).revision).toBeGreaterThan(0);
    const shown = await line.get<PatientSnapshot>('patient', { patientId: elsewhere }, 'clinician');
    expect(shown.revision).toBe((await delta).revision);
  }, 60_000);

  it('pass a person’s entry on to the one that writes, and store it once', async () => {
    const { runtime } = line.server;
    const elsewhere = namesElsewhere(runtime, 'diary')[0]!;
    await line.patient(aProfile(elsewhere), {});
    const enter = async () =>
      line.request('POST', 'symptoms', { patientId: elsewhere }, ENTRY, await line.login(elsewhere));
    const first = await enter();
    expect([first.status, ((await first.json()) as SymptomResponse).result]).toEqual([200, 'stored']);
    const again = await enter();
    expect([again.status, ((await again.json()) as SymptomResponse).result]).toEqual([200, 'duplicate']);
    await runtime.pool.query(`UPDATE app.instance SET url = 'http://127.0.0.1:1' WHERE instance = 'second'`);
    await runtime.leases.refresh();
    expect((await enter()).status).toBe(503);
    await runtime.pool.query(`UPDATE app.instance SET url = $1 WHERE instance = 'second'`, [second.url]);
    await runtime.leases.refresh();
  });

  it('ring for each other with every commit, in the transaction that commits', async () => {
    const [monitor] = await line.patient(aProfile('ringing'), { 'ringing-air': 'air-monitor' });
    const rings: Ring[] = [];
    const bell = new Bell(
      line.database.url,
      (ring) => rings.push(ring),
      () => undefined,
      () => undefined,
    );
    await bell.start();
    for (let seq = 0; seq < 3; seq++) {
      await monitor!.send('air.reading', START + seq * 60_000, air, seq);
      await storedOnce(['ringing-air'], seq + 1);
    }
    const committed = () => rings.filter(({ kind }) => kind === 'committed').length;
    await eventually(() => committed() >= 3, 'each commit has rung');
    await bell.stop();
  }, 60_000);

  it('look at once when the bell rings, as often as it rings', async () => {
    const { outbox, pool } = second.runtime;
    const look = outbox.look.bind(outbox);
    let looks = 0;
    outbox.look = () => {
      looks += 1;
      return look();
    };
    // Far more than the looks that come by themselves while this is waited for.
    for (let ring = 0; ring < 50; ring++) await tell(pool, { kind: 'committed' });
    await eventually(() => looks >= 50, 'each ring was followed');
    outbox.look = look;
  });

  it('go on without the one that leaves: its patients are taken over, and nothing is lost or doubled', async () => {
    const [monitor] = await line.patient(aProfile('leaving'), { 'leaving-air': 'air-monitor' });
    await monitor!.send('air.reading', START, air, 0);
    await second.stop();
    for (let seq = 1; seq < 5; seq++) await monitor!.send('air.reading', START + seq * 60_000, air, seq);
    await bothHoldAlone();
    await storedOnce(['leaving-air'], 5);
    second = await startSecond();
    await bothHold(8);
  }, 60_000);
});

async function bothHoldAlone(): Promise<void> {
  await eventually(() => line.server.runtime.leases.shards.length === SHARDS, 'all shards are held by the one left');
}

describe('a process that was frozen and lost its shards', () => {
  it('can commit nothing more to them: its commit is fenced off and the message goes to the new writer', async () => {
    const { runtime } = line.server;
    const mine = Array.from({ length: 50 }, (_unused, index) => `frozen-${index}`).find(
      (id) => runtime.leases.epochOf(shardOf(SITE, id)) !== null,
    )!;
    const [monitor] = await line.patient(aProfile(mine), { [`${mine}-air`]: 'air-monitor' });
    const kept = async () => {
      const { rows } = await runtime.pool.query<{ stored: number; handed: number }>(
        'SELECT (SELECT count(*) FROM app.observation WHERE device_id = $1) AS stored, (SELECT count(*) FROM app.handover) AS handed',
        [`${mine}-air`],
      );
      return rows[0]!;
    };
    const { leases, keeper } = runtime;
    const [refresh, forget] = [leases.refresh.bind(leases), keeper.forget.bind(keeper)];
    let thaw: () => void = () => undefined;
    const thawed = new Promise<void>((resolve) => (thaw = resolve));
    await refresh();
    leases.refresh = () => thawed.then(refresh);
    let isRolledBack = false;
    keeper.forget = (siteId, patientId) => {
      isRolledBack ||= patientId === mine;
      forget(siteId, patientId);
    };
    // What another process does when the lease has run out, while this one still believes that it holds it.
    await runtime.pool.query(
      `UPDATE app.shard SET owner = 'second', epoch = epoch + 1, lease_until = now() + interval '1 h' WHERE owner = 'first'`,
    );
    await runtime.pool.query(`UPDATE app.instance SET seen_at = now() + interval '1 h' WHERE instance = 'first'`);
    await monitor!.send('air.reading', START, air, 0);
    await eventually(async () => isRolledBack || (await kept()).stored > 0, 'it has tried to commit');
    expect([isRolledBack, await kept()]).toEqual([true, { stored: 0, handed: 0 }]);
    thaw();
    [leases.refresh, keeper.forget] = [refresh, forget];
    await eventually(async () => {
      const { stored, handed } = await kept();
      return stored + handed === 1;
    }, 'the message is kept, in one place');
    expect(await kept()).toEqual({ stored: 0, handed: 1 });
    await runtime.pool.query(
      `UPDATE app.shard SET lease_until = now() WHERE lease_until > now() + interval '1 minute'`,
    );
    await storedOnce([`${mine}-air`], 1);
  }, 60_000);
});
