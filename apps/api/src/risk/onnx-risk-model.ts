import { InferenceSession, Tensor } from 'onnxruntime-node';
import {
  NO_PERSONAL_OFFSET,
  RISK_FEATURES,
  type ModelScore,
  type RiskModel,
  type RiskModelIdentity,
  type RiskModelTerms,
  type ScoreRow,
} from '@airway-twin/domain/risk';
import type { RiskManifest } from '@airway-twin/contracts/risk-model';
import type { CheckedModelFile } from './risk-model-folder.js';

const INPUTS = ['features', 'personal'];
const OUTPUTS = ['log_odds', 'log_odds_sd', 'log_odds_by_feature', 'base_log_odds'];
const WIDTH = RISK_FEATURES.length;

/**
 * The model of a checked file, ready to score on one thread. Throws `Error` with a plain reason when ONNX Runtime cannot load it, it lacks
 * an in- or output, or a row of missing values gets no finite score.
 */
export async function loadOnnxModel({ manifest, bytes }: CheckedModelFile): Promise<RiskModel> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(bytes, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
    });
  } catch (error) {
    throw new Error(`ONNX Runtime cannot load the model file: ${messageOf(error)}`, { cause: error });
  }
  const lacking = [
    ...INPUTS.filter((name) => !session.inputNames.includes(name)),
    ...OUTPUTS.filter((name) => !session.outputNames.includes(name)),
  ];
  if (lacking.length > 0) throw new Error(`the model lacks ${lacking.join(', ')}`);
  const model: RiskModel = {
    identity: identityOf(manifest),
    terms: termsOf(manifest),
    scoreBatch: async (rows) => (rows.length === 0 ? [] : await scoreRows(session, rows)),
  };
  await probe(model);
  return model;
}

function identityOf({ name, version, sha256, featureSchemaHash }: RiskManifest): RiskModelIdentity {
  return { name, version, fileSha256: sha256, featureSchemaHash };
}

function termsOf({ frailtyShape, baseRate7d, operatingPoint }: RiskManifest): RiskModelTerms {
  return { frailtyShape, baseRate7d, operatingPoint };
}

async function probe(model: RiskModel): Promise<void> {
  const unknown = new Float64Array(WIDTH).fill(NaN);
  let scores: readonly ModelScore[];
  try {
    scores = await model.scoreBatch([{ features: unknown, personal: NO_PERSONAL_OFFSET }]);
  } catch (error) {
    throw new Error(`the model cannot score: ${messageOf(error)}`, { cause: error });
  }
  const [score] = scores;
  const finite =
    score && [score.logOdds7d, score.logOddsSd, score.baseLogOdds, ...score.logOddsByFeature].every(Number.isFinite);
  if (!finite) throw new Error('the model gives no number for a patient of whom nothing is known');
}

/** Scores all rows in one run. Rejected when ONNX Runtime fails or its outputs have another shape. */
async function scoreRows(session: InferenceSession, rows: readonly ScoreRow[]): Promise<ModelScore[]> {
  const personal = new Float32Array(rows.length * 2);
  for (let index = 0; index < rows.length; index++) {
    personal[index * 2] = rows[index]!.personal.logOdds;
    personal[index * 2 + 1] = rows[index]!.personal.variance;
  }
  const outputs = await session.run(
    { features: featuresOf(rows), personal: new Tensor('float32', personal, [rows.length, 2]) },
    OUTPUTS,
  );
  const logOdds = floats(outputs['log_odds'], rows.length);
  const spread = floats(outputs['log_odds_sd'], rows.length);
  const parts = new Float64Array(floats(outputs['log_odds_by_feature'], rows.length * WIDTH));
  const baseLogOdds = floats(outputs['base_log_odds'], 1)[0]!;
  return rows.map(({ personal: { logOdds: personalLogOdds } }, index) => ({
    logOdds7d: logOdds[index]!,
    logOddsSd: spread[index]!,
    logOddsByFeature: parts.subarray(index * WIDTH, (index + 1) * WIDTH),
    baseLogOdds,
    personalLogOdds,
  }));
}

function featuresOf(rows: readonly ScoreRow[]): Tensor {
  const input = new Float32Array(rows.length * WIDTH);
  for (let index = 0; index < rows.length; index++) {
    const { features } = rows[index]!;
    if (features.length !== WIDTH) throw new RangeError(`expected ${WIDTH} features, got ${features.length}`);
    // One by one: `set` converts from the other type at several times the cost.
    for (let place = 0, at = index * WIDTH; place < WIDTH; place++, at++) input[at] = features[place]!;
  }
  return new Tensor('float32', input, [rows.length, WIDTH]);
}

function floats(tensor: Tensor | undefined, length: number): Float32Array {
  if (!(tensor?.data instanceof Float32Array) || tensor.data.length !== length) {
    throw new RangeError(
      `expected an output of ${length} float32, got ${tensor?.type ?? 'none'} ${tensor?.dims.join('×') ?? ''}`,
    );
  }
  return tensor.data;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
