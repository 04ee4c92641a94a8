import { describe, expect, it } from '@jest/globals';
import { AIRWAY_NAMES, airwayCalibre, airwayTree, LOBES, SEGMENTAL_BRONCHI } from '@airway-twin/domain/airways';
import type { TraitBand, Zone } from '@airway-twin/domain/twin';
import { createSpeech } from '../i18n/speech.js';
import { aTwin } from '../testing/builders.js';
import { namedBranches, visibleBranches } from './airway-branches.js';
import { airwayFigures, openDiameterMm, traitRange } from './airway-figures.js';
import { airwayName, airwaySentence, lobeOpenness } from './airway-words.js';

const TREE = airwayTree({ ageYears: 9, heightCm: 134, sex: 'female', seed: 7 });
const band = (low: number, mid: number, high: number, known = true): TraitBand => ({ low, mid, high, known });
const english = createSpeech('en');

describe('one airway in figures', () => {
  const range = traitRange(band(0.2, 0.3, 0.4), band(0.3, 0.5, 0.7))!;

  it('are those that the 3D picture is drawn from', () => {
    const calibre = airwayCalibre(TREE, { constriction: 0.3, inflammation: 0.5 });
    for (const name of AIRWAY_NAMES) {
      const segment = TREE.name.indexOf(name);
      const figures = airwayFigures(TREE, name, range);
      expect(figures.lumenDiameterMm.mid / 2).toBeCloseTo(calibre.lumenRadiusMm[segment]!, 4);
      expect(figures.wallThicknessMm.mid).toBeCloseTo(
        calibre.outerRadiusMm[segment]! - calibre.lumenRadiusMm[segment]!,
        4,
      );
      expect(figures.wallAreaPercent.mid).toBeCloseTo(calibre.wallAreaPercent[segment]!, 3);
    }
  });

  it('are narrowest where both bands are highest, and never wider than the open airway', () => {
    for (const name of AIRWAY_NAMES) {
      const { lumenDiameterMm: lumen, openPercent } = airwayFigures(TREE, name, range);
      expect(lumen.low).toBeLessThan(lumen.mid);
      expect(lumen.mid).toBeLessThan(lumen.high);
      expect(lumen.high).toBeLessThan(openDiameterMm(TREE, name));
      expect(openPercent.mid).toBeCloseTo(100 * (lumen.mid / openDiameterMm(TREE, name)) ** 2, 6);
    }
  });

  it('are not there while a trait is not known', () => {
    expect(traitRange(band(0, 0.5, 1, false), band(0.1, 0.2, 0.3))).toBeNull();
    expect(traitRange(null, null)).toBeNull();
  });
});

describe('the tree of names', () => {
  it('holds every named airway once, below its own parent', () => {
    const branches = namedBranches(TREE);
    expect([...branches.keys()].sort()).toEqual([...AIRWAY_NAMES].sort());
    expect(branches.get('RB1')).toMatchObject({ parent: 'right-upper-lobe', level: 4, place: 1, siblings: 3 });
    expect(branches.get('trachea')?.children).toEqual(['right-main', 'left-main']);
    for (const name of SEGMENTAL_BRONCHI) expect(branches.get(name)?.children).toEqual([]);
  });

  it('shows what is open, from top to bottom', () => {
    const shown = visibleBranches(namedBranches(TREE), new Set(['trachea', 'left-main']));
    expect(shown.map(({ name }) => name)).toEqual([
      'trachea',
      'right-main',
      'left-main',
      'left-upper-lobe',
      'left-lower-lobe',
    ]);
  });
});

describe.each(['en', 'fr'] as const)('an airway in words (%s)', (locale) => {
  const speech = createSpeech(locale);

  it('has a name of its own, told apart from all others', () => {
    const names = AIRWAY_NAMES.map((name) => airwayName(speech, TREE, name));
    expect(new Set(names).size).toBe(AIRWAY_NAMES.length);
  });

  it('is always said to be estimated and not measured, or not to be known', () => {
    const known = airwaySentence(speech, TREE, 'RB1', aTwin());
    expect(known).toMatch(/Estimated.*not measured here|Estimé.*non mesuré ici/);
    const unknown = airwaySentence(speech, TREE, 'RB1', aTwin({ constriction: null }));
    expect(unknown).toMatch(/not known|n’est pas connue/);
    expect(unknown).not.toMatch(/\d\s?%/);
  });

  it('is said to rest on old data where it does', () => {
    const old = aTwin({ zone: { value: 'green', reasons: [], stale: true } });
    expect(airwaySentence(speech, TREE, 'RB1', old)).toMatch(/old|anciennes/);
  });
});

it('an airway is told with its lobe, how open, how swollen and how tight', () => {
  const twin = aTwin({ constriction: band(0.2, 0.3, 0.4), inflammation: band(0.3, 0.6, 0.7) });
  expect(airwaySentence(english, TREE, 'RB1', twin)).toMatch(
    /^Right upper lobe, apical segment \(RB1\): lumen \d+% of its open area \(\d+ to \d+\), lining much swollen, muscle moderately tight\./,
  );
});

describe('a lobe in the patient’s words', () => {
  const LOOSE = { constriction: band(0, 0.02, 0.1), inflammation: band(0, 0.03, 0.1) };
  const of = (zone: Zone, part: Parameters<typeof aTwin>[0] = {}, stale = false) =>
    LOBES.map((lobe) => lobeOpenness(TREE, lobe, aTwin({ zone: { value: zone, reasons: [], stale }, ...part }), 80));

  it('is open or narrow as the twin’s numbers are', () => {
    expect(new Set(of('green', LOOSE))).toEqual(new Set(['open']));
    const tight = { constriction: band(0.8, 0.9, 1), inflammation: band(0.7, 0.8, 0.9) };
    expect(new Set(of('green', tight))).toEqual(new Set(['narrow']));
  });

  it('never reads as open in the red zone or after a blow below the green limit', () => {
    expect(new Set(of('red', LOOSE))).toEqual(new Set(['unsure']));
    const lungFunction = aTwin().lungFunction;
    const low = { ...lungFunction.percentOfBest!, value: 70 };
    expect(new Set(of('yellow', { ...LOOSE, lungFunction: { ...lungFunction, percentOfBest: low } }))).toEqual(
      new Set(['unsure']),
    );
  });

  it('is not told from old data, nor from none', () => {
    expect(new Set(of('green', LOOSE, true))).toEqual(new Set(['old']));
    expect(new Set(of('unknown', { constriction: null, inflammation: null }))).toEqual(new Set(['unknown']));
  });
});
