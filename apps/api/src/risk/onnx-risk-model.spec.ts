import { afterEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { riskManifest } from '@airway-twin/contracts/risk-model';
import {
  RISK_FEATURES,
  riskFeatureSchemaHash,
  riskFrom,
  scoreAdditively,
  type AdditiveRisk,
  type RiskModel,
} from '@airway-twin/domain/risk';
import { ModelRegistry } from './model-registry.js';
import { loadOnnxModel } from './onnx-risk-model.js';
import { readModelFolder } from './risk-model-folder.js';

const ARTIFACTS = fileURLToPath(new URL('../../../../infra/model/artifacts', import.meta.url));
const MANIFEST = readdirSync(ARTIFACTS)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .at(-1)!;
const COMMITTED = riskManifest.parse(JSON.parse(readFileSync(join(ARTIFACTS, MANIFEST), 'utf8')));
const MODEL = COMMITTED.file;
const COEFFICIENTS = COMMITTED['model'] as AdditiveRisk;
const folders: string[] = [];

/** A copy of the committed model in a folder of its own. */
async function modelFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-model-'));
  folders.push(folder);
  for (const name of [MANIFEST, MODEL]) await cp(join(ARTIFACTS, name), join(folder, name));
  return folder;
}

async function changeManifest(folder: string, changes: object): Promise<void> {
  const manifest: object = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
  await writeFile(join(folder, MANIFEST), JSON.stringify({ ...manifest, ...changes }));
}

/** Puts other bytes in place of the model and lets the manifest agree with them. */
async function replaceModel(folder: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(folder, MODEL), bytes);
  await changeManifest(folder, { sha256: createHash('sha256').update(bytes).digest('hex') });
}

async function loaded(folder: string): Promise<RiskModel> {
  const [file] = (await readModelFolder(folder)).models;
  if (!file) throw new Error('expected a model');
  return loadOnnxModel(file);
}

