import { InferenceSession, Tensor } from 'onnxruntime-node';
import {
  NO_PERSONAL_OFFSET,
  RISK_FEATURES,
  weekScoreOfHazard,
  type ModelScore,
  type RiskModel,
  type RiskModelIdentity,
  type ScoreRow,
} from '@airway-twin/domain/risk';
import { readModelFolder } from './risk-model-folder.js';

export type LoadedRiskModel =
  { readonly kind: 'ready'; readonly model: RiskModel } | { readonly kind: 'unavailable'; readonly reason: string };

const INPUT = 'features';
const OUTPUT = { hazard: 'daily_hazard', parts: 'log_odds_by_feature', base: 'base_log_odds' } as const;

/**
 * The model of that folder, ready to score. Checked before it is called ready: manifest, SHA-256, feature schema, that ONNX Runtime loads
 * it, and that a row of missing values gets finite scores. Every failure is a value with a plain reason.
 */
export async function loadRiskModel(folder: string): Promise<LoadedRiskModel> {
  const checked = await readModelFolder(folder);
  if (checked.kind === 'unavailable') return checked;
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(checked.bytes, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
    });
  } catch (error) {
    return unavailable(`ONNX Runtime cannot load the model file: ${messageOf(error)}`);
  }
  const lacking = [INPUT].filter((name) => !session.inputNames.includes(name));
  lacking.push(...Object.values(OUTPUT).filter((name) => !session.outputNames.includes(name)));
  if (lacking.length > 0) return unavailable(`the model lacks ${lacking.join(', ')}`);
  const model = onnxRiskModel(session, checked.identity);
  try {
    const [probe] = await model.scoreBatch([
      { features: new Float64Array(RISK_FEATURES.length).fill(NaN), personal: NO_PERSONAL_OFFSET },
    ]);
    const finite = probe && [probe.logOdds7d, probe.baseLogOdds, ...probe.logOddsByFeature].every(Number.isFinite);
    if (!finite) return unavailable('the model gives no number for a patient of whom nothing is known');
  } catch (error) {
    return unavailable(`the model cannot score: ${messageOf(error)}`);
  }
  return { kind: 'ready', model };
}

/** Scores all rows in one run. The promise is rejected when ONNX Runtime fails or its outputs have another shape. */
function onnxRiskModel(session: InferenceSession, identity: RiskModelIdentity): RiskModel {
  const width = RISK_FEATURES.length;
  return {
    identity,
    scoreBatch: async (rows: readonly ScoreRow[]): Promise<readonly ModelScore[]> => {
      if (rows.length === 0) return [];
      const input = new Float32Array(rows.length * width);
      for (const [index, { features }] of rows.entries()) {
        if (features.length !== width) throw new RangeError(`expected ${width} features, got ${features.length}`);
        input.set(features, index * width);
      }
      const outputs = await session.run({ [INPUT]: new Tensor('float32', input, [rows.length, width]) });
      const hazard = floats(outputs[OUTPUT.hazard], rows.length);
      const parts = floats(outputs[OUTPUT.parts], rows.length * width);
      const [baseLogOdds] = floats(outputs[OUTPUT.base], 1);
      return rows.map(({ personal }, index) =>
        weekScoreOfHazard(
          {
            dailyHazard: hazard[index]!,
            logOddsByFeature: Float64Array.from(parts.subarray(index * width, (index + 1) * width)),
            baseLogOdds: baseLogOdds!,
          },
          personal,
        ),
      );
    },
  };
}

function floats(tensor: Tensor | undefined, length: number): Float32Array {
  if (!(tensor?.data instanceof Float32Array) || tensor.data.length !== length) {
    throw new RangeError(
      `expected an output of ${length} float32, got ${tensor?.type ?? 'none'} ${tensor?.dims.join('×') ?? ''}`,
    );
  }
  return tensor.data;
}

function unavailable(reason: string): LoadedRiskModel {
  return { kind: 'unavailable', reason };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
