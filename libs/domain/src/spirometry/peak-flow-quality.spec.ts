import { describe, expect, it } from '@jest/globals';
import { peakFlowQuality } from './peak-flow-quality.js';

describe('a peak-flow session', () => {
  it.each([
    [[310, 350, 340], 350, true, []],
    [[310, 350], 350, true, ['fewer-than-three-blows']],
    [[309, 350, 200], 350, false, ['not-repeatable']],
    [[350], 350, false, ['fewer-than-three-blows']],
    [[], null, false, ['no-blow']],
  ])('of %j L/min: best %p, the two highest within 40: %p', (blows, best, repeatable, reasons) => {
    expect(peakFlowQuality(blows)).toMatchObject({ bestLitresPerMinute: best, repeatable, reasons });
  });
});
