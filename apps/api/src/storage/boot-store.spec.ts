import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RECEIPT_GAPS_MOST, bootReceipt } from '@airway-twin/contracts/mqtt';
import { multirangeOf, receiptOfBoot } from './boot-store.js';

/** Ranges as the store holds them: ascending, never touching. */
const storedRanges = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }).map((seqs) => {
  const sorted = [...seqs].sort((a, b) => a - b);
  const ranges: { fromSeq: number; toSeq: number }[] = [];
  for (const seq of sorted) {
    const last = ranges.at(-1);
    if (last && last.toSeq === seq - 1) ranges[ranges.length - 1] = { ...last, toSeq: seq };
    else ranges.push({ fromSeq: seq, toSeq: seq });
  }
  return { stored: new Set(sorted), highest: sorted.at(-1) ?? -1, ranges };
});

describe('the receipt of a boot', () => {
  it('says of every number up to the last gap it names whether it is stored, and never more than that', () => {
    fc.assert(
      fc.property(storedRanges, ({ stored, highest, ranges }) => {
        const receipt = receiptOfBoot('boot', highest, ranges.slice(0, RECEIPT_GAPS_MOST + 2));
        expect(bootReceipt.parse(receipt)).toEqual(receipt);
        const told = receipt.moreGaps ? receipt.gaps.at(-1)!.toSeq : receipt.highestSeq;
        for (let seq = 0; seq <= told; seq++) {
          const isMissing = receipt.gaps.some((gap) => gap.fromSeq <= seq && seq <= gap.toSeq);
          expect(isMissing).toBe(!stored.has(seq));
          if (seq <= receipt.throughSeq) expect(stored.has(seq)).toBe(true);
        }
      }),
    );
  });

  it('that has no room for all gaps says that there are more, and none where all have room', () => {
    const everyOther = (count: number) =>
      Array.from({ length: count }, (_unused, index) => ({ fromSeq: 2 * index, toSeq: 2 * index }));
    const full = everyOther(RECEIPT_GAPS_MOST + 2);
    const receipt = receiptOfBoot('boot', full.at(-1)!.toSeq, full);
    expect([receipt.gaps.length, receipt.moreGaps]).toEqual([RECEIPT_GAPS_MOST, true]);
    const fitting = everyOther(RECEIPT_GAPS_MOST + 1);
    expect(receiptOfBoot('boot', fitting.at(-1)!.toSeq, fitting).moreGaps).toBe(false);
    // The store gave the lowest ranges only.
    expect(receiptOfBoot('boot', 1_000_000, fitting).moreGaps).toBe(true);
  });

  it('covers nothing of a boot of which nothing is stored', () => {
    expect(receiptOfBoot('boot', -1, [])).toEqual({
      bootId: 'boot',
      throughSeq: -1,
      highestSeq: -1,
      gaps: [],
      moreGaps: false,
    });
  });
});

describe('numbers on their way into the store', () => {
  it('stand as ranges, neighbours together, in whatever order they came', () => {
    expect(multirangeOf([5, 1, 2, 9, 3, 5])).toBe('{[1,3],[5,5],[9,9]}');
    expect(multirangeOf([])).toBe('{}');
  });
});
