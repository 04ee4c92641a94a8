import type { Observation, SpirometerBlow } from '@airway-twin/domain/measurement';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
import { gradeSession, judgeBlows, type SessionGrade } from '@airway-twin/domain/spirometry/quality';
import { ofStream } from './trend-data.js';

/** The FEV1 of one spirometer session: when it began, its best value in L, and its grade. */
export interface GradedFev1 {
  readonly atMs: number;
  readonly value: number;
  readonly grade: SessionGrade;
}

/**
 * FEV1 of each spirometer session with its ATS/ERS grade, by time: the largest of its acceptable blows, else of the usable ones, else of
 * all, which then has grade F.
 */
export function gradedFev1(observations: readonly Observation[], profile: PatientProfile): readonly GradedFev1[] {
  const blows = ofStream(observations, 'spirometer.blow').toSorted((a, b) => a.measuredAtMs - b.measuredAtMs);
  const sessions = new Map<string, { atMs: number; blows: SpirometerBlow[] }>();
  for (const { measuredAtMs, source, data } of blows) {
    const key = `${source.deviceId}/${data.sessionId}`;
    const session = sessions.get(key) ?? { atMs: measuredAtMs, blows: [] };
    session.blows.push(data);
    sessions.set(key, session);
  }
  return [...sessions.values()]
    .map(({ atMs, blows: ofSession }) => {
      const years = ageYears(profile.age, atMs);
      const { grade, bestLitres } = gradeSession(judgeBlows(ofSession, years), years).fev1;
      return { atMs, grade, value: bestLitres ?? Math.max(...ofSession.map(({ fev1Litres }) => fev1Litres)) };
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}
