import { describe, expect, it } from '@jest/globals';
import type { Observation, SpirometerBlow } from '@airway-twin/domain/measurement';
import { NOON_MS, aProfile } from '../testing/builders.js';
import { gradedFev1 } from './graded-sessions.js';

let seq = 0;

function blow(
  measuredAtMs: number,
  sessionId: string,
  fev1Litres: number,
  part: Partial<SpirometerBlow> = {},
): Observation {
  return {
    stream: 'spirometer.blow',
    siteId: 'demo',
    patientId: 'demo-01',
    source: { deviceId: 'spirometer', bootId: 'b1', seq: seq++ },
    measuredAtMs,
    data: {
      sessionId,
      fev1Litres,
      fvcLitres: 2.2,
      pefLitresPerSecond: 4,
      fef2575LitresPerSecond: null,
      forcedExpiratoryTimeSeconds: 4,
      backExtrapolatedVolumeLitres: 0.05,
      reliever: 'before',
      flowVolumeCurve: null,
      ...part,
    },
  };
}

describe('FEV1 over time', () => {
  it('has one point per session, the best acceptable blow with the grade of the session', () => {
    const sessions = gradedFev1(
      [
        blow(NOON_MS, 's2', 1.5),
        blow(NOON_MS - 60_000, 's2', 1.9, { backExtrapolatedVolumeLitres: 0.4 }),
        blow(NOON_MS + 60_000, 's2', 1.45),
        blow(NOON_MS - 86_400_000, 's1', 1.7),
      ],
      aProfile(),
    );
    expect(sessions).toEqual([
      { atMs: NOON_MS - 86_400_000, value: 1.7, grade: 'E' },
      { atMs: NOON_MS - 60_000, value: 1.5, grade: 'B' },
    ]);
  });

  it('a session without a usable blow is shown as measured, with grade F', () => {
    expect(gradedFev1([blow(NOON_MS, 's1', 1.2, { forcedExpiratoryTimeSeconds: 0.6 })], aProfile())).toEqual([
      { atMs: NOON_MS, value: 1.2, grade: 'F' },
    ]);
  });
});
