import { describe, expect, it } from '@jest/globals';
import type { PatientSnapshot } from '@airway-twin/contracts/http';
import { SharedSnapshots } from './shared-snapshots.js';

/** A site of many patients whose snapshots are counted as they are made; the test decides when the store answers. */
function aSite(held: boolean) {
  const world = { nowMs: 0, revision: 5, sequence: 1, made: 0, wardsMade: 0, asked: 0, most: 0, inMemory: held };
  const answers: (() => void)[] = [];
  const snapshot = (patientId: string) => {
    world.made += 1;
    return { patientId, revision: world.revision } as PatientSnapshot;
  };
  const snapshots = new SharedSnapshots(
    {
      snapshot: async (_siteId, patientId) => {
        world.asked += 1;
        await new Promise<void>((resolve) => {
          answers.push(resolve);
          world.most = Math.max(world.most, answers.length);
        });
        return patientId === 'nobody' ? null : snapshot(patientId);
      },
      heldSnapshot: (_siteId, patientId) => (world.inMemory ? snapshot(patientId) : null),
      heldRevision: () => (world.inMemory ? world.revision : null),
      alertBudget: () => ({}) as never,
    },
    {
      sequence: () => world.sequence,
      snapshot: (siteId) => {
        world.wardsMade += 1;
        return { siteId, rows: [], sequence: world.sequence };
      },
    },
    () => world.nowMs,
  );
  const turns = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { world, snapshots, answers, turns };
}

describe('snapshots for many screens at once', () => {
  it('one is made per patient and revision, however many ask in the same moment', async () => {
    const { world, snapshots } = aSite(true);
    const crowd = () => Promise.all(Array.from({ length: 500 }, () => snapshots.patient('demo', 'p')));
    const all = [...(await crowd()), ...(await crowd())];
    expect(new Set(all)).toEqual(new Set(['{"patientId":"p","revision":5}']));
    expect(world.made).toBe(1);
    world.revision = 6;
    expect(snapshots.heldPatient('demo', 'p')).toBe('{"patientId":"p","revision":6}');
    expect(world.made).toBe(2);
  });

  it('one that is no longer of this moment, or of which devices have changed, is made anew', () => {
    const { world, snapshots } = aSite(true);
    snapshots.heldPatient('demo', 'p');
    snapshots.forget('demo', 'p');
    snapshots.heldPatient('demo', 'p');
    world.nowMs += 250;
    snapshots.heldPatient('demo', 'p');
    expect(world.made).toBe(3);
  });

  it('one ward is made per frame', () => {
    const { world, snapshots } = aSite(true);
    for (let screen = 0; screen < 500; screen++) snapshots.wardOf('demo');
    world.sequence = 2;
    for (let screen = 0; screen < 500; screen++)
      expect(JSON.parse(snapshots.wardOf('demo'))).toMatchObject({ sequence: 2 });
    expect(world.wardsMade).toBe(2);
  });

  it('the store is asked once per patient, and of few patients at a time, so that the writer never stands in line', async () => {
    const { world, snapshots, answers, turns } = aSite(false);
    const patients = Array.from({ length: 500 }, (_unused, screen) => snapshots.patient('demo', `p${screen % 40}`));
    for (let round = 0; round < 40; round++) {
      await turns();
      answers.splice(0).forEach((answer) => answer());
    }
    expect((await Promise.all(patients)).every((json) => json !== null)).toBe(true);
    expect(world.asked).toBe(40);
    expect(world.most).toBe(3);
  });

  it('what is being read for one is too old for who asks meanwhile: they share the next reading', async () => {
    const { world, snapshots, answers, turns } = aSite(false);
    const first = snapshots.patient('demo', 'p');
    await turns();
    expect(world.asked).toBe(1);
    const later = [snapshots.patient('demo', 'p'), snapshots.patient('demo', 'p')];
    await turns();
    answers.splice(0, 1).forEach((answer) => answer());
    expect(await first).toContain('"revision":5');
    world.revision = 6;
    answers.splice(0).forEach((answer) => answer());
    expect(await Promise.all(later)).toEqual([expect.stringContaining('"revision":6'), expect.anything()]);
    expect(world.asked).toBe(2);
  });

  it('tells of a patient who is not known', async () => {
    const { snapshots, answers, turns } = aSite(false);
    const asked = snapshots.patient('demo', 'nobody');
    await turns();
    answers.forEach((answer) => answer());
    expect(await asked).toBeNull();
  });
});
