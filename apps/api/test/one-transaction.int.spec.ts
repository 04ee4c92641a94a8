import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Observation } from '@airway-twin/domain/measurement';
import { insertObservations } from '../src/storage/observation-store.js';
import { inTransaction, type Pool } from '../src/storage/pool.js';
import { Line, SITE, aProfile, eventually, type TestDevice } from './line.js';

const MONDAY = Date.parse('2026-03-02T07:00:00Z');
const HOUR_MS = 3_600_000;
const blows = (...blowsLitresPerMinute: number[]) => ({ blowsLitresPerMinute, reliever: 'before' as const });

let line: Line;
let pool: Pool;
beforeAll(async () => {
  line = await Line.start();
  pool = line.server.runtime.pool;
});
afterAll(() => line.stop());

async function aMeter(patientId: string): Promise<TestDevice> {
  const [meter] = await line.patient(aProfile(patientId), { [`${patientId}-meter`]: 'peak-flow-meter' });
  return meter!;
}

/** All that the store holds of a patient and their meter. */
async function inStore(patientId: string) {
  const { rows } = await pool.query<{
    rows: number;
    revision: number;
    recommendations: number;
    boots: number;
    letters: number;
  }>(
    `SELECT (SELECT count(*) FROM app.observation WHERE patient_id = $1) AS rows,
       (SELECT revision FROM app.twin WHERE patient_id = $1) AS revision,
       (SELECT count(*) FROM app.recommendation WHERE patient_id = $1) AS recommendations,
       (SELECT count(*) FROM app.device_boot WHERE device_id = $2) AS boots,
       (SELECT count(*) FROM app.dead_letter WHERE device_id = $2) AS letters`,
    [patientId, `${patientId}-meter`],
  );
  return rows[0]!;
}

/** The store refuses rows of a table from now on; returns what ends that. */
async function refuses(table: string, when: string, sqlState: string): Promise<() => Promise<unknown>> {
  await pool.query(`CREATE FUNCTION app.refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF ${when} THEN RAISE EXCEPTION 'refused' USING ERRCODE = '${sqlState}'; END IF; RETURN NEW; END $$`);
  await pool.query(`CREATE TRIGGER refuse BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION app.refuse()`);
  return () => pool.query('DROP FUNCTION app.refuse CASCADE');
}

describe('one transaction', () => {
  it('of a blow nothing is in the store while its outbox entry cannot be written, and all of it after that', async () => {
    const { runtime } = line.server;
    const meter = await aMeter('whole');
    const before = await inStore('whole');
    const diskIsFull = '53100';
    const endRefusing = await refuses('app.outbox', 'true', diskIsFull);
    const received = runtime.meter.received;
    await meter.send('peakflow.session', MONDAY, blows(140, 135), 0);
    await eventually(() => runtime.meter.received > received && runtime.writer.retrying, 'the writer tries again');
    expect(await inStore('whole')).toEqual(before);
    await endRefusing();
    await eventually(async () => (await inStore('whole')).rows === 1, 'the blow is stored');
    const after = await inStore('whole');
    expect(after).toMatchObject({ rows: 1, boots: 1, letters: 0 });
    expect(after.revision).toBeGreaterThan(before.revision);
    expect(after.recommendations).toBeGreaterThan(0);
    const { rows } = await pool.query<{ alarms: number }>(
      `SELECT count(*) AS alarms FROM app.outbox WHERE body @> '{"alarms": [["${SITE}", "whole"]]}'`,
    );
    expect(rows[0]!.alarms).toBe(1);
  });

  it('a twin that another process has written meanwhile is read again before it is written', async () => {
    const { keeper } = line.server.runtime;
    const held = () => keeper.held(SITE, 'shared');
    const meter = await aMeter('shared');
    await meter.send('peakflow.session', MONDAY, blows(250, 248), 0);
    await eventually(() => held()?.state.observationCount === 1, 'the first blow has reached the twin');
    const { revision } = held()!;
    const other: Observation = {
      stream: 'peakflow.session',
      siteId: SITE,
      patientId: 'shared',
      source: { deviceId: 'another-meter', bootId: 'boot', seq: 0 },
      measuredAtMs: MONDAY + HOUR_MS,
      data: blows(260, 255),
    };
    await inTransaction(pool, async (client) => {
      const times = { sentAtMs: MONDAY, receivedAtMs: MONDAY, revision: revision + 1 };
      await insertObservations(client, [{ observation: other, ...times }]);
      await client.query('UPDATE app.twin SET revision = $2 WHERE patient_id = $1', ['shared', revision + 1]);
    });
    await meter.send('peakflow.session', MONDAY + 2 * HOUR_MS, blows(255, 250), 1);
    await eventually(async () => (await inStore('shared')).rows === 3, 'the second blow is stored');
    expect((await inStore('shared')).revision).toBe(revision + 2);
    await eventually(() => held()?.state.observationCount === 3, 'the twin holds all three');
  });

  it('a message that the store cannot hold is kept as a dead letter, and those beside it are stored', async () => {
    const { runtime } = line.server;
    const meter = await aMeter('odd');
    const outOfRange = '22003';
    const endRefusing = await refuses('app.observation', `NEW.device_id = 'odd-meter' AND NEW.seq = 4`, outOfRange);
    const received = runtime.meter.received;
    const blocker = await pool.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE app.observation IN ACCESS EXCLUSIVE MODE');
    // While the first waits for the store, the others gather in one batch behind it.
    for (let seq = 0; seq < 8; seq++) {
      await meter.send('peakflow.session', MONDAY + seq * HOUR_MS, blows(250, 248), seq);
      await eventually(() => runtime.meter.received === received + seq + 1, 'it has arrived');
    }
    await blocker.query('ROLLBACK');
    blocker.release();
    await eventually(async () => (await inStore('odd')).letters === 1, 'it is kept as a dead letter');
    await eventually(async () => (await inStore('odd')).rows === 7, 'the others are stored');
    const { rows } = await pool.query(`SELECT reason FROM app.dead_letter WHERE device_id = 'odd-meter'`);
    expect(rows).toEqual([{ reason: 'storage-refused' }]);
    await eventually(() => runtime.link.unacknowledged === 0, 'all are acknowledged');
    await endRefusing();
  });
});
