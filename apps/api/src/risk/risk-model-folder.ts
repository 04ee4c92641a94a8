import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  SERVING_FILE,
  riskManifest,
  servingChoice,
  type RiskManifest,
  type ServingChoice,
} from '@airway-twin/contracts/risk-model';
import { riskFeatureSchemaHash } from '@airway-twin/domain/risk';

/** A model file whose manifest, hash and feature schema are as they should be. */
export interface CheckedModelFile {
  readonly manifest: RiskManifest;
  readonly bytes: Uint8Array;
  /** The model card beside it, as Markdown; null when there is none. */
  readonly card: string | null;
}

/** A file that is not fit to serve, and why. */
export interface RefusedFile {
  readonly file: string;
  readonly reason: string;
}

export interface ModelFolder {
  readonly models: readonly CheckedModelFile[];
  readonly refused: readonly RefusedFile[];
  /** Which of them to serve; null: the folder does not say. */
  readonly choice: ServingChoice | null;
}

/**
 * Every manifest (`*.json`) of the folder with the model file and the card it names, and the folder's choice among them. What is not as it
 * should be is refused with a plain reason. Throws `Error` with a plain reason when the folder cannot be read, holds no manifest,
 * or its choice cannot be read.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== SERVING_FILE).sort();
  } catch {
    throw new Error('the model folder is missing or cannot be read');
  }
  if (names.length === 0) throw new Error('the model folder holds no manifest (*.json)');
  const models: CheckedModelFile[] = [];
  const refused: RefusedFile[] = [];
  for (const name of names) {
    const checked = await readModel(folder, name);
    if (typeof checked === 'string') refused.push({ file: name, reason: checked });
    else models.push(checked);
  }
  return { models, refused, choice: await readChoice(folder) };
}

/** Names, sizes and times of the folder's files as one text: it changes when a file does. '' when the folder cannot be read. */
export async function modelFolderMark(folder: string): Promise<string> {
  try {
    const names = (await readdir(folder)).sort();
    const marks = names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });
    return (await Promise.all(marks)).join('\n');
  } catch {
    return '';
  }
}

async function readModel(folder: string, manifestName: string): Promise<CheckedModelFile | string> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(folder, manifestName), 'utf8'));
  } catch {
    return `the manifest ${manifestName} cannot be read as JSON`;
  }
  const parsed = riskManifest.safeParse(content);
  if (!parsed.success) return `the manifest ${manifestName} is wrong at ${firstIssue(parsed.error.issues)}`;
  const manifest = parsed.data;
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await readFile(join(folder, manifest.file)));
  } catch {
    return `the model file ${manifest.file} is missing or cannot be read`;
  }
  if (createHash('sha256').update(bytes).digest('hex') !== manifest.sha256) {
    return `the model file ${manifest.file} is not the one of its manifest: its SHA-256 differs`;
  }
  if (manifest.featureSchemaHash !== riskFeatureSchemaHash) {
    return `the model was made for other features: schema ${manifest.featureSchemaHash}, expected ${riskFeatureSchemaHash}`;
  }
  const card = await readFile(join(folder, manifestName.replace(/\.json$/, '.md')), 'utf8').catch(() => null);
  return { manifest, bytes, card };
}

async function readChoice(folder: string): Promise<ServingChoice | null> {
  let text: string;
  try {
    text = await readFile(join(folder, SERVING_FILE), 'utf8');
  } catch {
    return null;
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new Error(`${SERVING_FILE} cannot be read as JSON`, { cause: error });
  }
  const parsed = servingChoice.safeParse(content);
  if (!parsed.success) throw new Error(`${SERVING_FILE} is wrong at ${firstIssue(parsed.error.issues)}`);
  return parsed.data;
}

function firstIssue(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  const issue = issues[0]!;
  return `${issue.path.join('.') || 'its top'}: ${issue.message}`;
}
