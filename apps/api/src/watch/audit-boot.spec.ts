import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NumberRange } from '@airway-twin/contracts/http';
import { UNDER_WAY_WITHIN_MS, auditBoot, type StoredBootCounts } from './audit-boot.js';

const NOW_MS = Date.parse('2026-03-10T12:00:00Z');

function aBoot(committed: readonly NumberRange[], part: Partial<StoredBootCounts> = {}): StoredBootCounts {
  return {
    deviceId: 'meter',
    kind: 'peak-flow-meter',
    patientId: 'anna',
    bootId: 'boot-1',
    received: 0,
    stored: 0,
    duplicate: 0,
    refused: 0,
    committed,
    nextSeqTold: null,
    newest: true,
    lastHeardAtMs: NOW_MS,
    ...part,
  };
}

const countIn = (ranges: readonly NumberRange[]) =>
  ranges.reduce((sum, { fromSeq, toSeq }) => sum + toSeq - fromSeq + 1, 0);

describe('the auditor', () => {
  it('finds nothing missing where all numbers arrived', () => {
    expect(auditBoot(aBoot([{ fromSeq: 0, toSeq: 41 }]), NOW_MS)).toMatchObject({
      numbered: 42,
      missing: [],
      missingCount: 0,
      underWay: null,
    });
  });

  it('names what is missing before, between and above what arrived, once the device had time to send it', () => {
    const boot = aBoot(
      [
        { fromSeq: 2, toSeq: 4 },
        { fromSeq: 7, toSeq: 7 },
      ],
      { nextSeqTold: 10, lastHeardAtMs: NOW_MS - UNDER_WAY_WITHIN_MS - 1 },
    );
    expect(auditBoot(boot, NOW_MS)).toMatchObject({
      numbered: 10,
      missing: [
        { fromSeq: 0, toSeq: 1 },
        { fromSeq: 5, toSeq: 6 },
        { fromSeq: 8, toSeq: 9 },
      ],
      missingCount: 6,
      underWay: null,
    });
  });

  it('calls what a device has just numbered under way, not missing', () => {
    const boot = aBoot([{ fromSeq: 0, toSeq: 4 }], { nextSeqTold: 9 });
    expect(auditBoot(boot, NOW_MS)).toMatchObject({ missing: [], underWay: { fromSeq: 5, toSeq: 8 } });
  });

  it('a boot that is over has nothing under way', () => {
    const boot = aBoot([{ fromSeq: 0, toSeq: 4 }], { nextSeqTold: 6, newest: false });
    expect(auditBoot(boot, NOW_MS)).toMatchObject({ missing: [{ fromSeq: 5, toSeq: 5 }], underWay: null });
  });

  it('does not miss what no one has numbered', () => {
    expect(auditBoot(aBoot([]), NOW_MS)).toMatchObject({ numbered: 0, missing: [], underWay: null });
    expect(auditBoot(aBoot([{ fromSeq: 0, toSeq: 9 }], { nextSeqTold: 4 }), NOW_MS)).toMatchObject({
      numbered: 10,
      missing: [],
    });
  });

  it('every number is kept, missing or under way, and only one of them', () => {
    const anyBoot = fc.record({
      kept: fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }),
      told: fc.option(fc.integer({ min: 0, max: 80 })),
      newest: fc.boolean(),
      quietMs: fc.integer({ min: 0, max: 2 * UNDER_WAY_WITHIN_MS }),
    });
    fc.assert(
      fc.property(anyBoot, ({ kept, told, newest, quietMs }) => {
        const committed = [...kept].sort((a, b) => a - b).map((seq) => ({ fromSeq: seq, toSeq: seq }));
        const parts = { nextSeqTold: told, newest, lastHeardAtMs: NOW_MS - quietMs };
        const { numbered, missing, missingCount, underWay } = auditBoot(aBoot(committed, parts), NOW_MS);
        const waits = underWay ? [underWay] : [];
        expect(kept.length + countIn(missing) + countIn(waits)).toBe(numbered);
        expect(missingCount).toBe(countIn(missing));
        for (const { fromSeq, toSeq } of [...missing, ...waits])
          expect(kept.some((seq) => fromSeq <= seq && seq <= toSeq)).toBe(false);
      }),
    );
  });
});
