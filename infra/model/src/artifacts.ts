import { createHash } from 'node:crypto';
import {
  HAZARD_COEFFICIENTS,
  HAZARD_MODEL_NAME,
  HAZARD_MODEL_VERSION,
  RISK_FEATURES,
  riskFeatureSchemaHash,
} from '@airway-twin/domain/risk';
import { hazardGraph } from './hazard-graph.js';
import { modelCard } from './model-card.js';
import { encodeOnnx } from './serving/onnx-proto.js';

/** What lies beside the model file, so that whoever serves it can check that it is the one meant. */
export interface ModelManifest {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: string;
  readonly featureSchemaHash: string;
  readonly features: readonly {
    readonly name: string;
    readonly unit: string;
    readonly centre: number;
    readonly logOddsPerUnit: number;
    readonly logOddsWhenMissing: number;
    readonly source: string;
  }[];
}

/** Every file of the model by its name, made anew from the coefficients: the same bytes each time. */
export function modelArtifacts(): ReadonlyMap<string, Uint8Array> {
  const stem = `${HAZARD_MODEL_NAME}-${HAZARD_MODEL_VERSION}`;
  const onnx = encodeOnnx(hazardGraph());
  const manifest: ModelManifest = {
    name: HAZARD_MODEL_NAME,
    version: HAZARD_MODEL_VERSION,
    file: `${stem}.onnx`,
    sha256: createHash('sha256').update(onnx).digest('hex'),
    featureSchemaHash: riskFeatureSchemaHash,
    features: HAZARD_COEFFICIENTS.map((coefficient, index) => ({
      name: coefficient.feature,
      unit: RISK_FEATURES[index]!.unit,
      centre: coefficient.centre,
      logOddsPerUnit: coefficient.logOddsPerUnit,
      logOddsWhenMissing: coefficient.whenMissing,
      source: coefficient.source,
    })),
  };
  const text = new TextEncoder();
  return new Map([
    [manifest.file, onnx],
    [`${stem}.json`, text.encode(`${JSON.stringify(manifest, null, 2)}\n`)],
    [`${stem}.md`, text.encode(modelCard(manifest))],
  ]);
}
