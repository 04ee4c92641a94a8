import { describe, expect, it } from '@jest/globals';
import type { StoredObservation } from '@airway-twin/contracts/http';
import type { SpirometerBlow } from '@airway-twin/domain/measurement';
import { aProfile, NOON_MS } from '../testing/builders.js';
import { modelLoops } from './loop-model.js';
import { bandPath, loopPath, loopScale, ticksTo } from './loop-scale.js';
import { newestBlow } from './newest-blow.js';

const band = (low: number, mid: number, high: number) => ({ low, mid, high });

describe('the model’s loop of a patient', () => {
  const profile = aProfile();
  const traits = { constriction: band(0.2, 0.4, 0.6), inflammation: band(0.2, 0.3, 0.4), size: 1 };

  it('is smaller than with open airways, and lies within the band of constriction', () => {
    const { open, now, widest, tightest } = modelLoops(profile, traits);
    expect(now!.pefLitresPerSecond).toBeLessThan(open.pefLitresPerSecond);
    expect(tightest!.pefLitresPerSecond).toBeLessThan(now!.pefLitresPerSecond);
    expect(widest!.pefLitresPerSecond).toBeGreaterThan(now!.pefLitresPerSecond);
  });

  it('grows when a reliever opens the airways', () => {
    const before = modelLoops(profile, traits).now!;
    const after = modelLoops(profile, { ...traits, constriction: band(0.02, 0.05, 0.1) }).now!;
    expect(after.fev1Litres).toBeGreaterThan(before.fev1Litres);
    expect(after.loop.flowsLitresPerSecond).not.toEqual(before.loop.flowsLitresPerSecond);
  });

  it('is as large as the lungs that the blows have shown', () => {
    const usual = modelLoops(profile, traits);
    const large = modelLoops(profile, { ...traits, size: 1.2 });
    expect(large.now!.fev1Litres).toBeCloseTo(1.2 * usual.now!.fev1Litres, 6);
    expect(large.open.loop.volumesLitres.at(-1)).toBeCloseTo(1.2 * usual.open.loop.volumesLitres.at(-1)!, 6);
  });

  it('is drawn open alone while the twin does not know', () => {
    const { open, now, widest, tightest } = modelLoops(profile, null);
    expect([now, widest, tightest]).toEqual([null, null, null]);
    expect(open.fvcLitres).toBeGreaterThan(1);
  });

  it('says when a typical body stands in for an unknown one', () => {
    expect(modelLoops(profile, null).assumed).toBe(false);
    expect(modelLoops(aProfile({ heightCm: null }), null).assumed).toBe(true);
  });

  it('keeps the open loop of a patient over many others', () => {
    const { open } = modelLoops(profile, null);
    for (let heightCm = 120; heightCm < 126; heightCm += 1) modelLoops(aProfile({ heightCm }), null);
    expect(modelLoops(profile, traits).open).toBe(open);
  });
});

describe('the axes', () => {
  const frame = { left: 40, right: 240, top: 10, bottom: 110 };

  it('start at nothing and hold the greatest value', () => {
    expect(ticksTo(2.3)).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
    expect(ticksTo(4)).toEqual([0, 1, 2, 3, 4]);
    expect(ticksTo(9.2)).toEqual([0, 2, 4, 6, 8, 10]);
    const scale = loopScale([{ volumesLitres: [0, 1, 3.9], flowsLitresPerSecond: [0, 7.5, 0] }], frame);
    expect([scale.x(0), scale.x(4), scale.y(0), scale.y(8)]).toEqual([40, 240, 110, 10]);
  });

  it('put volume to the right and flow upwards', () => {
    const loop = { volumesLitres: [0, 1, 2], flowsLitresPerSecond: [0, 4, 0] };
    const scale = loopScale([loop], frame);
    expect(loopPath(loop, scale)).toBe('M40.0 110.0L140.0 10.0L240.0 110.0');
    expect(bandPath(loop, { volumesLitres: [0, 2], flowsLitresPerSecond: [0, 0] }, scale)).toBe(
      'M40.0 110.0L140.0 10.0L240.0 110.0L240.0 110.0L40.0 110.0Z',
    );
  });
});

describe('the blow that is drawn', () => {
  const CURVE = { volumesLitres: [0, 0.2, 1.8], flowsLitresPerSecond: [0, 4, 0] };
  let seq = 0;
  const aBlow = (minutes: number, change: Partial<SpirometerBlow> = {}): StoredObservation => ({
    observation: {
      siteId: 'demo',
      patientId: 'demo-01',
      stream: 'spirometer.blow',
      source: { deviceId: 'spirometer', bootId: 'boot', seq: seq++ },
      measuredAtMs: NOON_MS + minutes * 60_000,
      data: {
        sessionId: 'evening',
        fev1Litres: 1.5,
        fvcLitres: 1.8,
        pefLitresPerSecond: 4,
        fef2575LitresPerSecond: 1.6,
        forcedExpiratoryTimeSeconds: 3,
        backExtrapolatedVolumeLitres: 0.05,
        reliever: 'before',
        flowVolumeCurve: CURVE,
        ...change,
      },
    },
    sentAtMs: NOON_MS,
    receivedAtMs: NOON_MS,
    revision: 1,
  });

  it('is the best of the newest session, not the last and not an older better one', () => {
    const stored = [
      aBlow(-30, { sessionId: 'morning', fev1Litres: 1.9 }),
      aBlow(0, { fev1Litres: 1.4 }),
      aBlow(1, { fev1Litres: 1.6 }),
      aBlow(2, { fev1Litres: 1.5 }),
    ];
    expect(newestBlow(stored, 9)?.blow.fev1Litres).toBe(1.6);
    expect(newestBlow(stored.toReversed(), 9)?.atMs).toBe(NOON_MS + 60_000);
  });

  it('is an acceptable one rather than a greater one that was spoilt', () => {
    const slowStart = aBlow(1, { fev1Litres: 1.7, backExtrapolatedVolumeLitres: 0.4 });
    expect(newestBlow([aBlow(0), slowStart], 9)?.blow.fev1Litres).toBe(1.5);
    expect(newestBlow([slowStart], 9)).toMatchObject({ blow: { fev1Litres: 1.7 }, grades: { fev1: 'F' } });
  });

  it('is one with a curve when the session has one, else its figures alone', () => {
    const without = aBlow(0, { fev1Litres: 1.7, flowVolumeCurve: null });
    expect(newestBlow([without, aBlow(1)], 9)?.blow.flowVolumeCurve).toEqual(CURVE);
    expect(newestBlow([without], 9)?.blow.fev1Litres).toBe(1.7);
    expect(newestBlow([], 9)).toBeNull();
  });
});
