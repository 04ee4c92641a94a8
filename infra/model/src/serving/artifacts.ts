import { createHash } from 'node:crypto';
import { riskManifest, type RiskEvaluation, type RiskManifest } from '@airway-twin/contracts/risk-model';
import type { RiskRowsHeader } from '@airway-twin/contracts/risk-rows';
import { RISK_FEATURES, riskFeatureSchemaHash, type AdditiveRisk } from '@airway-twin/domain/risk';
import { TWIN_STATE_VERSION } from '@airway-twin/domain/twin';
import { PERSISTENCE } from '../evaluation/operating-point.js';
import type { Trained } from '../learning/train.js';
import { modelCard } from './model-card.js';
import { encodeOnnx } from './onnx-proto.js';
import { riskGraph } from './risk-graph.js';

export const RISK_MODEL_NAME = 'risk';
export const RISK_MODEL_VERSION = '2';
const STEM = `${RISK_MODEL_NAME}-${RISK_MODEL_VERSION}`;
export const MANIFEST_FILE = `${STEM}.json`;

/** The manifest of an additive model holds its coefficients: the model file and the card can be made again from it alone. */
export type AdditiveManifest = RiskManifest & { readonly model: AdditiveRisk };

/** The manifest of what was trained, with its evaluation. */
export function manifestOf(
  trained: Trained,
  evaluation: RiskEvaluation,
  trainedOn: RiskRowsHeader,
  evaluatedOn: RiskRowsHeader,
): AdditiveManifest {
  const at = evaluation['atOperatingPoint'] as Record<string, { value: number | null }>;
  return {
    kind: 'risk-7d',
    name: RISK_MODEL_NAME,
    version: RISK_MODEL_VERSION,
    file: `${STEM}.onnx`,
    sha256: hashOf(modelFile(trained.additive)),
    featureSchemaHash: riskFeatureSchemaHash,
    features: RISK_FEATURES.map(({ name, unit, missingMeans, source }) => ({ name, unit, missingMeans, source })),
    frailtyShape: trained.frailtyShape,
    baseRate7d: trained.baseRate7d,
    operatingPoint: {
      ...trained.threshold,
      alertsPerPatientMonth: at['alertsPerPatientMonth']?.value ?? null,
      sensitivity: at['sensitivity']?.value ?? null,
      precedeAttackOfHundred: at['precedeAttackOfHundred']?.value ?? null,
      daysPersistent: PERSISTENCE,
    },
    evaluation,
    trainedWith: {
      ...originOf(trainedOn),
      evaluatedOn: originOf(evaluatedOn),
      ridge: trained.penalty,
      twin: TWIN_STATE_VERSION,
    },
    model: trained.additive,
  };
}

function originOf({ seed, patients, years, cohortVersion }: RiskRowsHeader) {
  return { seed, patients, years, cohortVersion };
}

/** Every file of the model by its name, made from the manifest: the same bytes each time. Throws when the hash is not that of the model. */
export function modelArtifacts(manifest: AdditiveManifest): ReadonlyMap<string, Uint8Array> {
  const onnx = modelFile(manifest.model);
  if (hashOf(onnx) !== manifest.sha256) throw new Error(`${manifest.file}: the coefficients give another file`);
  const text = new TextEncoder();
  return new Map([
    [manifest.file, onnx],
    [MANIFEST_FILE, text.encode(manifestText(manifest))],
    [`${STEM}.md`, text.encode(modelCard(manifest))],
  ]);
}

/** A manifest as it stands in the folder. Throws when it is none, or holds no additive model. */
export function readManifest(text: string): AdditiveManifest {
  const content: unknown = JSON.parse(text);
  const manifest = riskManifest.parse(content);
  const { model } = manifest as Partial<AdditiveManifest>;
  if (!model || !Array.isArray(model.stretches) || !Array.isArray(model.uncertainty)) {
    throw new Error(`${manifest.name} ${manifest.version}: no coefficients in the manifest`);
  }
  if (manifest.featureSchemaHash !== riskFeatureSchemaHash) {
    throw new Error(`${manifest.name} ${manifest.version}: made for other features (${manifest.featureSchemaHash})`);
  }
  return content as AdditiveManifest;
}

/** Lists of numbers stand on one line each. */
function manifestText(manifest: AdditiveManifest): string {
  const text = JSON.stringify(manifest, null, 2);
  return `${text.replace(/\[[\s\d.,eE+-]*\]/g, (list) => list.replace(/\s+/g, ' '))}\n`;
}

function modelFile(model: AdditiveRisk): Uint8Array {
  return encodeOnnx(riskGraph(RISK_MODEL_NAME, RISK_MODEL_VERSION, model));
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
