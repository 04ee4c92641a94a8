import { describe, expect, it } from '@jest/globals';
import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import { NOON_MS } from '../testing/builders.js';
import { aRun } from '../testing/what-if-runs.js';
import { picturedAheadMs, picturedPoint, simulatedTwin } from './simulated-twin.js';

describe('what is drawn of a simulated fortnight', () => {
  it('is its end, with the bands as they were simulated', () => {
    const run = aRun('preventer-as-prescribed');
    const point = picturedPoint(run);
    expect(point.atMs).toBe(NOON_MS + 14 * MS_PER_DAY);
    expect(picturedAheadMs('preventer-as-prescribed')).toBe(14 * MS_PER_DAY);
    const twin = simulatedTwin(point);
    expect(twin.constriction).toEqual({ ...point.constriction, known: true });
    expect(twin.inflammation).toEqual({ ...point.inflammation, known: true });
  });

  it('claims neither a zone of the plan nor a blow', () => {
    const twin = simulatedTwin(picturedPoint(aRun('cold')));
    expect(twin.zone.value).toBe('unknown');
    expect(Object.values(twin.lungFunction).filter((value) => value !== null)).toEqual([]);
  });

  it('is old where it starts from old data', () => {
    const point = picturedPoint(aRun('cold'));
    expect(simulatedTwin(point).zone.stale).toBe(false);
    expect(simulatedTwin(point, true).zone.stale).toBe(true);
  });

  it('is the hour after the reliever, not the evening when it has worn off', () => {
    const run = aRun('reliever-now');
    const hours = [0, 1, 2, 12].map((hour) => ({ ...run.points[0]!, atMs: NOON_MS + hour * MS_PER_HOUR }));
    expect(picturedPoint({ ...run, points: hours }).atMs).toBe(NOON_MS + picturedAheadMs('reliever-now'));
    expect(picturedAheadMs('reliever-now')).toBe(MS_PER_HOUR);
  });
});
