import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Sex } from '../patient/profile.js';
import { plausibleHeightCm } from './plausible-body.js';
import {
  GLI_GROUPS,
  SPIROMETRY_MEASURES,
  type GliGroup,
  type ReferenceEquation,
  type ReferencePerson,
  type SpirometryMeasure,
} from './reference-names.js';
import {
  equationFor,
  percentPredicted,
  referenceValue,
  valueAtZ,
  zScore,
  type ReferenceValue,
} from './reference-value.js';

const GLOBAL: ReferenceEquation = { name: 'gli-global-2022', group: null };
const of2012 = (group: GliGroup): ReferenceEquation => ({ name: 'gli-2012', group });

function known(measure: SpirometryMeasure, person: ReferencePerson, equation: ReferenceEquation): ReferenceValue {
  const value = referenceValue(measure, person, equation);
  if (value.kind === 'refused') throw new Error(`${value.field}: ${value.expected}`);
  return value;
}

/**
 * Computed apart from this code, in full precision, from the coefficient and spline tables that PySpiro carries: measure, equation, sex,
 * age in years, height in cm, measured value, then predicted, LLN, ULN and z-score.
 */
const COMPUTED: [SpirometryMeasure, ReferenceEquation, Sex, number, number, number, number, number, number, number][] =
  [
    ['fev1', GLOBAL, 'male', 13.97, 158.3, 2.31, 2.8832025, 2.2709161, 3.4670574, -1.542726],
    ['fvc', GLOBAL, 'male', 13.97, 158.3, 3.02, 3.3238885, 2.6174158, 4.0403907, -0.70447],
    ['fev1Fvc', GLOBAL, 'male', 13.97, 158.3, 0.764901, 0.8705356, 0.758485, 0.9599006, -1.562452],
    ['fev1', GLOBAL, 'female', 8.42, 128, 1.29, 1.5121893, 1.1865235, 1.8233758, -1.131653],
    ['fvc', GLOBAL, 'female', 8.42, 128, 1.71, 1.6851684, 1.3234372, 2.0549716, 0.111523],
    ['fev1Fvc', GLOBAL, 'female', 8.42, 128, 0.754386, 0.9023108, 0.7940736, 0.9778289, -2.079658],
    ['fev1', GLOBAL, 'female', 46.11, 163, 2.05, 2.7459524, 2.0489112, 3.4066178, -1.642514],
    ['fvc', GLOBAL, 'male', 95, 168, 2.2, 2.9892671, 2.1742141, 3.8192948, -1.592405],
    ['fev1', GLOBAL, 'male', 3, 96, 0.8, 0.7475566, 0.5734104, 0.9128552, 0.513758],
    ['fev1', of2012('caucasian'), 'male', 10.1, 139, 1.6, 1.9933834, 1.6233864, 2.35772, -1.747998],
    ['fvc', of2012('north-east-asian'), 'female', 34.6, 158, 2.9, 3.4369506, 2.8611107, 4.0303937, -1.532177],
    ['fev1Fvc', of2012('african-american'), 'female', 17.3, 162, 0.71, 0.8991136, 0.7807988, 0.9866857, -2.363532],
    ['fev1Fvc', of2012('other'), 'male', 71.9, 170, 0.6, 0.770649, 0.6439107, 0.884394, -2.166811],
    ['fef2575', of2012('caucasian'), 'male', 8.37, 128, 1.2, 1.9275482, 1.2400109, 2.7666302, -1.753461],
    ['fef2575', of2012('south-east-asian'), 'female', 90, 150, 0.5, 1.1254341, 0.4467641, 2.1902403, -1.476687],
    ['fef2575', of2012('other'), 'female', 12.6, 150, 2, 3.0134116, 1.9863758, 4.1309049, -1.622037],
    ['fev1', of2012('african-american'), 'female', 6.05, 116, 1, 1.0433851, 0.8021368, 1.2762507, -0.300615],
    ['fef2575', of2012('north-east-asian'), 'male', 5.13, 110, 0.9, 1.4829893, 0.9731609, 2.1001679, -1.913981],
  ];

