import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Observation } from '@airway-twin/domain/measurement';
import { insertObservations } from '../src/storage/observation-store.js';
import { hearBoots } from '../src/storage/boot-store.js';
import { saveDeviceStatuses } from '../src/storage/device-store.js';
import { Sent, inTransaction, type Pool } from '../src/storage/pool.js';
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

  it('whose COMMIT is on its way when a statement before it fails leaves nothing in the store', async () => {
    await aMeter('unsure');
    const failed = inTransaction(pool, async (client) => {
      await client.query("UPDATE app.device SET model = 'Changed' WHERE device_id = 'unsure-meter'");
      return new Sent(client.query("SELECT app.commit_only_if(false, 'TW001', 'not as it was seen')"));
    });
    await expect(failed).rejects.toMatchObject({ code: 'TW001', message: 'not as it was seen' });
    const { rows } = await pool.query("SELECT model FROM app.device WHERE device_id = 'unsure-meter'");
    expect(rows).toEqual([{ model: 'Test device' }]);
    await expect(
      inTransaction(pool, (client) => client.query('SELECT 1 AS one').then(({ rows }) => rows)),
    ).resolves.toEqual([{ one: 1 }]);
  });

  it('holds the words of many devices: of each the newest counts, in the order in which they arrived', async () => {
    for (const patientId of ['first', 'second', 'third']) await aMeter(patientId);
    const at = (minute: number) => new Date(MONDAY + minute * 60_000).toISOString();
    const word = (name: string, bootId: string, minute: number, online: boolean) => ({
      siteId: SITE,
      deviceId: `${name}-meter`,
      status: { schema: 'device.status/1' as const, bootId, at: at(minute), online },
    });
    const words = [
      word('third', 'b', 5, true),
      word('first', 'a', 3, true),
      // a will is written before the birth of its boot
      word('first', 'a', 2, false),
      word('second', 'b', 9, true),
      // of an earlier boot, and late
      word('second', 'a', 4, false),
      word('first', 'a', 4, true),
    ];
    const newest = await inTransaction(pool, async (client) => {
      const boots = words.map(({ siteId, deviceId, status: { bootId } }, index) => ({
        siteId,
        deviceId,
        bootId,
        nextSeq: index === 1 ? 40 : index === 2 ? null : index,
      }));
      await hearBoots(client, boots);
      return saveDeviceStatuses(client, words);
    });
    expect(newest.filter(({ deviceId }) => deviceId === 'first-meter')).toEqual([words[1], words[2], words[5]]);
    expect(new Set(newest)).toEqual(new Set(words.filter((_word, index) => index !== 4)));
    const { rows } = await pool.query(
      `SELECT d.device_id, d.online, d.boot_id, b.next_seq_told FROM app.device d JOIN app.device_boot b USING (site_id, device_id, boot_id)
       WHERE d.device_id IN ('first-meter', 'second-meter', 'third-meter') ORDER BY 1`,
    );
    expect(rows).toEqual([
      { device_id: 'first-meter', online: true, boot_id: 'a', next_seq_told: 40 },
      { device_id: 'second-meter', online: true, boot_id: 'b', next_seq_told: 3 },
      { device_id: 'third-meter', online: true, boot_id: 'b', next_seq_told: 0 },
    ]);
  });
});
