import { describe, expect, it } from '@jest/globals';
import { breathAt, lungGrowth, quietBreath, rateFromTaps, usualBreathingRate } from './index.js';

const man = { ageYears: 40, heightCm: 176, sex: 'male' } as const;
const girl = { ageYears: 6, heightCm: 116, sex: 'female' } as const;

describe('how often somebody breathes at rest', () => {
  it('falls from 44 a minute at birth over 29 to 31 at two years and 21 to 23 at six to 15 in an adult', () => {
    expect(usualBreathingRate(0)).toBe(44);
    expect(usualBreathingRate(2)).toBeGreaterThan(29);
    expect(usualBreathingRate(2)).toBeLessThan(31);
    expect(usualBreathingRate(6)).toBeGreaterThan(21);
    expect(usualBreathingRate(6)).toBeLessThan(23);
    expect(usualBreathingRate(18)).toBe(15);
    expect(usualBreathingRate(70)).toBe(15);
  });

  it('never rises from birth to adulthood', () => {
    for (let months = 1; months <= 240; months += 1)
      expect(usualBreathingRate(months / 12)).toBeLessThanOrEqual(usualBreathingRate((months - 1) / 12));
  });

  it('is the counted rate where one was counted, and says so', () => {
    expect(quietBreath(girl, 28)).toMatchObject({ ratePerMinute: 28, rateKind: 'measured' });
    expect(quietBreath(girl, null)).toMatchObject({ ratePerMinute: usualBreathingRate(6), rateKind: 'usual-for-age' });
  });

  it('is not believed below 4 or above 100 a minute', () => {
    for (const impossible of [0, 3.9, 101, NaN, Infinity, -15])
      expect(() => quietBreath(man, impossible)).toThrow(RangeError);
    expect(quietBreath(man, 4).ratePerMinute).toBe(4);
    expect(quietBreath(man, 100).ratePerMinute).toBe(100);
  });

  it('says when age or height had to be assumed', () => {
    expect(quietBreath({ ...man, heightCm: null }, null).assumed).toBe(true);
    expect(quietBreath({ ageYears: null, heightCm: null, sex: null }, null)).toMatchObject({
      ratePerMinute: 15,
      rateKind: 'age-not-known',
      assumed: true,
    });
    expect(quietBreath(man, null).assumed).toBe(false);
  });
});

describe('how deep a quiet breath is', () => {
  it('is half a litre in a man of 176 cm and 130 to 160 mL in a girl of 116 cm', () => {
    expect(quietBreath(man, null).tidalLitres).toBeGreaterThan(0.45);
    expect(quietBreath(man, null).tidalLitres).toBeLessThan(0.55);
    expect(quietBreath(girl, null).tidalLitres).toBeGreaterThan(0.13);
    expect(quietBreath(girl, null).tidalLitres).toBeLessThan(0.16);
  });

  it('leaves 3 to 3.6 litres in a man of 176 cm and 0.65 to 0.95 in a girl of 116 cm at its end', () => {
    expect(quietBreath(man, null).restingVolumeLitres).toBeGreaterThan(3);
    expect(quietBreath(man, null).restingVolumeLitres).toBeLessThan(3.6);
    expect(quietBreath(girl, null).restingVolumeLitres).toBeGreaterThan(0.65);
    expect(quietBreath(girl, null).restingVolumeLitres).toBeLessThan(0.95);
  });

  it('stays a possible depth and volume in a newborn and in very small and very tall adults', () => {
    for (const [ageYears, heightCm] of [
      [0, 50],
      [1, 75],
      [30, 120],
      [90, 205],
    ] as const) {
      const { tidalLitres, restingVolumeLitres } = quietBreath({ ageYears, heightCm, sex: null }, null);
      expect(tidalLitres).toBeGreaterThan(0.015);
      expect(tidalLitres).toBeLessThan(0.75);
      expect(restingVolumeLitres).toBeGreaterThan(tidalLitres);
    }
  });
});

