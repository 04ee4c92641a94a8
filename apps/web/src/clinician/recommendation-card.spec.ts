import { describe, expect, it } from '@jest/globals';
import { shortModel } from './recommendation-card.js';

describe('the model that a recommendation names', () => {
  it('is named by the first twelve characters of its file’s hash', () => {
    expect(shortModel(`risk-hazard 3 ${'0123456789abcdef'.repeat(4)}`)).toBe('risk-hazard 3 0123456789ab');
  });

  it('keeps a name without a hash as it is', () => {
    expect(shortModel('risk-hazard 3')).toBe('risk-hazard 3');
  });
});
