import { describe, expect, it } from '@jest/globals';
import { airwayTree } from '@airway-twin/domain/airways';
import { drawnTree, type DrawnBody } from './drawn-tree.js';

const BIRTHDAY_MS = Date.parse('2026-01-05T12:00:00Z');
const WEEK_MS = 7 * 24 * 3_600_000;
const CHILD: DrawnBody = {
  sex: 'female',
  age: { kind: 'birth-date', birthDate: '2017-01-05' },
  heightCm: 134,
  airwaySeed: 7,
};

describe('the tree that is drawn of a child', () => {
  it('is that of their age, height, sex and seed', () => {
    const { tree } = drawnTree(CHILD, BIRTHDAY_MS + WEEK_MS);
    expect(tree).toEqual(airwayTree({ ageYears: 9, heightCm: 134, sex: 'female', seed: 7 }));
  });

  it('is one and the same for the page and the picture, and from one week to the next', () => {
    const drawn = drawnTree(CHILD, BIRTHDAY_MS + WEEK_MS);
    expect(drawnTree({ ...CHILD }, BIRTHDAY_MS + 2 * WEEK_MS)).toBe(drawn);
  });

  it('stays while others are looked at in between', () => {
    const drawn = drawnTree(CHILD, BIRTHDAY_MS);
    for (const airwaySeed of [11, 12, 13, 14]) {
      drawnTree({ ...CHILD, airwaySeed }, BIRTHDAY_MS);
      expect(drawnTree(CHILD, BIRTHDAY_MS)).toBe(drawn);
    }
  });

  it('grows with the child, and is never somebody else’s', () => {
    const drawn = drawnTree(CHILD, BIRTHDAY_MS + WEEK_MS);
    const later = drawnTree(CHILD, BIRTHDAY_MS + 20 * WEEK_MS);
    const other = drawnTree({ ...CHILD, airwaySeed: 8 }, BIRTHDAY_MS + WEEK_MS);
    expect(new Set([drawn.key, later.key, other.key]).size).toBe(3);
  });
});
