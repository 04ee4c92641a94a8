import { describe, expect, it } from '@jest/globals';
import type { RiskTrajectoryPoint } from '@airway-twin/contracts/http';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import { alignSeries } from '../charts/align-series.js';
import { NOON_MS } from '../testing/builders.js';
import { A_MODEL } from '../testing/scored-risk.js';
import { modelChanges, riskBands } from './risk-course.js';

const NEWER = { ...A_MODEL, version: '3', fileSha256: 'f'.repeat(64) };

function scored(day: number, within7Days: number, model: RiskTrajectoryPoint['model'] = A_MODEL): RiskTrajectoryPoint {
  const atMs = NOON_MS + day * MS_PER_DAY;
  return { atMs, within7Days, low: within7Days / 2, high: within7Days * 2, personalLogOdds: 0, model };
}

const label = ({ version }: RiskTrajectoryPoint['model']): string => `model ${version}`;

describe('the course of the risk', () => {
  it('is drawn with its band, in weeks of a hundred', () => {
    const [band] = riskBands([scored(0, 0.02)], label);
    expect(band?.points).toEqual([{ atMs: NOON_MS, low: 1, mid: 2, high: 4 }]);
  });

  it('is interrupted where nothing was scored', () => {
    const bands = riskBands([scored(0, 0.02), scored(1, 0.03), scored(6, 0.02)], label);
    const { atMs, data } = alignSeries([], bands);
    expect(atMs.map((at) => (at - NOON_MS) / MS_PER_DAY)).toEqual([0, 1, 3.5, 6]);
    expect(data[3]).toEqual([2, 3, null, 2]);
  });

  it('tells where another model took over, and draws each apart', () => {
    const points = [scored(0, 0.02), scored(1, 0.03), scored(2, 0.01, NEWER)];
    expect(modelChanges(points)).toEqual([{ atMs: points[2]!.atMs, model: NEWER }]);
    expect(riskBands(points, label).map((band) => [band.label, band.points.length])).toEqual([
      ['model 3', 1],
      ['model 2', 2],
    ]);
  });

  it('is nothing without scores', () => {
    expect(riskBands([], label)).toEqual([]);
    expect(modelChanges([])).toEqual([]);
  });
});
