import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FAULT_KINDS } from './fault-kinds.mjs';
import { roundPlan, roundsForAll, TRAFFIC_MS } from './schedule.mjs';

const wanted = (seed, number, changes = {}) => ({ seed, number, brokers: ['embedded'], mix: 3, only: [], ...changes });
const rounds = (seed, count, changes) =>
  Array.from({ length: count }, (_none, index) => roundPlan(wanted(seed, index + 1, changes)));

describe('the schedule of faults', () => {
  it('is the same for the same seed and number, and another for another seed', () => {
    assert.deepEqual(rounds(7, 30), rounds(7, 30));
    assert.notDeepEqual(rounds(7, 30), rounds(8, 30));
  });

  it('gives a round without the rounds before it', () => {
    assert.deepEqual(roundPlan(wanted(7, 23)), rounds(7, 23).at(-1));
  });

  it('draws every kind before any comes a third time', () => {
    const count = roundsForAll(3, []);
    for (const seed of [1, 2, 3, 4, 5]) {
      const drawn = rounds(seed, count).flatMap((round) => round.faults.map((fault) => fault.kind));
      assert.equal(new Set(drawn).size, FAULT_KINDS.length);
    }
  });

  it('never draws one kind twice in a round', () => {
    for (const { faults } of rounds(3, 200)) assert.equal(new Set(faults.map((fault) => fault.kind)).size, 3);
  });

  it('begins every fault while the devices speak', () => {
    for (const { faults } of rounds(11, 100)) for (const { atMs } of faults) assert.ok(atMs < TRAFFIC_MS);
  });

  it('takes brokers in turn', () => {
    const both = rounds(1, 4, { brokers: ['embedded', 'mosquitto'] }).map((round) => round.broker);
    assert.deepEqual(both, ['embedded', 'mosquitto', 'embedded', 'mosquitto']);
  });

  it('keeps to the kinds that were asked for', () => {
    const kinds = rounds(1, 6, { only: ['corrupt', 'late'] }).flatMap((round) => round.faults.map(({ kind }) => kind));
    assert.deepEqual(new Set(kinds), new Set(['corrupt', 'late']));
  });
});
