import { describe, expect, it } from '@jest/globals';
import { SHARDS, shardOf } from './shard-of.js';

describe('the shard of a patient', () => {
  it('is the same for ever: the store is divided by it', () => {
    expect([shardOf('demo', 'demo-01'), shardOf('demo', 'demo-02'), shardOf('clinic', 'ä')]).toEqual([14, 6, 6]);
  });

  it('spreads patients with like names evenly', () => {
    const counts = new Array<number>(SHARDS).fill(0);
    for (let patient = 0; patient < 16_000; patient++) counts[shardOf('demo', `patient-${patient}`)]! += 1;
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1150);
  });
});