describe('a quiet breath in time', () => {
  const breath = quietBreath(man, 12);

  it('starts and ends at the end of a breath out and reaches the whole depth once', () => {
    expect(breathAt(breath, 0)).toEqual({ inhaledLitres: 0, flowLitresPerSecond: 0, phase: 'in' });
    expect(breathAt(breath, 2000).inhaledLitres).toBeCloseTo(breath.tidalLitres, 12);
    expect(breathAt(breath, 4999.999).inhaledLitres).toBeCloseTo(0, 9);
    expect(breathAt(breath, 7000).inhaledLitres).toBeCloseTo(breath.tidalLitres, 12);
    expect(breathAt(breath, -3000).inhaledLitres).toBeCloseTo(breath.tidalLitres, 12);
  });

  it('breathes out one and a half times as long as in', () => {
    const phases = Array.from({ length: 5000 }, (_, ms) => breathAt(breath, ms + 0.5).phase);
    expect(phases.filter((phase) => phase === 'in')).toHaveLength(2000);
    expect(phases.filter((phase) => phase === 'out')).toHaveLength(3000);
  });

  it('has a flow that is the change of the volume at every instant', () => {
    const stepMs = 0.01;
    for (let ms = 3; ms < 10_000; ms += 37.3) {
      const before = breathAt(breath, ms - stepMs).inhaledLitres;
      const after = breathAt(breath, ms + stepMs).inhaledLitres;
      expect(breathAt(breath, ms).flowLitresPerSecond).toBeCloseTo((after - before) / (2 * stepMs * 1e-3), 6);
    }
  });

  it('has no jump in its flow', () => {
    const flows = Array.from({ length: 10_000 }, (_, ms) => breathAt(breath, ms).flowLitresPerSecond);
    const changes = flows.slice(1).map((flow, at) => Math.abs(flow - (flows[at] ?? NaN)));
    expect(Math.max(...changes)).toBeLessThan(0.002);
  });

  it('makes the lungs 3 to 6 % longer, and as long as before at its end', () => {
    expect(lungGrowth(breath, 0)).toBe(0);
    expect(lungGrowth(breath, breath.tidalLitres)).toBeGreaterThan(0.03);
    expect(lungGrowth(breath, breath.tidalLitres)).toBeLessThan(0.06);
    const volume = breath.restingVolumeLitres * (1 + lungGrowth(breath, 0.4)) ** 3;
    expect(volume - breath.restingVolumeLitres).toBeCloseTo(0.4, 9);
  });
});

describe('a breathing rate counted by taps', () => {
  it('is the breaths between the first and the last tap', () => {
    expect(rateFromTaps([0, 4000, 8100, 12_000])).toEqual({ ratePerMinute: 15, reason: null });
    expect(rateFromTaps([500, 2500, 4300, 6700, 8500])).toEqual({ ratePerMinute: 30, reason: null });
  });

  it('needs three whole breaths', () => {
    expect(rateFromTaps([]).reason).toBe('too-few');
    expect(rateFromTaps([0, 4000, 8000]).reason).toBe('too-few');
  });

  it('is none when a tap was missed or doubled', () => {
    expect(rateFromTaps([0, 4000, 8000, 16_100, 20_000]).reason).toBe('irregular');
    expect(rateFromTaps([0, 4000, 4200, 8000, 12_000]).reason).toBe('irregular');
  });

  it('is none when nobody can breathe so', () => {
    expect(rateFromTaps([0, 200, 400, 600, 800])).toEqual({ ratePerMinute: null, reason: 'impossible' });
    expect(rateFromTaps([0, 20_000, 40_000, 60_000]).reason).toBe('impossible');
    expect(rateFromTaps([5, 5, 5, 5]).reason).toBe('impossible');
  });

  it('asks for taps in order of time', () => {
    expect(() => rateFromTaps([0, 4000, 3000, 8000])).toThrow(RangeError);
    expect(() => rateFromTaps([0, NaN, 3000, 8000])).toThrow(RangeError);
  });
});
