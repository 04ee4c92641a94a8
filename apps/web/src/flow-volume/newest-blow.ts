import type { StoredObservation } from '@airway-twin/contracts/http';
import type { SpirometerBlow } from '@airway-twin/domain/measurement';
import { judgeBlows, sessionGrades, type JudgedBlow, type SessionGrades } from '@airway-twin/domain/spirometry/quality';

/** A measured blow with its time and the grade of its session. */
export interface MeasuredBlow {
  readonly atMs: number;
  readonly blow: SpirometerBlow;
  readonly grades: SessionGrades;
}

const WORTH = { acceptable: 2, usable: 1, unusable: 0 } as const;

/**
 * The blow that stands for the newest spirometer session: one with a curve when there is any, of the best quality, and of those the one
 * with the greatest FEV1 + FVC (ATS/ERS 2019). Age in years, null when not known. null without a blow.
 */
export function newestBlow(stored: readonly StoredObservation[], ageYears: number | null): MeasuredBlow | null {
  const blows = stored
    .flatMap(({ observation }) => (observation.stream === 'spirometer.blow' ? [observation] : []))
    .toSorted((a, b) => a.measuredAtMs - b.measuredAtMs);
  const newest = blows.at(-1);
  if (!newest) return null;
  const session = blows.filter(
    ({ source, data }) => source.deviceId === newest.source.deviceId && data.sessionId === newest.data.sessionId,
  );
  const data = session.map((one) => one.data);
  const judged = judgeBlows(data, ageYears);
  const ranks = judged.map((one, at) => [
    data[at]!.flowVolumeCurve ? 1 : 0,
    worthOf(one),
    one.fev1Litres + one.fvcLitres,
  ]);
  const best = ranks.reduce((most, rank, at) => (isAbove(rank, ranks[most]!) ? at : most), 0);
  const { measuredAtMs, data: blow } = session[best]!;
  return { atMs: measuredAtMs, blow, grades: sessionGrades(data, ageYears) };
}

function worthOf({ fev1, fvc }: JudgedBlow): number {
  return WORTH[fev1] + WORTH[fvc];
}

/** Is the first rank above the second, by the first place in which they differ? */
function isAbove(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, place) => value !== other[place]);
  return at >= 0 && one[at]! > other[at]!;
}
