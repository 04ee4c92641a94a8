import { RISK_FEATURES, riskFeatureSchemaHash, type AdditiveRisk } from '@airway-twin/domain/risk';
import type { OnnxConstant, OnnxModel, OnnxNode } from './onnx-proto.js';

const FLOAT = 1;

/**
 * The additive model as an ONNX graph, the same arithmetic as `scoreAdditively`. Missing values (NaN) are handled inside, so that whoever
 * serves the file needs nothing but the features and the personal offset. Inputs `features` [N, F] and `personal` [N, 2] (log-odds,
 * variance); outputs `log_odds` [N, 1], `risk_7d` [N, 1], `log_odds_sd` [N, 1], `log_odds_by_feature` [N, F] and `base_log_odds` [1].
 */
export function riskGraph(name: string, version: string, model: AdditiveRisk): OnnxModel {
  const width = RISK_FEATURES.length;
  const { stretches, missing, uncertainty } = model;
  const parts = [...stretches, ...missing];
  const count = parts.length;
  const row = (constant: string, values: readonly number[]): OnnxConstant => ({
    name: constant,
    kind: 'float32',
    dims: [1, values.length],
    values,
  });
  const places = (constant: string, values: readonly number[]): OnnxConstant => ({
    name: constant,
    kind: 'int64',
    dims: [values.length],
    values,
  });
  const known: OnnxNode[] = [
    { op: 'IsNaN', inputs: ['features'], output: 'is_missing' },
    { op: 'Cast', inputs: ['is_missing'], output: 'missing_share', integers: { to: FLOAT } },
    { op: 'Where', inputs: ['is_missing', 'zero', 'features'], output: 'known' },
    { op: 'Gather', inputs: ['known', 'stretch_feature'], output: 'stretch_value', integers: { axis: 1 } },
    { op: 'Max', inputs: ['stretch_value', 'stretch_from'], output: 'not_before' },
    { op: 'Min', inputs: ['not_before', 'stretch_to'], output: 'held' },
    { op: 'Sub', inputs: ['held', 'stretch_from'], output: 'behind' },
    { op: 'Div', inputs: ['behind', 'stretch_length'], output: 'share_behind' },
    { op: 'Sub', inputs: ['share_behind', 'stretch_mean'], output: 'from_mean' },
    { op: 'Gather', inputs: ['missing_share', 'stretch_feature'], output: 'stretch_missing', integers: { axis: 1 } },
    { op: 'Sub', inputs: ['one', 'stretch_missing'], output: 'stretch_known' },
    { op: 'Mul', inputs: ['from_mean', 'stretch_known'], output: missing.length > 0 ? 'stretch_basis' : 'basis' },
  ];
  const notKnown: OnnxNode[] = [
    { op: 'Gather', inputs: ['missing_share', 'missing_feature'], output: 'missing_basis', integers: { axis: 1 } },
    { op: 'Concat', inputs: ['stretch_basis', 'missing_basis'], output: 'basis', integers: { axis: 1 } },
  ];
  const sum = (input: string, output: string): OnnxNode => ({
    op: 'ReduceSum',
    inputs: [input, 'columns'],
    output,
    integers: { keepdims: 1 },
  });
  return {
    name: `${name}-${version}`,
    doc: 'Log-odds of an asthma attack that starts within 7 days, additive over features. Research demonstrator, not a medical device.',
    version: Number(version),
    constants: [
      row('zero', [0]),
      row('one', [1]),
      places('columns', [1]),
      places('first', [0]),
      places('second', [1]),
      { name: 'base', kind: 'float32', dims: [1], values: [model.baseLogOdds] },
      places(
        'stretch_feature',
        stretches.map(({ feature }) => feature),
      ),
      row(
        'stretch_from',
        stretches.map(({ from }) => from),
      ),
      row(
        'stretch_to',
        stretches.map(({ to }) => to),
      ),
      row(
        'stretch_length',
        stretches.map(({ from, to }) => Math.fround(to) - Math.fround(from)),
      ),
      row(
        'stretch_mean',
        stretches.map(({ mean }) => mean),
      ),
      ...(missing.length > 0
        ? [
            places(
              'missing_feature',
              missing.map(({ feature }) => feature),
            ),
          ]
        : []),
      {
        name: 'weights',
        kind: 'float32',
        dims: [count, width],
        values: parts.flatMap(({ feature, logOdds }) =>
          RISK_FEATURES.map((_each, at) => (at === feature ? logOdds : 0)),
        ),
      },
      row(
        'spread_of_base',
        uncertainty.map((_each, column) => uncertainty[0]![column] ?? 0),
      ),
      {
        name: 'spread',
        kind: 'float32',
        dims: [count, count + 1],
        values: parts.flatMap((_each, at) => uncertainty.map((_one, column) => uncertainty[at + 1]![column] ?? 0)),
      },
    ],
    nodes: [
      ...known,
      ...(missing.length > 0 ? notKnown : []),
      { op: 'MatMul', inputs: ['basis', 'weights'], output: 'log_odds_by_feature' },
      sum('log_odds_by_feature', 'log_odds_of_features'),
      { op: 'Gather', inputs: ['personal', 'first'], output: 'personal_log_odds', integers: { axis: 1 } },
      { op: 'Gather', inputs: ['personal', 'second'], output: 'personal_variance', integers: { axis: 1 } },
      { op: 'Add', inputs: ['log_odds_of_features', 'base'], output: 'log_odds_of_population' },
      { op: 'Add', inputs: ['log_odds_of_population', 'personal_log_odds'], output: 'log_odds' },
      { op: 'Sigmoid', inputs: ['log_odds'], output: 'risk_7d' },
      { op: 'MatMul', inputs: ['basis', 'spread'], output: 'spread_of_features' },
      { op: 'Add', inputs: ['spread_of_features', 'spread_of_base'], output: 'deviations' },
      { op: 'Mul', inputs: ['deviations', 'deviations'], output: 'squares' },
      sum('squares', 'variance_of_model'),
      { op: 'Add', inputs: ['variance_of_model', 'personal_variance'], output: 'variance' },
      { op: 'Sqrt', inputs: ['variance'], output: 'log_odds_sd' },
      { op: 'Identity', inputs: ['base'], output: 'base_log_odds' },
    ],
    inputs: [
      { name: 'features', shape: ['patients', width], doc: 'RISK_FEATURES in order; NaN where missing' },
      {
        name: 'personal',
        shape: ['patients', 2],
        doc: 'log-odds of this patient and of the people served; their variance',
      },
    ],
    outputs: [
      { name: 'log_odds', shape: ['patients', 1], doc: 'base + sum of log_odds_by_feature + personal log-odds' },
      { name: 'risk_7d', shape: ['patients', 1], doc: 'probability that an attack starts within 7 days' },
      {
        name: 'log_odds_sd',
        shape: ['patients', 1],
        doc: 'standard deviation of log_odds: coefficients and personal offset',
      },
      { name: 'log_odds_by_feature', shape: ['patients', width], doc: 'each feature’s part' },
      { name: 'base_log_odds', shape: [1], doc: 'log-odds of the people trained on, on average' },
    ],
    metadata: {
      name,
      version,
      feature_schema_hash: riskFeatureSchemaHash,
      features: RISK_FEATURES.map((feature) => feature.name).join(','),
    },
  };
}
