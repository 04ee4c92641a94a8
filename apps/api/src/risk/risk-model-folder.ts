import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { riskFeatureSchemaHash, type RiskModelIdentity } from '@airway-twin/domain/risk';

const manifestSchema = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  file: z.string().regex(/^[\w.-]+\.onnx$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  featureSchemaHash: z.string().min(1),
});

/** A model file whose manifest, hash and feature schema are as they should be; or why there is none. */
export type CheckedModelFile =
  | { readonly kind: 'checked'; readonly identity: RiskModelIdentity; readonly bytes: Uint8Array }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Reads the one manifest (`*.json`) of the folder and the model file that it names. Every failure is a value with a plain reason. */
export async function readModelFolder(folder: string): Promise<CheckedModelFile> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  } catch {
    return unavailable('the model folder is missing or cannot be read');
  }
  const [manifestName] = names;
  if (manifestName === undefined) return unavailable('the model folder holds no manifest (*.json)');
  if (names.length > 1) return unavailable(`the model folder holds ${names.length} manifests, expected one`);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(folder, manifestName), 'utf8'));
  } catch {
    return unavailable(`the manifest ${manifestName} cannot be read as JSON`);
  }
  const parsed = manifestSchema.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return unavailable(
      `the manifest ${manifestName} is wrong at ${issue.path.join('.') || 'its top'}: ${issue.message}`,
    );
  }
  const manifest = parsed.data;
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await readFile(join(folder, manifest.file)));
  } catch {
    return unavailable(`the model file ${manifest.file} is missing or cannot be read`);
  }
  const fileSha256 = createHash('sha256').update(bytes).digest('hex');
  if (fileSha256 !== manifest.sha256) {
    return unavailable(`the model file ${manifest.file} is not the one of its manifest: its SHA-256 differs`);
  }
  if (manifest.featureSchemaHash !== riskFeatureSchemaHash) {
    return unavailable(
      `the model was made for other features: schema ${manifest.featureSchemaHash}, expected ${riskFeatureSchemaHash}`,
    );
  }
  const { name, version, featureSchemaHash } = manifest;
  return { kind: 'checked', identity: { name, version, fileSha256, featureSchemaHash }, bytes };
}

function unavailable(reason: string): CheckedModelFile {
  return { kind: 'unavailable', reason };
}
