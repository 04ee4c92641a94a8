import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../measurement/observation.js';
import {
  aControlScore,
  aDiaryDay,
  aHealthMessage,
  aPatient,
  aPeakFlowSession,
  aPollenDay,
  aPuff,
  aQuestionnaire,
  aSpirometerSession,
  aTwin,
  anAirReading,
  at,
} from '../testing/a-story.js';

const DAYS = 60;
/** What a state may take in the database and in memory, bytes of JSON. */
const MOST_BYTES = 64_000;

/** The digits that a meter shows. */
const asShown = (value: number, digits: number) => Number(value.toFixed(digits));

/** Seen by a sensor that misses nothing, and in digits that no sensor has. */
const technique = (atMs: number) => ({
  peakInspiratoryFlowLitresPerMinute: 30 + (atMs % 997) / 31,
  inhaledVolumeLitres: 1 + (atMs % 991) / 977,
  inhalationSeconds: 1 + (atMs % 983) / 971,
  shaken: true,
  tiltDegrees: (atMs % 967) / 13,
});

/** Sixty days of a patient in whom everything is measured, more often than anybody would. */
function busiest(): Observation[] {
  const story: Observation[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    for (let puff = 0; puff < 14; puff += 1) {
      const atMs = at(day, 6 + puff) + 7_000 + puff;
      const isController = puff === 1 || puff === 13;
      story.push(
        isController
          ? aPuff(atMs, 'budesonide', 'controller', technique(atMs))
          : aPuff(atMs, 'salbutamol', 'reliever', technique(atMs)),
      );
    }
    for (const hour of [7.3, 20.1]) {
      const level = asShown(1.5 + 0.1 * Math.sin(day + hour), 3);
      story.push(...aSpirometerSession(at(day, hour), [level, asShown(level - 0.021, 3), asShown(level - 0.053, 3)]));
      const peak = asShown(270 + 10 * Math.cos(day + hour), 0);
      story.push(aPeakFlowSession(at(day, hour + 0.2), peak, peak - 5, peak - 14));
    }
    for (let quarter = 0; quarter < 96; quarter += 1)
      story.push(anAirReading(at(day, quarter / 4), 12 + 5.4321 * Math.sin(day + quarter)));
    for (const device of ['inhaler', 'meter', 'spirometer', 'air', 'app'])
      story.push(aHealthMessage(at(day, 5), device));
    story.push(
      aPollenDay(at(day, 5.5), 'very-high'),
      aDiaryDay(day, {
        nightWaking: true,
        daySymptoms: true,
        relieverPuffs: { atLeast: 9, atMost: 12 },
        controllerTaken: 'usual',
        triggers: ['cold', 'exercise', 'smells-or-fumes', 'house-dust', 'pollen', 'weather-change'],
        redFlags: ['reliever-not-lasting-4h'],
      }),
    );
    if (day % 7 === 6)
      story.push(aQuestionnaire(at(day, 21.5), 'more-than-usual'), aControlScore(at(day, 21.6), 'ACT', 14));
  }
  return story;
}

const bytes = (part: unknown) => new TextEncoder().encode(JSON.stringify(part)).length;
describe('the state of the busiest plausible patient, after sixty days', () => {
  const state = aTwin(aPatient(), busiest());

  it('takes at most 64 KB of JSON, airways table and all', () => {
    expect(bytes(state)).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('does not grow with the weeks: thirty days more of the same add next to nothing', () => {
    const early = aTwin(
      aPatient(),
      busiest().filter(({ measuredAtMs }) => measuredAtMs < at(30)),
    );
    expect(bytes(state)).toBeLessThan(1.03 * bytes(early));
  });
});