describe('GLI reference values', () => {
  it.each(COMPUTED)(
    '%s by %o of a %s of %d years and %d cm agrees with the tables to 1e-6',
    (measure, equation, sex, ageYears, heightCm, measured, predicted, lln, uln, z) => {
      const value = known(measure, { sex, ageYears, heightCm }, equation);
      expect(Math.abs(value.predicted - predicted)).toBeLessThan(1e-6);
      expect(Math.abs(value.lln - lln)).toBeLessThan(1e-6);
      expect(Math.abs(value.uln - uln)).toBeLessThan(1e-6);
      expect(Math.abs(zScore(value, measured) - z)).toBeLessThan(2e-6);
    },
  );

  it.each([
    [6, 116, 1.26, 1.21, 0.905, 0.918],
    [8, 128, 1.6, 1.53, 0.884, 0.901],
    [10, 139, 1.99, 1.91, 0.865, 0.889],
    [14, 164, 3.29, 3.18, 0.862, 0.892],
  ])(
    'GLI-2012 at %d years and %d cm is what the airway model was fitted to',
    (ageYears, heightCm, boy, girl, boys, girls) => {
      const of = (measure: 'fev1' | 'fev1Fvc', sex: Sex) =>
        known(measure, { sex, ageYears, heightCm }, of2012('caucasian')).predicted;
      expect(of('fev1', 'male')).toBeCloseTo(boy, 2);
      expect(of('fev1', 'female')).toBeCloseTo(girl, 2);
      expect(Math.abs(of('fev1Fvc', 'male') - boys)).toBeLessThan(0.00051);
      expect(Math.abs(of('fev1Fvc', 'female') - girls)).toBeLessThan(0.00051);
    },
  );

  it('GLI-2012 of a man of 25 years and 176 cm is 4.52 L, 5.40 L and 0.843', () => {
    const of = (measure: SpirometryMeasure) =>
      known(measure, { sex: 'male', ageYears: 25, heightCm: 176 }, of2012('caucasian')).predicted;
    expect([of('fev1').toFixed(2), of('fvc').toFixed(2), of('fev1Fvc').toFixed(3)]).toEqual(['4.52', '5.40', '0.843']);
  });

  it('a child between two quarter-years gets neither the figures of the quarter before nor of the nearest one', () => {
    const at = (ageYears: number) => known('fev1', { sex: 'male', ageYears, heightCm: 160 }, GLOBAL);
    const halfway = (at(13.75).predicted + at(14).predicted) / 2;
    expect(at(13.875).predicted).toBeCloseTo(halfway, 4);
    expect(at(13.97).predicted).toBeGreaterThan(at(13.75).predicted + 0.8 * (at(14).predicted - at(13.75).predicted));
    expect(at(13.97).predicted).toBeLessThan(at(14).predicted);
  });

  it('are finite and ordered for everybody that GLI covers', () => {
    for (const equation of [GLOBAL, ...GLI_GROUPS.map(of2012)])
      for (const measure of SPIROMETRY_MEASURES)
        for (const sex of ['female', 'male'] as const)
          for (let ageYears = 3; ageYears <= (measure === 'fef2575' ? 90 : 95); ageYears += 0.7) {
            if (measure === 'fef2575' && equation.name === 'gli-global-2022') continue;
            const { least, most } = plausibleHeightCm(ageYears);
            for (const heightCm of [least, (least + most) / 2, most]) {
              const { predicted, lln, uln } = known(measure, { sex, ageYears, heightCm }, equation);
              const told = `${measure} ${sex} ${ageYears} ${heightCm}: ${lln} ${predicted} ${uln}`;
              expect([told, 0 < lln && lln < predicted && predicted < uln && uln < 15]).toEqual([told, true]);
            }
          }
  });
});

const anybody = fc
  .record({
    sex: fc.constantFrom<Sex>('female', 'male'),
    ageYears: fc.double({ min: 3, max: 90, noNaN: true }),
    height: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ sex, ageYears, height }) => {
    const { least, most } = plausibleHeightCm(ageYears);
    return { sex, ageYears, heightCm: least + height * (most - least) };
  });
const anyReference = fc.tuple(
  fc.constantFrom(...SPIROMETRY_MEASURES),
  fc.constantFrom('gli-global-2022' as const, 'gli-2012' as const),
  fc.constantFrom(...GLI_GROUPS),
);

