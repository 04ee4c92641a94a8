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
    const given: readonly (string | undefined)[] = [labels.title, labels.description];
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
    expect(drawn()).not.toMatch(/fill="url\(#[^"]+stripes\)"/);
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

  it('has a scale bar of as many units as its words say, since a unit of the drawing is a millimetre', () => {
    const svg = drawn();
    const [, bar] = /data-scale-bar-mm="([\d.]+)"/.exec(svg) ?? [];
    expect(svg).toContain(`M0 0H${bar}`);
    expect(svg).toContain(`>${bar} mm</text>`);
  });

  it('shows in dashes the lumen of the same airway when it is open', () => {
    const open = crossSection(tree, tree.name.indexOf('RB6'), { constriction: 0, inflammation: 0 });
    expect(drawn()).toMatch(new RegExp(`<circle r="${open.lumenRadiusMm}"[^>]*stroke-dasharray`));
  });

  it('shows between which sizes the lumen may be', () => {
    const range = {
      wide: { constriction: 0.3, inflammation: 0.4 },
      narrow: { constriction: 0.6, inflammation: 0.7 },
    };
    const radius = (traits: typeof range.wide) => crossSection(tree, tree.name.indexOf('RB6'), traits).lumenRadiusMm;
    const svg = drawn({ range });
    expect(svg).toContain(`data-narrowest-mm="${radius(range.narrow)}" data-widest-mm="${radius(range.wide)}"`);
    expect(radius(range.narrow)).toBeLessThan(radius(range.wide));
    expect(drawn()).not.toContain('data-narrowest-mm');
  });

  it('draws mucus only when it is told of it', () => {
    expect(drawn()).not.toContain('#e9d96b');
    expect(drawn({ mucusShare: 0.4 })).toContain('#e9d96b');
  });

  it('leaves an old state without colour', () => {
    expect(drawn({ stale: true })).toContain('grayscale');
    expect(drawn()).not.toContain('grayscale');
  });

  it('is pale but for the part that it is about', () => {
    const paleOf = (svg: string) => (svg.match(/opacity="0.22"/g) ?? []).length;
    expect(paleOf(drawn())).toBe(0);
    expect(paleOf(drawn({ about: 'lining' }))).toBe(2);
    expect(paleOf(drawn({ about: 'muscle' }))).toBe(2);
  });

  it('chooses a scale bar of a round length that fits', () => {
    expect([scaleBarLengthMm(0.3), scaleBarLengthMm(4.9), scaleBarLengthMm(60)]).toEqual([0.2, 2, 20]);
  });
});
