import type { SpirometerBlow } from '../measurement/observation.js';

type FlowVolumeCurve = NonNullable<SpirometerBlow['flowVolumeCurve']>;

/** Expired volume at that time after the start of the curve, L, and the flow there, L/s. */
export interface CurvePoint {
  readonly volumeLitres: number;
  readonly flowLitresPerSecond: number;
}

/**
 * When each point of a flow-volume curve was blown, s after its start. Flow is taken as linear in volume between two points, so a stretch
 * takes ΔV·ln(f₁/f₀)/(f₁ − f₀); one that ends in no flow is approached without ever being reached and takes `Infinity`.
 */
export function pointTimesSeconds({ volumesLitres, flowsLitresPerSecond }: FlowVolumeCurve): number[] {
  const times = [0];
  for (let point = 1; point < volumesLitres.length; point++) {
    const volume = volumesLitres[point]! - volumesLitres[point - 1]!;
    const from = flowsLitresPerSecond[point - 1]!;
    const to = flowsLitresPerSecond[point]!;
    times.push(times[point - 1]! + stretchSeconds(volume, from, to, point === 1));
  }
  return times;
}

function stretchSeconds(volume: number, from: number, to: number, first: boolean): number {
  if (volume <= 0) return 0;
  // The blow sets off from no flow: constant acceleration, or the first stretch would last for ever.
  if (first && from <= 0) return to > 0 ? (2 * volume) / to : Infinity;
  if (from <= 0 || to <= 0) return Infinity;
  return Math.abs(to - from) < 1e-9 * from ? volume / from : (volume * Math.log(to / from)) / (to - from);
}

/** Volume expired by then, L; null for a curve of fewer than three points, which tells nothing about time. `times`: when they were blown. */
export function volumeAtSeconds(
  curve: FlowVolumeCurve,
  seconds: number,
  times: readonly number[] = pointTimesSeconds(curve),
): number | null {
  const { volumesLitres, flowsLitresPerSecond } = curve;
  if (volumesLitres.length < 3) return null;
  const next = times.findIndex((time) => time > seconds);
  if (next <= 0) return next === 0 ? volumesLitres[0]! : volumesLitres.at(-1)!;
  const since = seconds - times[next - 1]!;
  const volume = volumesLitres[next]! - volumesLitres[next - 1]!;
  const from = flowsLitresPerSecond[next - 1]!;
  const slope = (flowsLitresPerSecond[next]! - from) / volume;
  if (from <= 0) return volumesLitres[next - 1]! + (next === 1 ? volume * (since / times[next]!) ** 2 : 0);
  const expired = Math.abs(slope) < 1e-9 ? from * since : (from * Math.expm1(slope * since)) / slope;
  return volumesLitres[next - 1]! + expired;
}