/** Why nothing is served from that folder. */
async function reasonOf(folder: string): Promise<string> {
  const registry = new ModelRegistry();
  const state = await registry.load(folder);
  if (state.kind === 'ready') throw new Error('expected no model');
  return state.reason;
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe('the served risk model', () => {
  it('is ready from the committed folder and says which file it is', async () => {
    const model = await loaded(await modelFolder());
    const fileSha256 = createHash('sha256')
      .update(await readFile(join(ARTIFACTS, MODEL)))
      .digest('hex');
    expect(model.identity).toEqual({
      name: COMMITTED.name,
      version: COMMITTED.version,
      fileSha256,
      featureSchemaHash: riskFeatureSchemaHash,
    });
  });

  it('scores a batch in order, each patient as the domain’s own scorer does', async () => {
    const model = await loaded(await modelFolder());
    const rows = Array.from({ length: 200 }, (_unused, patient) =>
      Float64Array.from(RISK_FEATURES, (_feature, index) =>
        (patient * 7 + index * 3) % 5 === 0 ? NaN : ((patient + index) % 9) / 2,
      ),
    );
    const personal = { logOdds: 0.3, variance: 0.04 };
    const scores = await model.scoreBatch(rows.map((features) => ({ features, personal })));
    expect(scores).toHaveLength(rows.length);
    for (const [index, row] of rows.entries()) {
      const expected = scoreAdditively(COEFFICIENTS, { features: row, personal });
      const score = scores[index]!;
      expect(Math.abs(score.logOdds7d - expected.logOdds7d)).toBeLessThanOrEqual(1e-5);
      expect(Math.abs(score.logOddsSd - expected.logOddsSd)).toBeLessThanOrEqual(1e-6);
      const sum = score.logOddsByFeature.reduce((total, part) => total + part, score.baseLogOdds);
      expect(Math.abs(score.logOdds7d - sum - score.personalLogOdds)).toBeLessThanOrEqual(1e-5);
      expect(riskFrom(score, row, model.identity, 0).kind).toBe('scored');
    }
    expect(await model.scoreBatch([])).toEqual([]);
  });

  it('is unavailable, in plain words, without folder, manifest or file', async () => {
    expect(await reasonOf(join(tmpdir(), 'no-such-model-folder'))).toBe(
      'the model folder is missing or cannot be read',
    );
    const noManifest = await modelFolder();
    await rm(join(noManifest, MANIFEST));
    expect(await reasonOf(noManifest)).toBe('the model folder holds no manifest (*.json)');
    const noFile = await modelFolder();
    await rm(join(noFile, MODEL));
    expect(await reasonOf(noFile)).toBe(`the model file ${MODEL} is missing or cannot be read`);
  });

  it('is unavailable when two manifests leave open which model is meant', async () => {
    const folder = await modelFolder();
    await cp(join(folder, MANIFEST), join(folder, 'copy.json'));
    expect(await reasonOf(folder)).toMatch(/^the model folder holds two models of version \d+ and no serving\.json/);
  });

  it('is unavailable when the manifest is no JSON, or lacks a field', async () => {
    const broken = await modelFolder();
    await writeFile(join(broken, MANIFEST), '{ "name": ');
    expect(await reasonOf(broken)).toBe(`the manifest ${MANIFEST} cannot be read as JSON`);
    const lacking = await modelFolder();
    await changeManifest(lacking, { sha256: undefined });
    expect(await reasonOf(lacking)).toMatch(/^the manifest \S+\.json is wrong at sha256: /);
    const outside = await modelFolder();
    await changeManifest(outside, { file: `../${MODEL}` });
    expect(await reasonOf(outside)).toMatch(/^the manifest \S+\.json is wrong at file: /);
  });

  it.each([
    ['an unknown kind', 'diagnosis'],
    ['no kind', undefined],
  ])('is unavailable when it is of %s, and the reason names the kind', async (_what, kind) => {
    const folder = await modelFolder();
    await changeManifest(folder, { kind });
    expect(await reasonOf(folder)).toMatch(/^the manifest \S+\.json is wrong at kind: .*risk-7d/);
  });

  it('is unavailable when one byte of the file differs from what the manifest names', async () => {
    const folder = await modelFolder();
    const bytes = await readFile(join(folder, MODEL));
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(join(folder, MODEL), bytes);
    expect(await reasonOf(folder)).toMatch(/is not the one of its manifest: its SHA-256 differs$/);
  });

  it('is unavailable when the file is whole by its hash but no model', async () => {
    const folder = await modelFolder();
    await replaceModel(folder, new TextEncoder().encode('not a model'));
    expect(await reasonOf(folder)).toMatch(/^ONNX Runtime cannot load the model file: /);
  });

  it('is unavailable when it was made for other features', async () => {
    const folder = await modelFolder();
    await changeManifest(folder, { featureSchemaHash: 'fnv1a64:0000000000000000' });
    expect(await reasonOf(folder)).toBe(
      `the model was made for other features: schema fnv1a64:0000000000000000, expected ${riskFeatureSchemaHash}`,
    );
  });

  it('is unavailable when it gives NaN instead of a number', async () => {
    const folder = await modelFolder();
    const bytes = new Uint8Array(await readFile(join(folder, MODEL)));
    await replaceModel(folder, withFloat(bytes, Math.fround(COEFFICIENTS.baseLogOdds), NaN));
    expect(await reasonOf(folder)).toBe('the model gives no number for a patient of whom nothing is known');
  });
});

/** The bytes with one float32 in place of another; it must be there exactly once. */
function withFloat(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const wanted = new Uint8Array(new Float32Array([from]).buffer);
  const places = [...bytes.keys()].filter((place) => wanted.every((byte, index) => bytes[place + index] === byte));
  if (places.length !== 1) throw new Error(`expected the number once, found it ${places.length} times`);
  const changed = Uint8Array.from(bytes);
  new DataView(changed.buffer).setFloat32(places[0]!, to, true);
  return changed;
}
