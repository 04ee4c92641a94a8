import { describe, expect, it } from '@jest/globals';
import { riskManifest, type RiskManifest } from './index.js';

const manifest: RiskManifest = {
  kind: 'risk-7d',
  name: 'risk',
  version: '2',
  file: 'risk-2.onnx',
  sha256: 'a'.repeat(64),
  featureSchemaHash: 'fnv1a64:0',
  features: [{ name: 'reliever', unit: 'puff/d', missingMeans: 'no sensor' }],
  frailtyShape: 1.5,
  baseRate7d: 0.004,
  operatingPoint: {
    alertFrom: 0.04,
    alertUntil: 0.02,
    alertsPerPatientMonth: 0.4,
    sensitivity: 0.6,
    precedeAttackOfHundred: 8,
    daysPersistent: { high: 2, of: 3 },
  },
  evaluation: {
    people: 500,
    events: 300,
    models: [{ name: 'logistic', figures: { auc: { value: 0.8, low: 0.78, high: 0.82 } } }],
  },
  trainedWith: { seed: 1, patients: 4000, years: 2, cohortVersion: '1' },
};

describe('a model’s manifest', () => {
  it('says how the model is to be used and how it was evaluated', () => {
    expect(riskManifest.parse(JSON.parse(JSON.stringify(manifest)))).toEqual(manifest);
  });

  it.each([
    ['a file outside its folder', { file: '../risk-2.onnx' }],
    ['a threshold that is no probability', { operatingPoint: { ...manifest.operatingPoint, alertFrom: 5 } }],
    ['no personal prior', { frailtyShape: undefined }],
    ['a prior without spread', { frailtyShape: 0 }],
    ['no evaluation', { evaluation: undefined }],
    ['a kind of model that is not known', { kind: 'diagnosis' }],
    ['no kind of model', { kind: undefined }],
  ])('is refused with %s', (_what, changes) => {
    expect(riskManifest.safeParse({ ...manifest, ...changes }).success).toBe(false);
  });
});
