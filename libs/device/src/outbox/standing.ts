import type { BootReceipt } from '@airway-twin/contracts/mqtt';

/** What a receipt says of one number: stored, not stored, or nothing. */
export type Standing = 'stored' | 'missing' | 'untold';

/** What a boot's receipt says of a number. Above the last gap named it says nothing when there are more gaps than it could name. */
export function standingIn(receipt: BootReceipt, seq: number): Standing {
  if (seq <= receipt.throughSeq) return 'stored';
  if (seq > receipt.highestSeq) return 'missing';
  if (receipt.gaps.some((gap) => gap.fromSeq <= seq && seq <= gap.toSeq)) return 'missing';
  const lastNamed = receipt.gaps.reduce((last, gap) => Math.max(last, gap.toSeq), receipt.throughSeq);
  return receipt.moreGaps && seq > lastNamed ? 'untold' : 'stored';
}
