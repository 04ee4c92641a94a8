import { describe, expect, it } from '@jest/globals';
import { judgeBlow, type BlowToJudge } from './blow-quality.js';
import { volumeAtSeconds } from './blow-timing.js';

/** An adult who empties as V = FVC·(1 − e^(−t/τ)), whose flow is (FVC − V)/τ: every figure of it is known exactly. */
function aBlow(changes: Partial<BlowToJudge> = {}, tauSeconds = 0.6): BlowToJudge {
  const fvcLitres = changes.fvcLitres ?? 4;
  const volumesLitres = Array.from({ length: 41 }, (_unused, point) => (point / 40) * fvcLitres);
  return {
    fev1Litres: fvcLitres * (1 - Math.exp(-1 / tauSeconds)),
    fvcLitres,
    forcedExpiratoryTimeSeconds: 7,
    backExtrapolatedVolumeLitres: 0.08,
    flowVolumeCurve: { volumesLitres, flowsLitresPerSecond: volumesLitres.map((v) => (fvcLitres - v) / tauSeconds) },
    ...changes,
  };
}

describe('the time of a flow-volume curve', () => {
  it.each([0.25, 1, 2.5, 6])(
    'an exponential emptying is read exactly after %d s, also past the last point',
    (seconds) => {
      const expired = volumeAtSeconds(aBlow().flowVolumeCurve!, seconds);
      expect(expired).toBeCloseTo(4 * (1 - Math.exp(-seconds / 0.6)), 9);
    },
  );

  it('a curve of two points tells nothing about time', () => {
    expect(volumeAtSeconds({ volumesLitres: [0, 4], flowsLitresPerSecond: [0, 0] }, 1)).toBeNull();
  });
});

describe('a blow of a home spirometer', () => {
  it('with a quick start and a plateau is acceptable for FEV1 and FVC', () => {
    expect(judgeBlow(aBlow(), 30, null)).toMatchObject({
      fev1: 'acceptable',
      fvc: 'acceptable',
      faults: [],
      end: 'plateau',
    });
  });

  it.each([
    [4, 0.2, 'acceptable'],
    [4, 0.21, 'unusable'],
    [1.5, 0.1, 'acceptable'],
    [1.5, 0.11, 'unusable'],
  ] as const)(
    'of %d L may start with 5 %% or 0.100 L, whichever is more: %d L is %s for FEV1',
    (fvcLitres, backExtrapolatedVolumeLitres, worth) => {
      const judged = judgeBlow(aBlow({ fvcLitres, backExtrapolatedVolumeLitres }), 30, null);
      expect(judged.fev1).toBe(worth);
      expect(judged.faults.includes('slow-start')).toBe(worth === 'unusable');
      expect(judged.fvc).toBe(worth === 'unusable' ? 'usable' : 'acceptable');
    },
  );

  it('given up after 1.6 s keeps its FEV1; its FVC is usable at best', () => {
    expect(judgeBlow(aBlow({ forcedExpiratoryTimeSeconds: 1.6 }), 30, null)).toMatchObject({
      fev1: 'acceptable',
      fvc: 'usable',
      faults: ['stopped-too-early'],
      end: 'not-reached',
    });
  });

  it('given up within the first second is worth nothing', () => {
    expect(judgeBlow(aBlow({ forcedExpiratoryTimeSeconds: 0.9 }), 30, null)).toMatchObject({
      fev1: 'unusable',
      fvc: 'unusable',
      faults: ['shorter-than-a-second', 'stopped-too-early'],
    });
  });

  it('whose volume still rises by 30 mL in the last second has no plateau, by 20 mL it has', () => {
    const tau = 1.5;
    const after = (lastSecondLitres: number) => {
      // The last second of FET T adds FVC·e^(−T/τ)·(e^(1/τ) − 1), measured against the FVC of the device.
      const seconds = tau * Math.log(4 / lastSecondLitres) + 1;
      return judgeBlow(aBlow({ forcedExpiratoryTimeSeconds: seconds }, tau), 30, null).end;
    };
    expect(after(0.03)).toBe('not-reached');
    expect(after(0.02)).toBe('plateau');
  });

  it('of 15 s is long enough, plateau or not', () => {
    expect(judgeBlow(aBlow({ forcedExpiratoryTimeSeconds: 15 }, 5), 70, null).end).toBe('fifteen-seconds');
  });

  it('of a child without plateau ends well when it repeats the largest FVC before it', () => {
    const child = aBlow({ fvcLitres: 1.6, forcedExpiratoryTimeSeconds: 1.3 }, 0.5);
    expect(judgeBlow(child, 7, null).end).toBe('not-reached');
    expect(judgeBlow(child, 7, 1.75)).toMatchObject({ fvc: 'acceptable', end: 'repeats-largest-fvc' });
    expect(judgeBlow(child, 7, 1.76).end).toBe('not-reached');
    expect(judgeBlow(child, 7, 1.2).end).toBe('repeats-largest-fvc');
  });

  it('without a curve is judged by its time alone, and says so: 6 s, for a child 3 s', () => {
    const seconds = (forcedExpiratoryTimeSeconds: number, age: number | null) =>
      judgeBlow(aBlow({ forcedExpiratoryTimeSeconds, flowVolumeCurve: null }), age, null).end;
    expect([seconds(6, 30), seconds(5.9, 30), seconds(6, null), seconds(5.9, null)]).toEqual([
      'time-alone',
      'not-reached',
      'time-alone',
      'not-reached',
    ]);
    expect([seconds(3, 9), seconds(2.9, 9)]).toEqual(['time-alone', 'not-reached']);
  });

  it('with a cough in the first second has no FEV1; a cough later takes nothing from it', () => {
    const clean = aBlow();
    const coughAt = (point: number) => {
      const flows = [...clean.flowVolumeCurve!.flowsLitresPerSecond];
      flows[point] = 0.3;
      return judgeBlow(
        { ...clean, flowVolumeCurve: { ...clean.flowVolumeCurve!, flowsLitresPerSecond: flows } },
        30,
        null,
      );
    };
    expect(coughAt(15)).toMatchObject({ fev1: 'unusable', faults: ['cough-in-first-second'] });
    expect(coughAt(35).fev1).toBe('acceptable');
  });
});
