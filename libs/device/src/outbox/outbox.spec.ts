import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LOSSY_COURSE, playCourse, type Step } from '../testing/lossy-course.js';

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('measure' as const), count: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 90_000 }) }) },
  { weight: 8, arbitrary: fc.constant({ kind: 'flow' as const }) },
  ...(['acknowledge', 'deliver', 'lose', 'duplicate', 'reorder', 'receipt', 'hear', 'hear-late'] as const).map(
    (kind) => ({
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant(kind), pick: fc.nat(1000) }),
    }),
  ),
  ...(
    ['link-lost', 'link-reopened', 'broker-dies', 'crash', 'crash-long-after-marks', 'backup', 'restore'] as const
  ).map((kind) => ({ weight: 1, arbitrary: fc.record({ kind: fc.constant(kind), pick: fc.nat(1000) }) })),
);
const courses = fc.array(steps, { minLength: 1, maxLength: 60 });
const RUNS = { numRuns: 300 } as const;

describe('an outbox, whatever happens on the way', () => {
  it('forgets no message without a receipt, and once the link is fair everything is stored and receipted', () => {
    fc.assert(
      fc.property(courses, fc.nat(), (course, seed) => {
        const end = playCourse(course, { ...LOSSY_COURSE, jitterSeed: seed });
        expect(end.forgottenWithoutReceipt).toEqual([]);
        expect(end.notStored).toEqual([]);
        expect(end.unreceipted).toBe(0);
      }),
      RUNS,
    );
  });

  it('never has more under way than its window', () => {
    fc.assert(
      fc.property(courses, fc.integer({ min: 1, max: 5 }), (course, window) => {
        expect(playCourse(course, { ...LOSSY_COURSE, window }).mostUnderWay).toBeLessThanOrEqual(window);
      }),
      RUNS,
    );
  });

  it('sends nothing again within its patience unless a receipt named it, the link took it along, or the device began anew', () => {
    fc.assert(
      fc.property(courses, (course) => {
        expect(playCourse(course, LOSSY_COURSE).hasty).toEqual([]);
      }),
      RUNS,
    );
  });

  it('numbers a boot from 0 without a gap', () => {
    fc.assert(
      fc.property(courses, (course) => {
        for (const seqs of playCourse(course, LOSSY_COURSE).numbersByBoot) {
          expect(seqs).toEqual(seqs.map((_seq, index) => index));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('with a receipt that can name two gaps only, everything still arrives', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const end = playCourse(course, { ...LOSSY_COURSE, gapsMost: 2 });
        expect([end.notStored, end.unreceipted, end.forgottenWithoutReceipt]).toEqual([[], 0, []]);
      }),
      RUNS,
    );
  });

  it('with hardly any room it refuses what is new rather than forget what is not stored', () => {
    fc.assert(
      fc.property(courses, (course) => {
        const end = playCourse(course, {
          ...LOSSY_COURSE,
          mostBytes: 600,
          keepReceiptedMs: 0,
          backups: false,
          gapsMost: 2,
        });
        expect([end.notStored, end.forgottenWithoutReceipt]).toEqual([[], []]);
        expect(end.mostBytes).toBeLessThanOrEqual(600);
      }),
      RUNS,
    );
  });
});
