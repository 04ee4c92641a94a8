/** Blows that a peak-flow session should have, and how far its two highest may lie apart (ATS/ERS; clinical.md 1.4, to verify). */
export const PEAK_FLOW_BLOWS = 3;
export const PEAK_FLOW_AGREE_LITRES_PER_MINUTE = 40;

/** What a peak-flow session is worth. */
export interface PeakFlowQuality {
  /** The highest blow, L/min; null without a blow. */
  readonly bestLitresPerMinute: number | null;
  /** Between the two highest, L/min; null with fewer than two. */
  readonly differenceLitresPerMinute: number | null;
  /** The two highest agree. */
  readonly repeatable: boolean;
  readonly reasons: readonly ('no-blow' | 'fewer-than-three-blows' | 'not-repeatable')[];
}

/** Quality of the blows of one peak-flow session, L/min: best of three, the two highest within 40 L/min (0.67 L/s). */
export function peakFlowQuality(blowsLitresPerMinute: readonly number[]): PeakFlowQuality {
  const [first, second] = [...blowsLitresPerMinute].sort((a, b) => b - a);
  const difference = first === undefined || second === undefined ? null : first - second;
  const repeatable = difference !== null && difference <= PEAK_FLOW_AGREE_LITRES_PER_MINUTE + 1e-9;
  const reasons: PeakFlowQuality['reasons'][number][] = [];
  if (first === undefined) reasons.push('no-blow');
  else if (blowsLitresPerMinute.length < PEAK_FLOW_BLOWS) reasons.push('fewer-than-three-blows');
  if (difference !== null && !repeatable) reasons.push('not-repeatable');
  return { bestLitresPerMinute: first ?? null, differenceLitresPerMinute: difference, repeatable, reasons };
}