describe('z-scores', () => {
  it('whoever blows the predicted value has z 0 and 100 %, the limits of normal are at z -1.645 and 1.645', () => {
    fc.assert(
      fc.property(anybody, anyReference, (person, [measure, reference, group]) => {
        const value = known(measure, person, equationFor(measure, reference, group));
        expect(zScore(value, value.predicted)).toBeCloseTo(0, 9);
        expect(percentPredicted(value, value.predicted)).toBeCloseTo(100, 9);
        expect(zScore(value, value.lln)).toBeCloseTo(-1.645, 9);
        expect(zScore(value, value.uln)).toBeCloseTo(1.645, 9);
      }),
    );
  });

  it('rise with the measured value and lead back to it', () => {
    fc.assert(
      fc.property(
        anybody,
        anyReference,
        fc.double({ min: 0.3, max: 1.5, noNaN: true }),
        fc.double({ min: 0.001, max: 0.2, noNaN: true }),
        (person, [measure, reference, group], share, more) => {
          const value = known(measure, person, equationFor(measure, reference, group));
          const low = share * value.predicted;
          expect(zScore(value, low * (1 + more))).toBeGreaterThan(zScore(value, low));
          expect(valueAtZ(value, zScore(value, low)) / low).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  it('a taller person of the same age is predicted a larger FEV1 and FVC', () => {
    fc.assert(
      fc.property(anybody, fc.constantFrom('fev1' as const, 'fvc' as const), (person, measure) => {
        const taller = { ...person, heightCm: Math.min(person.heightCm + 1, plausibleHeightCm(person.ageYears).most) };
        fc.pre(taller.heightCm > person.heightCm + 0.01);
        expect(known(measure, taller, GLOBAL).predicted).toBeGreaterThan(known(measure, person, GLOBAL).predicted);
      }),
    );
  });

  it('a measure without skewness is read on the logarithm', () => {
    const flat = { predicted: 2, skewness: 0, variation: 0.1 };
    expect(zScore(flat, 2 * Math.exp(0.2))).toBeCloseTo(2, 12);
    expect(valueAtZ(flat, 2)).toBeCloseTo(2 * Math.exp(0.2), 12);
  });
});

describe('who gets no reference value', () => {
  const person = { sex: 'female', ageYears: 10, heightCm: 140 } as const;
  const refusal = (
    changes: Partial<ReferencePerson>,
    measure: SpirometryMeasure = 'fev1',
    equation = of2012('other'),
  ) => referenceValue(measure, { ...person, ...changes }, equation);

  it.each([2.99, 95.01, Number.NaN])('an age of %d years', (ageYears) => {
    expect(refusal({ ageYears })).toMatchObject({
      kind: 'refused',
      field: 'ageYears',
      expected: expect.stringContaining('3 to 95 years'),
    });
  });

  it('FEF25-75 of somebody above 90 years, whose FEV1 still has one', () => {
    const old = { ageYears: 90.1, heightCm: 165 };
    expect(refusal(old, 'fef2575')).toEqual({
      kind: 'refused',
      field: 'ageYears',
      expected: '3 to 90 years for fef2575',
    });
    expect(refusal(old, 'fev1')).toMatchObject({ kind: 'reference' });
  });

  it.each([
    [10, 1.4],
    [10, 90],
    [5, 175],
    [30, 250],
    [30, 17],
    [30, Number.NaN],
  ])('somebody of %d years and %d cm', (ageYears, heightCm) => {
    expect(refusal({ ageYears, heightCm })).toMatchObject({
      kind: 'refused',
      field: 'heightCm',
      expected: expect.stringMatching(/^\d+ to \d+ cm at the age of/),
    });
  });

  it('short and tall people who exist are not refused', () => {
    for (const [ageYears, heightCm] of [
      [3, 85],
      [3, 105],
      [6, 100],
      [10, 118],
      [12, 175],
      [14, 195],
      [40, 130],
      [40, 215],
      [92, 140],
    ] as const)
      expect(refusal({ ageYears, heightCm })).toMatchObject({ kind: 'reference' });
  });

  it('FEF25-75 by GLI Global 2022, which has none: the reference by 2012 is named instead', () => {
    expect(refusal({}, 'fef2575', GLOBAL)).toMatchObject({ kind: 'refused', field: 'reference' });
    expect(equationFor('fef2575', 'gli-global-2022')).toEqual({ name: 'gli-2012', group: 'other' });
  });
});
