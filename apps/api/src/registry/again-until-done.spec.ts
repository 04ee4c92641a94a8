import { describe, expect, it } from '@jest/globals';
import { againUntilDone } from './again-until-done.js';

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

describe('work that must succeed in the end', () => {
  it('is done again until it does, ever more seldom, and each failure is told', async () => {
    const pauses: number[] = [];
    const errors: string[] = [];
    let failures = 8;
    let done = 0;
    const asked = againUntilDone(
      async () => {
        if (failures-- > 0) throw new Error('the store is away');
        done += 1;
      },
      (error) => errors.push(error.message),
      async (ms) => void pauses.push(ms),
    );
    asked.ask();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([done, errors.length]).toEqual([1, 8]);
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('is done once more when it is asked for in the middle, and not more often than that', async () => {
    const ends: (() => void)[] = [];
    const asked = againUntilDone(
      () => new Promise((end) => ends.push(end)),
      () => undefined,
    );
    asked.ask();
    asked.ask();
    asked.ask();
    expect(ends).toHaveLength(1);
    ends[0]!();
    await settled();
    expect(ends).toHaveLength(2);
    ends[1]!();
    await settled();
    expect(ends).toHaveLength(2);
    asked.ask();
    expect(ends).toHaveLength(3);
  });

  it('is given up when it is stopped', async () => {
    let attempts = 0;
    const asked = againUntilDone(
      () => Promise.reject(new Error(`no ${(attempts += 1)}`)),
      () => asked.stop(),
      () => Promise.resolve(),
    );
    asked.ask();
    await settled();
    asked.ask();
    await settled();
    expect(attempts).toBe(1);
  });
});
