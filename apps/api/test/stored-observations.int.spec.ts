import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Observation } from '@airway-twin/domain/measurement';
import { insertObservations, observationsAfter, type NewObservation } from '../src/storage/observation-store.js';
import { inTransaction } from '../src/storage/pool.js';
import { Line, SITE, aProfile } from './line.js';

let line: Line;
beforeAll(async () => {
  line = await Line.start();
});
afterAll(() => line.stop());

function aRow(
  patientId: string,
  seq: number,
  revision: number,
  measuredAtMs: number,
  firmware = '1.0',
): NewObservation {
  const observation: Observation = {
    stream: 'device.health',
    siteId: SITE,
    patientId,
    source: { deviceId: `${patientId}-meter`, bootId: 'boot', seq },
    measuredAtMs,
    data: { batteryPercent: 80, firmware, dosesLeft: null },
  };
  return { observation, sentAtMs: measuredAtMs + 1, receivedAtMs: measuredAtMs + 2, revision };
}

async function stored(rows: readonly NewObservation[]): Promise<ReadonlySet<NewObservation>> {
  return inTransaction(line.server.runtime.pool, (client) => insertObservations(client, rows));
}

describe('observations in the store', () => {
  it('come back with their times to the millisecond and their data to the letter', async () => {
    const patientId = 'stored-times';
    await line.patient(aProfile(patientId), { [`${patientId}-meter`]: 'peak-flow-meter' });
    const texts = ['1.0', 'a "quoted" \\ back\\\\slash', '{"a":[1]}', "it's; --", 'é☃😀', 'NULL', ''];
    const instants = [
      ...[1, 2, 3, 7, 9, 123, 499, 501, 998, 999].map((ms) => Date.parse('2026-03-29T00:59:59Z') + ms),
      ...[1983, 2016, 2039, 2099].map((year) => Date.parse(`${year}-12-31T23:59:59.999Z`)),
    ].sort((a, b) => a - b);
    const rows = instants.map((ms, index) => aRow(patientId, index, index + 1, ms, texts[index % texts.length]));
    expect(await stored(rows)).toEqual(new Set());
    const back = await observationsAfter(line.server.runtime.pool, SITE, patientId, { after: null });
    expect(back).toEqual(rows);
  });

  it('are stored once: those that were there before are named, and stay as they are', async () => {
    const patientId = 'stored-once';
    await line.patient(aProfile(patientId), { [`${patientId}-meter`]: 'peak-flow-meter' });
    const atMs = Date.parse('2026-03-01T12:00:00Z');
    const first = [aRow(patientId, 0, 1, atMs), aRow(patientId, 1, 2, atMs)];
    await stored(first);
    const again = aRow(patientId, 1, 3, atMs, 'another');
    const fresh = aRow(patientId, 2, 4, atMs);
    const twice = aRow(patientId, 2, 5, atMs, 'another');
    expect(await stored([again, fresh, twice])).toEqual(new Set([again, twice]));
    const back = await observationsAfter(line.server.runtime.pool, SITE, patientId, { after: null });
    expect(back).toEqual([...first, fresh]);
  });
});
