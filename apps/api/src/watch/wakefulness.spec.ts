import { describe, expect, it } from '@jest/globals';
import { watchWakefulness } from './wakefulness.js';

describe('a process whose machine slept', () => {
  it('knows it at its first look, and is awake again at the next', () => {
    let nowMs = 0;
    const wakefulness = watchWakefulness(() => nowMs);
    const after = (ms: number) => {
      nowMs += ms;
      wakefulness.look();
      return wakefulness.isAwake;
    };
    expect([after(0), after(1000), after(4000), after(8 * 3_600_000), after(1000), after(1000)]).toEqual([
      true,
      true,
      true,
      false,
      true,
      true,
    ]);
  });

  it('is not taken for asleep when its clock is set back', () => {
    let nowMs = 1_000_000;
    const wakefulness = watchWakefulness(() => nowMs);
    wakefulness.look();
    nowMs -= 500_000;
    wakefulness.look();
    expect(wakefulness.isAwake).toBe(true);
  });
});
