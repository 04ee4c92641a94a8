import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RISK_FEATURES, featureIndex, scoreAdditively, type RiskFeatureName } from '@airway-twin/domain/risk';
import { DIRECTION } from './effect-shapes.js';
import { inventedRows } from './invented-rows.js';
import { patientDays } from './patient-days.js';
import { trainOn, type Trained } from './train.js';

const days = patientDays(inventedRows(5, 10));
let trained: Trained;

beforeAll(() => {
  trained = trainOn(days, 5, false);
}, 120_000);

const anyRow = fc
  .array(fc.oneof(fc.constant(NaN), fc.double({ min: -3, max: 120, noNaN: true })), {
    minLength: RISK_FEATURES.length,
    maxLength: RISK_FEATURES.length,
  })
  .map((values) => Float64Array.from(values));

const logOdds = (features: Float64Array): number =>
  scoreAdditively(trained.additive, { features, personal: { logOdds: 0, variance: 0 } }).logOdds7d;

describe('the model that is learnt', () => {
  it('is the same, number for number, for the same rows and seed', () => {
    const again = trainOn(patientDays(inventedRows(5, 10)), 5, false);
    expect(JSON.stringify(again)).toBe(JSON.stringify(trained));
    const other = trainOn(patientDays(inventedRows(6, 10)), 6, false);
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(trained));
  }, 120_000);

  it('never gives a lower risk for fewer doses taken, whatever the rest', () => {
    const adherence = featureIndex('controllerAdherence7d');
    const change = featureIndex('controllerAdherenceChange7d');
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(anyRow, share, share, share, (row, taken, missed, before) => {
        const [more, fewer] = [Float64Array.from(row), Float64Array.from(row)];
        [more[adherence], more[change]] = [taken, taken - before];
        const less = taken * (1 - missed);
        [fewer[adherence], fewer[change]] = [less, less - before];
        expect(logOdds(fewer)).toBeGreaterThanOrEqual(logOdds(more) - 1e-12);
      }),
    );
  });

  it('holds every feature to the way that makes clinical sense', () => {
    const directed = Object.entries(DIRECTION) as [RiskFeatureName, 1 | -1][];
    fc.assert(
      fc.property(
        anyRow,
        fc.constantFrom(...directed),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        (row, [name, way], more) => {
          const index = featureIndex(name);
          fc.pre(!Number.isNaN(row[index]!));
          const moved = Float64Array.from(row);
          moved[index] = row[index]! + more;
          expect(way * (logOdds(moved) - logOdds(row))).toBeGreaterThanOrEqual(-1e-12);
        },
      ),
    );
  });

  it('is less sure of a patient unlike those it learnt from', () => {
    const usual = days.features.subarray(0, RISK_FEATURES.length);
    const spread = (features: Float64Array) =>
      scoreAdditively(trained.additive, { features, personal: { logOdds: 0, variance: 0 } }).logOddsSd;
    const far = Float64Array.from(usual, () => 1000);
    expect(spread(far)).toBeGreaterThan(spread(Float64Array.from(usual)));
  });
});
