import { describe, expect, it } from '@jest/globals';
import { pixelMm, scaleBar } from './scale-bar.js';

describe('the scale bar', () => {
  it.each([
    [0.1, 120, 10],
    [0.05, 120, 5],
    [0.5, 120, 50],
    [0.021, 120, 2],
    [0.0095, 120, 1],
    [1, 100, 100],
  ])('at %p mm a pixel and at most %p pixels stands for %p mm', (mm, most, length) => {
    const bar = scaleBar(mm, most);
    expect(bar.lengthMm).toBeCloseTo(length, 9);
    expect(bar.widthPx).toBeCloseTo(length / mm, 9);
  });

  it('is always between two fifths of the room and all of it', () => {
    for (let mm = 0.001; mm < 3; mm *= 1.07) {
      const { widthPx } = scaleBar(mm, 120);
      expect(widthPx).toBeGreaterThanOrEqual(0.4 * 120 - 1e-9);
      expect(widthPx).toBeLessThanOrEqual(120 + 1e-9);
    }
  });

  it('is true: under 90 degrees a picture is twice as high as far away', () => {
    expect(pixelMm(50, 90, 500)).toBeCloseTo(0.2, 12);
  });

  it('refuses a picture without a size', () => {
    expect(() => scaleBar(Infinity * 0, 100)).toThrow(RangeError);
    expect(() => scaleBar(0.1, 0)).toThrow(RangeError);
  });
});
