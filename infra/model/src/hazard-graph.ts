import {
  HAZARD_BASE_LOG_ODDS,
  HAZARD_COEFFICIENTS,
  HAZARD_MODEL_NAME,
  HAZARD_MODEL_VERSION,
  RISK_FEATURES,
  riskFeatureSchemaHash,
  type HazardCoefficient,
} from '@airway-twin/domain/risk';
import type { OnnxConstant, OnnxModel } from './serving/onnx-proto.js';

/**
 * The discrete-time hazard as an ONNX graph, the same arithmetic as `scoreHazard`: missing values (NaN) are handled inside, so that
 * whoever serves the file needs nothing but the features. Input `features` [N, F]; outputs `daily_hazard` [N, 1],
 * `log_odds_by_feature` [N, F] and `base_log_odds` [1].
 */
export function hazardGraph(): OnnxModel {
  const width = RISK_FEATURES.length;
  const row = (name: string, value: (coefficient: HazardCoefficient) => number): OnnxConstant => ({
    name,
    kind: 'float32',
    dims: [1, width],
    values: HAZARD_COEFFICIENTS.map(value),
  });
  return {
    name: `${HAZARD_MODEL_NAME}-${HAZARD_MODEL_VERSION}`,
    doc: 'Discrete-time hazard of an asthma attack on a day, from published effect sizes. Research demonstrator, not a medical device.',
    version: Number(HAZARD_MODEL_VERSION),
    constants: [
      row('centre', (coefficient) => coefficient.centre),
      row('least', (coefficient) => coefficient.least),
      row('most', (coefficient) => coefficient.most),
      row('log_odds_per_unit', (coefficient) => coefficient.logOddsPerUnit),
      row('when_missing', (coefficient) => coefficient.whenMissing),
      { name: 'base', kind: 'float32', dims: [1], values: [HAZARD_BASE_LOG_ODDS] },
      { name: 'feature_axis', kind: 'int64', dims: [1], values: [1] },
    ],
    nodes: [
      { op: 'IsNaN', inputs: ['features'], output: 'missing' },
      { op: 'Where', inputs: ['missing', 'centre', 'features'], output: 'known' },
      { op: 'Max', inputs: ['known', 'least'], output: 'not_below' },
      { op: 'Min', inputs: ['not_below', 'most'], output: 'held' },
      { op: 'Sub', inputs: ['held', 'centre'], output: 'from_centre' },
      { op: 'Mul', inputs: ['from_centre', 'log_odds_per_unit'], output: 'log_odds_when_known' },
      { op: 'Where', inputs: ['missing', 'when_missing', 'log_odds_when_known'], output: 'log_odds_by_feature' },
      {
        op: 'ReduceSum',
        inputs: ['log_odds_by_feature', 'feature_axis'],
        output: 'log_odds_of_features',
        integers: { keepdims: 1 },
      },
      { op: 'Add', inputs: ['log_odds_of_features', 'base'], output: 'log_odds' },
      { op: 'Sigmoid', inputs: ['log_odds'], output: 'daily_hazard' },
      { op: 'Identity', inputs: ['base'], output: 'base_log_odds' },
    ],
    inputs: [{ name: 'features', shape: ['patients', width], doc: 'RISK_FEATURES in order; NaN where missing' }],
    outputs: [
      { name: 'daily_hazard', shape: ['patients', 1], doc: 'probability of an attack on a day' },
      { name: 'log_odds_by_feature', shape: ['patients', width], doc: 'adds up, with base_log_odds, to the log-odds' },
      { name: 'base_log_odds', shape: [1], doc: 'log-odds with every feature at its centre' },
    ],
    metadata: {
      name: HAZARD_MODEL_NAME,
      version: HAZARD_MODEL_VERSION,
      feature_schema_hash: riskFeatureSchemaHash,
      features: RISK_FEATURES.map((feature) => feature.name).join(','),
      made_from: `published effect sizes, coefficients version ${HAZARD_MODEL_VERSION}`,
    },
  };
}
