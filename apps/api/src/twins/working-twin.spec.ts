import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Observation } from '@airway-twin/domain/measurement';
import { aPatient, aTwin, airwaysOf, at } from '@airway-twin/domain/testing';
import { foldFrom, newWorkingTwin, placeObservations, type WorkingTwin } from './working-twin.js';

function blow(hour: number, seq: number): Observation {
  return {
    siteId: 'demo',
    patientId: 'p07',
    stream: 'peakflow.session',
    source: { deviceId: 'meter', bootId: 'b', seq },
    measuredAtMs: at(0, hour),
    data: { blowsLitresPerMinute: [200 + (hour % 90), 195 + (hour % 90)], reliever: 'before' },
  };
}

const story = fc
  .array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 260 })
  .map((hours) => hours.map(blow));
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 260, maxLength: 260 });

/** As the writer does it: batch by batch, from the store when a batch reaches back beyond what memory holds. */
function fedInBatches(
  observations: readonly Observation[],
  batchSizes: readonly number[],
): { twin: WorkingTwin; fromStore: number } {
  let twin = newWorkingTwin(aPatient(), airwaysOf(aPatient()));
  let fromStore = 0;
  for (let start = 0, batch = 0; start < observations.length; batch++) {
    const added = observations.slice(start, start + batchSizes[batch]!);
    start += added.length;
    const placed = placeObservations(twin, added);
    if (!placed) fromStore += 1;
    const sorted = [...observations.slice(0, start)].sort(
      (a, b) => a.measuredAtMs - b.measuredAtMs || a.source.seq - b.source.seq,
    );
    twin = { ...twin, ...(placed ?? foldFrom(newWorkingTwin(aPatient(), airwaysOf(aPatient())).state, sorted)) };
  }
  return { twin, fromStore };
}

describe('a twin fed in batches is the twin of the whole record', () => {
  it('whatever the order and the size of the batches', () => {
    fc.assert(
      fc.property(story, sizes, (observations, batchSizes) => {
        expect(fedInBatches(observations, batchSizes).twin.state).toEqual(aTwin(aPatient(), observations));
      }),
      { numRuns: 40 },
    );
  });

  it('and asks the store only for what lies further back than memory holds', () => {
    const inOrder = Array.from({ length: 250 }, (_unused, index) => blow(index, index));
    const alittleLate = inOrder.flatMap((observation, index) =>
      index % 10 === 0 ? [] : index % 10 === 9 ? [observation, inOrder[index - 9]!] : [observation],
    );
    const twenties = Array.from({ length: 260 }, () => 20);
    expect(fedInBatches(alittleLate, twenties).fromStore).toBe(0);
    expect(fedInBatches([...inOrder, blow(1, 999)], twenties).fromStore).toBe(1);
  });
});
