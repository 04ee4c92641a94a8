import { describe, expect, it } from '@jest/globals';
import type { TwinSeriesPoint } from '@airway-twin/contracts/http';
import type { TraitBand } from '@airway-twin/domain/twin';
import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import { aRecommendation, NOON_MS } from '../testing/builders.js';
import { frameAt, playedOn, recommendationsAt } from './time-frames.js';

const band = (mid: number, known = true): TraitBand => ({ low: mid - 0.1, mid, high: mid + 0.1, known });

function point(hours: number, mid: number, part: Partial<TwinSeriesPoint> = {}): TwinSeriesPoint {
  return {
    atMs: NOON_MS + hours * MS_PER_HOUR,
    zone: 'green',
    zoneStale: false,
    percentOfBest: null,
    constriction: band(mid),
    inflammation: band(mid),
    controllerExposure: null,
    within7Days: null,
    ...part,
  };
}

const COURSE = [point(0, 0.2), point(6, 0.4, { zone: 'yellow', zoneStale: true }), point(12, 0.3)];

describe('what the pictures show between two stored states', () => {
  it('lies straight between them, and is the state itself where there is one', () => {
    expect(frameAt(COURSE, NOON_MS)?.constriction?.mid).toBe(0.2);
    expect(frameAt(COURSE, NOON_MS + 3 * MS_PER_HOUR)?.constriction?.mid).toBeCloseTo(0.3);
    expect(frameAt(COURSE, NOON_MS + 3 * MS_PER_HOUR)?.inflammation?.high).toBeCloseTo(0.4);
    expect(frameAt(COURSE, NOON_MS + 6 * MS_PER_HOUR)?.constriction?.mid).toBe(0.4);
  });

  it('has zone and age of the data as of the earlier one: nobody is in a zone ahead of time', () => {
    expect(frameAt(COURSE, NOON_MS + 5 * MS_PER_HOUR)?.zone).toEqual({ value: 'green', reasons: [], stale: false });
    expect(frameAt(COURSE, NOON_MS + 7 * MS_PER_HOUR)?.zone).toEqual({ value: 'yellow', reasons: [], stale: true });
  });

  it('is nothing before the first state, and the last state after the last', () => {
    expect(frameAt(COURSE, NOON_MS - 1)).toBeNull();
    expect(frameAt([], NOON_MS)).toBeNull();
    expect(frameAt(COURSE, NOON_MS + 20 * MS_PER_HOUR)?.constriction?.mid).toBe(0.3);
  });

  it('does not make known what was not known', () => {
    const unknown = point(0, 0.5, { constriction: band(0.5, false) });
    expect(frameAt([unknown, point(6, 0.3)], NOON_MS + MS_PER_HOUR)?.constriction?.known).toBe(false);
    expect(
      frameAt([point(0, 0.5, { constriction: null }), point(6, 0.3)], NOON_MS + MS_PER_HOUR)?.constriction,
    ).toBeNull();
  });
});

describe('recommendations of a past instant', () => {
  const event = (status: 'sent' | 'acknowledged', hours: number) => ({
    status,
    atMs: NOON_MS + hours * MS_PER_HOUR,
    actor: 'system',
    reasons: [],
  });
  const made = aRecommendation({
    createdAtMs: NOON_MS,
    status: 'acknowledged',
    events: [event('sent', 0), event('acknowledged', 5)],
  });

  it('stand as they stood then', () => {
    expect(recommendationsAt([made], NOON_MS + 3 * MS_PER_HOUR).map(({ status }) => status)).toEqual(['sent']);
    expect(recommendationsAt([made], NOON_MS + 6 * MS_PER_HOUR).map(({ status }) => status)).toEqual(['acknowledged']);
  });

  it('are not there before they were made', () => {
    expect(recommendationsAt([made], NOON_MS - 1)).toEqual([]);
  });
});

describe('playing the past', () => {
  it('takes thirty seconds for thirty days at a day a second', () => {
    let atMs = NOON_MS;
    for (let frame = 0; frame < 30 * 60; frame += 1) atMs = playedOn(atMs, 1000 / 60, 1);
    expect((atMs - NOON_MS) / MS_PER_DAY).toBeCloseTo(30, 6);
  });

  it('does not leap over days while the window was hidden', () => {
    expect(playedOn(NOON_MS, 60_000, 1) - NOON_MS).toBeLessThanOrEqual(MS_PER_DAY);
  });
});
