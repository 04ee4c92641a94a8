import { describe, expect, it } from '@jest/globals';
import type { TraitBand, TwinView, Zone } from '@airway-twin/domain/twin';
import { aTwin } from '../testing/builders.js';
import { liningLevel, muscleWords } from './muscle-level.js';

const GREEN_FROM_PERCENT = 80;

function band(mid: number, known = true): TraitBand {
  return { low: mid / 2, mid, high: Math.min(1, mid * 1.5), known };
}

interface Given {
  readonly zone: Zone;
  readonly percent: number | null;
  readonly now: TraitBand | null;
  readonly unmasked: TraitBand | null;
}

function twinOf({ zone, percent, now, unmasked }: Given): TwinView {
  const twin = aTwin();
  const blow = percent === null ? null : { value: percent, atMs: twin.atMs, freshness: 'fresh' as const };
  return aTwin({
    zone: { value: zone, reasons: [], stale: false },
    lungFunction: { ...twin.lungFunction, percentOfBest: blow },
    constriction: now,
    constrictionUnmasked: unmasked,
    relieverEffect: 0.6,
  });
}

describe('what the patient reads about the muscle', () => {
  const MIDS = [0.02, 0.15, 0.3, 0.7];

  it('is never loose and never helped by the reliever in the red zone, whatever is estimated', () => {
    for (const now of MIDS) {
      for (const unmasked of MIDS) {
        for (const percent of [null, 45, 95]) {
          const twin = twinOf({ zone: 'red', percent, now: band(now), unmasked: band(unmasked) });
          const { level, helped } = muscleWords(twin, GREEN_FROM_PERCENT);
          expect(['high', 'unsure']).toContain(level);
          expect(helped).toBe(false);
        }
      }
    }
  });

  it('is never loose and never helped while the newest blow is below the green limit of the plan', () => {
    for (const zone of ['yellow', 'green', 'unknown'] as const) {
      for (const now of MIDS) {
        for (const unmasked of MIDS) {
          const twin = twinOf({ zone, percent: 79.9, now: band(now), unmasked: band(unmasked) });
          const { level, helped } = muscleWords(twin, GREEN_FROM_PERCENT);
          expect(level).not.toBe('low');
          expect(helped).toBe(false);
        }
      }
    }
  });

  it('follows the limit of the patient’s own plan', () => {
    const twin = twinOf({ zone: 'green', percent: 85, now: band(0.1), unmasked: band(0.1) });
    expect(muscleWords(twin, 80).level).toBe('low');
    expect(muscleWords(twin, 90).level).toBe('unsure');
  });

  it('is not known while the estimate says nothing, in any zone', () => {
    for (const zone of ['green', 'yellow', 'red', 'unknown'] as const) {
      const twin = twinOf({ zone, percent: 92, now: band(0.1, false), unmasked: band(0.7) });
      expect(muscleWords(twin, GREEN_FROM_PERCENT)).toEqual({ level: 'unknown', helped: false });
    }
  });

  it('names the help of the reliever where the blows are in the green part of the plan', () => {
    const twin = twinOf({ zone: 'green', percent: 92, now: band(0.1), unmasked: band(0.4) });
    expect(muscleWords(twin, GREEN_FROM_PERCENT)).toEqual({ level: 'low', helped: true });
  });
});

describe('what the patient reads about the lining', () => {
  const inZone = (zone: Zone, mid: number) =>
    liningLevel(aTwin({ zone: { value: zone, reasons: [], stale: false }, inflammation: band(mid) }));

  it('is not thin in the red zone: then the estimate is not sure', () => {
    expect(inZone('green', 0.05)).toBe('low');
    expect(inZone('red', 0.05)).toBe('unsure');
  });

  it('is as puffy as estimated where that softens nothing', () => {
    expect(inZone('red', 0.3)).toBe('middle');
    expect(inZone('red', 0.8)).toBe('high');
  });
});
