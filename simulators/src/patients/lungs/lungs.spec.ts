import { describe, expect, it } from '@jest/globals';
import { demoCohort } from '../cohort.js';
import { predictedLungFunction } from '../predicted.js';
import { specAgeYears } from '../patient-spec.js';
import { drawFor } from '../seeded-draw.js';
import { NAMED_BRONCHI } from './bronchial-sizes.js';
import { forcedBreath, type ForcedBreath } from './forced-breath.js';
import { drawHiddenLungs, segmentConditions, type HiddenLungs } from './hidden-lungs.js';
import { personLungs } from './person-lungs.js';

const MID_2026_MS = Date.parse('2026-07-01T00:00:00Z');
const man = (who: string): HiddenLungs =>
  drawHiddenLungs({ heightCm: 176, ageYears: 25, vitalCapacityLitres: 5.4 }, drawFor('lungs of the test', who));
const CALIBRE = 0.94;
const lungs = man('one');
const healthy = forcedBreath(lungs, CALIBRE, 0, 0);
const share = (
  breath: ForcedBreath,
  measure: 'fev1Litres' | 'fvcLitres' | 'pefLitresPerSecond' | 'fef2575LitresPerSecond',
) => breath[measure] / healthy[measure];

describe('the lungs of an invented person', () => {
  it('have 18 segments whose volumes make up the whole, each with a bronchus and 12 generations to the 16th', () => {
    expect(lungs.segments).toHaveLength(18);
    expect(lungs.segments.reduce((sum, segment) => sum + segment.volumeShare, 0)).toBeCloseTo(1, 12);
    for (const { airways } of lungs.segments) {
      expect(airways.map((airway) => airway.order)).toEqual([16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
    }
  });

  it('share named bronchi that all lead to the trachea', () => {
    const reached = new Set(lungs.shared.flatMap(({ branches }) => branches));
    expect([...reached, 'trachea'].sort()).toEqual(NAMED_BRONCHI.map(({ name }) => name).sort());
    expect(lungs.shared.at(-1)!.name).toBe('trachea');
  });

  it('constrict and swell unevenly, with a spread of 30–50 % between segments, around the mean that is asked for', () => {
    for (const mean of [0.1, 0.45, 0.8]) {
      const { constriction, inflammation } = segmentConditions(lungs, mean, mean);
      for (const values of [constriction, inflammation]) {
        const found = values.reduce((sum, value, index) => sum + value * lungs.segments[index]!.volumeShare, 0);
        expect(found).toBeCloseTo(mean, 6);
        expect(Math.min(...values)).toBeGreaterThan(0);
        expect(Math.max(...values)).toBeLessThanOrEqual(1);
        expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.05);
      }
    }
    const logs = Array.from({ length: 40 }, (_, index) => man(`spread ${index}`)).flatMap(({ segments }) => {
      const own = segments.map((segment) => Math.log(segment.constrictionSensitivity));
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      return own.map((value) => value - mean);
    });
    const spread = Math.sqrt(logs.reduce((sum, value) => sum + value * value, 0) / logs.length);
    expect(spread).toBeGreaterThan(0.3);
    expect(spread).toBeLessThan(0.5);
  });

  it('differ from person to person, and are the same for the same person', () => {
    expect(man('two')).not.toEqual(lungs);
    expect(man('one')).toEqual(lungs);
  });
});

describe('a forced breath through the segments', () => {
  it('of a healthy young man has the published size and shape', () => {
    expect(healthy.fev1Litres / healthy.fvcLitres).toBeGreaterThan(0.78);
    expect(healthy.fev1Litres / healthy.fvcLitres).toBeLessThan(0.92);
    expect(healthy.pefLitresPerSecond).toBeGreaterThan(8);
    expect(healthy.pefLitresPerSecond).toBeLessThan(13);
    expect(healthy.fvcLitres).toBeGreaterThan(5.2);
    expect(healthy.fvcLitres).toBeLessThan(5.6);
  });

  it('gives flow that rises fast to its peak and falls to nearly nothing', () => {
    const { flowsLitresPerSecond: flows, volumesLitres: volumes } = healthy;
    const peakAt = flows.indexOf(healthy.pefLitresPerSecond);
    expect(volumes[peakAt]! / healthy.fvcLitres).toBeLessThan(0.25);
    expect(flows.at(-1)!).toBeLessThan(0.05);
    for (let point = peakAt + 3; point < flows.length; point++) {
      expect(flows[point]!).toBeLessThanOrEqual(flows[point - 1]! * 1.02);
    }
  });

  // Shares of the healthy value from the published wall geometry (Moreno 1986, James 1989) in a wave-speed model: PMS .10, .15, .20 and
  // an inner wall of 1.5 and 2 times its area.
  it.each([
    [0.25, 0, 84, 6],
    [0.375, 0, 76, 6],
    [0.5, 0, 66, 7],
    [0, 0.5, 86, 6],
    [0, 1, 73, 9],
    [0.375, 0.5, 59, 8],
  ])(
    'with constriction %s and swelling %s leaves about %s %% of FEV1',
    (constriction, inflammation, percent, within) => {
      const found = 100 * share(forcedBreath(lungs, CALIBRE, constriction, inflammation), 'fev1Litres');
      expect(Math.abs(found - percent)).toBeLessThan(within);
    },
  );

  it('falls with every step of constriction and of swelling, in FEV1, FVC and PEF', () => {
    const steps = [0, 0.15, 0.3, 0.45, 0.6, 0.75];
    for (const other of [0, 0.4]) {
      const byConstriction = steps.map((step) => forcedBreath(lungs, CALIBRE, step, other));
      const bySwelling = steps.map((step) => forcedBreath(lungs, CALIBRE, other, step));
      for (const row of [byConstriction, bySwelling]) {
        for (let step = 1; step < row.length; step++) {
          for (const measure of ['fev1Litres', 'fvcLitres', 'pefLitresPerSecond'] as const) {
            expect(row[step]![measure]).toBeLessThan(row[step - 1]![measure]);
          }
        }
      }
    }
  });

  it('constriction lowers the mid flows most and the whole volume least', () => {
    const breath = forcedBreath(lungs, CALIBRE, 0.375, 0);
    expect(share(breath, 'fef2575LitresPerSecond')).toBeLessThan(share(breath, 'fev1Litres'));
    expect(share(breath, 'fev1Litres')).toBeLessThan(share(breath, 'fvcLitres'));
  });

  it('empties segments at different speed: the tree makes a spread that no single number holds', () => {
    const spread = ({ emptiedInOneSecond: emptied }: ForcedBreath): number =>
      Math.max(...emptied) - Math.min(...emptied);
    expect(spread(healthy)).toBeGreaterThan(0.05);
    expect(spread(forcedBreath(lungs, CALIBRE, 0.5, 0))).toBeGreaterThan(spread(healthy) + 0.1);
  });

  it('the same mean constriction costs one person more than another', () => {
    const costs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((who) => {
      const own = man(who);
      return forcedBreath(own, CALIBRE, 0.4, 0.3).fev1Litres / forcedBreath(own, CALIBRE, 0, 0).fev1Litres;
    });
    expect(Math.max(...costs) - Math.min(...costs)).toBeGreaterThan(0.02);
  });
});

describe('the breath of a person', () => {
  it.each(demoCohort().map((spec) => [spec.patientId, spec] as const))(
    'without constriction and swelling is the predicted FEV1 times their own scale: %s',
    (_id, spec) => {
      const { table } = personLungs(spec);
      const { fev1Litres } = predictedLungFunction(spec.sex, specAgeYears(spec, MID_2026_MS), spec.heightCm);
      expect(table.healthy.fev1Litres / (fev1Litres * spec.lungScale)).toBeCloseTo(1, 2);
      const shares = table.at(0, 0);
      expect([shares.fev1, shares.fvc, shares.pef]).toEqual([1, 1, 1]);
    },
  );

  it('does not depend on what was asked before', () => {
    const spec = demoCohort()[2]!;
    const before = personLungs({ ...spec, airwaySeed: 77 }).table.at(0.33, 0.21);
    personLungs({ ...spec, airwaySeed: 77 }).table.at(0.9, 0.9);
    expect(personLungs({ ...spec, airwaySeed: 77 }).table.at(0.33, 0.21)).toEqual(before);
  });

  it('between the nodes of the table is what the tree itself gives, within a hundredth', () => {
    const { lungs: own, calibre, table } = personLungs(demoCohort()[14]!);
    for (const [constriction, inflammation] of [
      [0.08, 0.12],
      [0.25, 0.42],
      [0.4, 0.25],
    ] as const) {
      const breath = forcedBreath(own, calibre, constriction, inflammation);
      const found = table.at(constriction, inflammation);
      expect(Math.abs(found.fev1 - breath.fev1Litres / table.healthy.fev1Litres)).toBeLessThan(0.01);
      expect(Math.abs(found.fvc - breath.fvcLitres / table.healthy.fvcLitres)).toBeLessThan(0.012);
      expect(Math.abs(found.pef - breath.pefLitresPerSecond / table.healthy.pefLitresPerSecond)).toBeLessThan(0.02);
    }
  });

  it('is alive at the worst: some air moves however tight', () => {
    for (const spec of demoCohort().slice(0, 3)) {
      const worst = personLungs(spec).table.at(1, 1);
      expect(worst.fev1).toBeGreaterThan(0.1);
      expect(worst.fev1).toBeLessThan(0.3);
    }
  });
});
