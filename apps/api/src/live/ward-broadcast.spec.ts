import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { WardRow } from '@airway-twin/contracts/http';
import type { WardDelta } from '@airway-twin/contracts/live';
import { aPatient, at } from '@airway-twin/domain/testing';
import { emptyWardRow } from '../twins/ward-row.js';
import { WARD_FRAME_MS, WardBroadcast } from './ward-broadcast.js';

const row = (patientId: string, revision: number): WardRow => ({
  ...emptyWardRow(aPatient({ patientId, displayName: patientId }), at(0)),
  revision,
});

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function aWard(): { ward: WardBroadcast; sent: WardDelta[]; change: (each: WardRow) => void } {
  const rows = new Map<string, WardRow>();
  const sent: WardDelta[] = [];
  const ward = new WardBroadcast(
    () => [...rows.values()],
    (_siteId, delta) => sent.push(delta),
  );
  return {
    ward,
    sent,
    change: (each) => {
      rows.set(each.patientId, each);
      ward.changed('demo', each);
    },
  };
}

describe('the ward on a screen', () => {
  it('gets one frame per quarter of a second, with the newest row of each patient', () => {
    const { sent, change } = aWard();
    for (let revision = 1; revision <= 100; revision++) change(row('a', revision));
    change(row('b', 7));
    expect(sent).toHaveLength(0);
    jest.advanceTimersByTime(WARD_FRAME_MS);
    expect(sent).toHaveLength(1);
    expect(sent[0]!.rows.map((each) => [each.patientId, each.revision])).toEqual([
      ['a', 100],
      ['b', 7],
    ]);
    jest.advanceTimersByTime(10 * WARD_FRAME_MS);
    expect(sent).toHaveLength(1);
  });

  it('can tell that it has missed a frame: each names the one before', () => {
    const { ward, sent, change } = aWard();
    const joined = ward.snapshot('demo').sequence;
    for (const revision of [1, 2, 3]) {
      change(row('a', revision));
      jest.advanceTimersByTime(WARD_FRAME_MS);
    }
    expect(sent.map((delta) => [delta.previousSequence, delta.sequence])).toEqual([
      [joined, joined + 1],
      [joined + 1, joined + 2],
      [joined + 2, joined + 3],
    ]);
  });

  it('a screen that joins in between holds what it would have been sent', () => {
    const { ward, sent, change } = aWard();
    change(row('a', 5));
    const { rows, sequence } = ward.snapshot('demo');
    expect(rows[0]!.revision).toBe(5);
    change(row('a', 6));
    jest.advanceTimersByTime(WARD_FRAME_MS);
    expect(sent.at(-1)).toMatchObject({ previousSequence: sequence });
  });
});
