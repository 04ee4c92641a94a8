import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../measurement/observation.js';
import { clinicianReview } from '../recommendation/rules/clinician-review.js';
import { aPatient, aPeakFlowSession, at, contextAt } from '../testing/a-story.js';

const profile = aPatient({ declaredBestPefLitresPerMinute: 400 });
const days = (count: number, best: number) =>
  Array.from({ length: count }, (_unused, day) => aPeakFlowSession(at(day, 8), best, best - 5));

function aSpirometerBlow(atMs: number, sessionId: string, fev1Litres: number, seq: number): Observation {
  return {
    stream: 'spirometer.blow',
    siteId: 'demo',
    patientId: 'p07',
    source: { deviceId: 'spirometer', bootId: 'b', seq },
    measuredAtMs: atMs,
    data: {
      sessionId,
      fev1Litres,
      fvcLitres: fev1Litres * 1.5,
      pefLitresPerSecond: 190 / 60,
      fef2575LitresPerSecond: null,
      forcedExpiratoryTimeSeconds: 4,
      backExtrapolatedVolumeLitres: 0.03,
      reliever: 'before',
      flowVolumeCurve: null,
    },
  };
}

describe('a declared personal best of 400 L/min', () => {
  it('still stands after six weeks of illness at 190: the patient stays red until somebody signs another best', () => {
    const { state, view } = contextAt(at(41, 9), days(42, 190), { profile });
    expect(state.lungFunction.bestPefLitresPerMinute).toEqual({ value: 400, origin: 'declared', atMs: null });
    expect(state.lungFunction.confirmedPefLitresPerMinute?.value).toBe(190);
    expect(view.zone.value).toBe('red');
  });

  it('gives way to a higher one that two occasions confirm', () => {
    const { state } = contextAt(at(3), days(3, 430), { profile });
    expect(state.lungFunction.bestPefLitresPerMinute).toMatchObject({ value: 430, origin: 'confirmed' });
  });

  it('is put before a clinician after 28 days in which blows stayed more than a fifth below it, not before', () => {
    const reasonsAt = (day: number, best: number) =>
      clinicianReview.when(contextAt(at(day, 9), days(day + 1, best), { profile }))?.reasons ?? [];
    expect(reasonsAt(29, 190)).toEqual([
      {
        code: 'best-below-declared',
        values: { confirmedLitresPerMinute: 190, declaredLitresPerMinute: 400, days: 28 },
      },
    ]);
    expect(reasonsAt(20, 190)).toEqual([]);
    expect(reasonsAt(29, 330)).toEqual([]);
  });

  it('holds on a spirometer too: a FEV1 learned while ill does not make the ill patient green', () => {
    const ill = [0, 1, 2].flatMap((day) =>
      [0, 1].map((blow) => aSpirometerBlow(at(day, 8) + blow * 60_000, `s${day}`, 1.2, day * 2 + blow)),
    );
    expect(contextAt(at(2, 9), ill, { profile }).view.zone.value).toBe('red');
  });
});
