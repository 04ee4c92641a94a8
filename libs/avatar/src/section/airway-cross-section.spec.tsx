import { describe, expect, it } from '@jest/globals';
import { airwayTree, crossSection } from '@airway-twin/domain/airways';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { AirwayCrossSection, type AirwayCrossSectionProps } from './index.js';
import { foldedCircle, radiusForFolds, scaleBarLengthMm } from './ring-scale.js';

const tree = airwayTree({ ageYears: 40, heightCm: 176, sex: 'male', seed: 7 });
const labels = {
  title: 'Right lower lobe, segment 6',
  description: 'Narrow and swollen',
  lumen: 'air',
  mucosa: 'lining',
  muscle: 'muscle',
  outerWall: 'outer wall',
  millimetres: (lengthMm: number) => `${lengthMm} mm`,
};

function drawn(change: Partial<AirwayCrossSectionProps> = {}): string {
  const props: AirwayCrossSectionProps = {
    tree,
    airway: 'RB6',
    constriction: 0.5,
    inflammation: 0.5,
    known: true,
    labels,
    theme: 'light',
    ...change,
  };
  return renderToStaticMarkup(createElement(AirwayCrossSection, props));
}

describe('the drawing of one airway cut across', () => {
  it('is to scale: its circles are the radii of the section in mm', () => {
    const cut = crossSection(tree, tree.name.indexOf('RB6'), { constriction: 0.5, inflammation: 0.5 });
    const svg = drawn();
    for (const radius of [cut.outerRadiusMm, cut.muscleRadiusMm, cut.mucosaRadiusMm])
      expect(svg).toContain(`r="${radius}"`);
    expect(svg).toContain(`data-lumen-radius-mm="${cut.lumenRadiusMm}"`);
  });

  it('says what it shows to a screen reader and shows only the words that it was given', () => {
    const svg = drawn();
    expect(svg).toContain('role="img"');
    expect(svg).toMatch(/<title[^>]*>Right lower lobe, segment 6<\/title>/);
    const words = [...svg.matchAll(/>([^<>]+)</g)].map((match) => match[1]);
    const given = [labels.title, labels.description, labels.lumen, labels.mucosa, labels.muscle, labels.outerWall];
    for (const word of words) expect([...given, '1 mm', '2 mm', '5 mm']).toContain(word);
  });

  it('can do without words where it is small, and still says what it is', () => {
    const svg = drawn({ withWords: false });
    expect(svg).not.toContain('<text');
    expect(svg).toMatch(/<title[^>]*>Right lower lobe, segment 6<\/title>/);
    expect(svg).toContain('data-lumen-radius-mm=');
  });

  it('carries stripes instead of the colour of inflammation when the traits are not known', () => {
    expect(drawn({ known: false })).toMatch(/fill="url\(#[^"]+stripes\)"/);
    expect(drawn()).not.toMatch(/fill="url\(#/);
  });

  it('keeps the area of the lumen true when the lining folds', () => {
    const depth = 0.15;
    const path = foldedCircle(radiusForFolds(2, depth), 9, depth);
    const points = path
      .slice(1, -1)
      .split('L')
      .map((pair) => pair.split(' ').map(Number) as [number, number]);
    const area = points.reduce((sum, [x, y], at) => {
      const [nextX, nextY] = points[(at + 1) % points.length] ?? [0, 0];
      return sum + (x * nextY - y * nextX) / 2;
    }, 0);
    expect(area / (Math.PI * 4)).toBeCloseTo(1, 1);
    expect(Math.abs(area / (Math.PI * 4) - 1)).toBeLessThan(0.02);
  });

  it('chooses a scale bar of a round length that fits', () => {
    expect([scaleBarLengthMm(0.3), scaleBarLengthMm(4.9), scaleBarLengthMm(60)]).toEqual([0.2, 2, 20]);
  });
});
