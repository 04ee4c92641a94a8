import { describe, expect, it } from '@jest/globals';
import { aPatient, airwaysOf } from '@airway-twin/domain/testing';
import type { ModelState } from '../risk/index.js';
import { Registry } from '../registry/registry.js';
import { createPool } from '../storage/pool.js';
import { TwinKeeper } from './twin-keeper.js';
import { emptyWardRow } from './ward-row.js';
import { newWorkingTwin } from './working-twin.js';

const NO_MODEL: ModelState = { kind: 'unavailable', reason: 'none' };
const patients = ['p1', 'p2', 'p3'].map((patientId) => aPatient({ patientId }));

async function aKeeper(heldMost: number) {
  const picture = { patients: new Map(patients.map((each) => [`${each.siteId}/${each.patientId}`, each])) };
  const registry = new Registry(() => Promise.resolve({ ...picture, devices: new Map() }));
  await registry.reload();
  // Never connected: nothing is read that is held.
  const pool = createPool('postgresql://127.0.0.1:1/none', () => undefined);
  const tables = { tableOf: (profile: (typeof patients)[number]) => Promise.resolve(airwaysOf(profile)) };
  const keeper = new TwinKeeper(pool, registry, tables, () => NO_MODEL, heldMost);
  const put = (index: number) => {
    const profile = patients[index]!;
    keeper.put(newWorkingTwin(profile, airwaysOf(profile)), emptyWardRow(profile, 0));
  };
  const held = () => patients.map(({ siteId, patientId }) => keeper.held(siteId, patientId) !== null);
  return { keeper, put, held };
}

describe('the twins in memory', () => {
  it('are those written last, however many patients there are', async () => {
    const { put, held } = await aKeeper(2);
    for (const index of [0, 1, 0, 2]) put(index);
    expect(held()).toEqual([true, false, true]);
  });

  it('the ward list shows every patient, held or not', async () => {
    const { keeper, put } = await aKeeper(1);
    for (const index of [0, 1, 2]) put(index);
    expect(keeper.wardRows(patients[0]!.siteId)).toHaveLength(3);
  });
});
