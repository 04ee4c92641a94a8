import { describe, expect, it } from '@jest/globals';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { LOOKS_PER_SECOND_MOST, ROUND_MS, WallClockLooks } from './wall-clock-looks.js';

const SECONDS = ROUND_MS / 1000;

function looksAt(count: number, { clock = 'wall', full = false, own = () => true as boolean } = {}) {
  const named = (index: number) => ({ siteId: 's', patientId: `p${index}`, clock }) as PatientProfile;
  const patients = new Map(Array.from({ length: count }, (_none, index) => [`s/p${index}`, named(index)]));
  const looked: string[] = [];
  const looks = new WallClockLooks({
    patients: () => patients,
    isOwn: own,
    isFull: () => full,
    look: (_siteId, patientId) => looked.push(patientId),
  });
  return { looked, live: (seconds: number) => Array.from({ length: seconds }, () => looks.tick()) };
}

describe('a patient of whom nothing new is measured', () => {
  it.each([1, 4, 100, 1000])('is looked at once in half a minute, as one of %i', (count) => {
    const { looked, live } = looksAt(count);
    live(SECONDS + 1);
    expect(new Set(looked).size).toBe(count);
    live(SECONDS * 3);
    for (let index = 0; index < count; index += 97) {
      const times = looked.filter((id) => id === `p${index}`).length;
      expect(times).toBeGreaterThanOrEqual(4);
      expect(times).toBeLessThanOrEqual(5);
    }
  });

  it('waits longer among a hundred thousand, and looking costs no more than among some thousands', () => {
    const { looked, live } = looksAt(100_000);
    live(100);
    expect(looked).toHaveLength(100 * LOOKS_PER_SECOND_MOST);
    expect(new Set(looked).size).toBe(looked.length);
    live(100_000 / LOOKS_PER_SECOND_MOST - 100);
    expect(new Set(looked).size).toBe(100_000);
  });

  it('is left to the process that writes them, and to their own story when they are replayed', () => {
    const others = looksAt(60, { own: () => false });
    others.live(SECONDS);
    const replayed = looksAt(60, { clock: 'data' });
    replayed.live(SECONDS);
    expect([...others.looked, ...replayed.looked]).toEqual([]);
  });

  it('waits while there is no room for more work', () => {
    const { looked, live } = looksAt(60, { full: true });
    live(SECONDS);
    expect(looked).toEqual([]);
  });
});
