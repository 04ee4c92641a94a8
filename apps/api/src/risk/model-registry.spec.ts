import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentModelResponse } from '@airway-twin/contracts/risk-model';
import { NO_PERSONAL_OFFSET, RISK_FEATURES, riskFrom, type Risk, type RiskModel } from '@airway-twin/domain/risk';
import { ModelRegistry } from './model-registry.js';

const ARTIFACTS = fileURLToPath(new URL('../../../../infra/model/artifacts', import.meta.url));
const UNKNOWN = { features: new Float64Array(RISK_FEATURES.length).fill(NaN), personal: NO_PERSONAL_OFFSET };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'risk-models-'));
});
afterEach(() => rm(folder, { recursive: true }));

const COMMITTED = readdirSync(ARTIFACTS)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .at(-1)!;

/** Puts the committed model into the folder under another version: other bytes, so another hash. Returns the hash. */
async function put(version: string, changes: object = {}): Promise<string> {
  const manifest = JSON.parse(await readFile(join(ARTIFACTS, COMMITTED), 'utf8')) as { file: string };
  const bytes = renamed(new Uint8Array(await readFile(join(ARTIFACTS, manifest.file))), version);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = `model-${version}.onnx`;
  await writeFile(join(folder, file), bytes);
  await writeFile(
    join(folder, `model-${version}.json`),
    JSON.stringify({ ...manifest, version, file, sha256, ...changes }),
  );
  await writeFile(join(folder, `model-${version}.md`), `# Card of ${version}`);
  return sha256;
}

/** The same model under a producer of another name. */
function renamed(bytes: Uint8Array, version: string): Uint8Array {
  const place = Buffer.from(bytes).indexOf('airway-twin');
  const changed = Uint8Array.from(bytes);
  changed.set(new TextEncoder().encode(version.padEnd(11, '-').slice(0, 11)), place);
  return changed;
}

const choose = (choice: object) => writeFile(join(folder, 'serving.json'), JSON.stringify(choice));
const versionOf = (registry: ModelRegistry) => registry.status().identity?.version ?? null;

describe('the registry of risk models', () => {
  it('says why there is none until one is loaded', async () => {
    const registry = new ModelRegistry();
    expect(registry.status()).toEqual({ status: 'unavailable', identity: null, reason: 'the model is not loaded yet' });
    expect(currentModelResponse.parse(registry.report())).toMatchObject({ status: 'unavailable', card: null });
    await registry.load(join(folder, 'nowhere'));
    expect(registry.status().reason).toBe('the model folder is missing or cannot be read');
  });

  it('serves the highest version of the folder, ten after nine', async () => {
    await put('9');
    await put('10');
    const registry = new ModelRegistry();
    await registry.load(folder);
    expect(versionOf(registry)).toBe('10');
    expect(registry.report()).toMatchObject({ status: 'ok', card: '# Card of 10', refused: [] });
  });

  it('takes a new file into use while it runs, and scores with it, without a restart', async () => {
    await put('1');
    const registry = new ModelRegistry();
    await registry.load(folder);
    expect(await registry.reloadIfChanged()).toBe(false);
    const sha256 = await put('2');
    expect(await registry.reloadIfChanged()).toBe(true);
    const state = registry.current();
    if (state.kind !== 'ready') throw new Error(state.reason);
    expect(state.model.identity).toMatchObject({ version: '2', fileSha256: sha256 });
    expect(await state.model.scoreBatch([UNKNOWN])).toHaveLength(1);
  });

  it.each([
    ['of an unknown kind', { kind: 'diagnosis' }, /^the manifest model-2\.json is wrong at kind: .*risk-7d/],
    ['of other features', { featureSchemaHash: 'fnv1a64:0000000000000000' }, /^the model was made for other features/],
    ['whose file is not the one of its manifest', { sha256: 'b'.repeat(64) }, /its SHA-256 differs$/],
    ['that is missing', { file: 'gone.onnx' }, /^the model file gone\.onnx is missing/],
  ])('refuses a new model %s with the reason, and goes on serving the old one', async (_what, changes, reason) => {
    await put('1');
    const registry = new ModelRegistry();
    await registry.load(folder);
    const before = registry.current();
    await put('2', changes);
    await registry.reloadIfChanged();
    expect(registry.current()).toEqual(before);
    const report = currentModelResponse.parse(registry.report());
    expect(report).toMatchObject({ status: 'ok', identity: { version: '1' } });
    expect(report.refused).toEqual([{ file: 'model-2.json', reason: expect.stringMatching(reason) }]);
  });

  it('goes on serving when the folder loses its files, or says what cannot be served', async () => {
    await put('1');
    const registry = new ModelRegistry();
    await registry.load(folder);
    await choose({ current: 'c'.repeat(64) });
    await registry.reloadIfChanged();
    expect(registry.report()).toMatchObject({
      status: 'ok',
      refused: [{ reason: 'serving.json: no fit model of hash cccccccccccc… for current' }],
    });
    await writeFile(join(folder, 'serving.json'), '{');
    await registry.reloadIfChanged();
    expect(registry.report().refused).toEqual([{ file: '*', reason: 'serving.json cannot be read as JSON' }]);
    expect(versionOf(registry)).toBe('1');
  });

  it('never falls back to an older model by itself, but does so when told', async () => {
    const older = await put('1');
    await put('2');
    const registry = new ModelRegistry();
    await registry.load(folder);
    await rm(join(folder, 'model-2.onnx'));
    await registry.reloadIfChanged();
    expect(versionOf(registry)).toBe('2');
    await choose({ current: older });
    await registry.reloadIfChanged();
    expect(versionOf(registry)).toBe('1');
  });

  it('holds a shadow beside the served model and reports how they differ', async () => {
    const [current, shadow] = [await put('1'), await put('2')];
    await choose({ current, shadow });
    const registry = new ModelRegistry(() => 5);
    await registry.load(folder);
    const state = registry.current();
    if (state.kind !== 'ready' || !state.shadow) throw new Error('expected both models');
    expect([state.model.identity.version, state.shadow.model.identity.version]).toEqual(['1', '2']);
    const risk = await riskOf(state.model);
    if (risk.kind !== 'scored') throw new Error('expected a score');
    state.shadow.compare(
      [risk, risk],
      [
        { ...risk, within7Days: risk.within7Days + 0.1 },
        { kind: 'unavailable', reason: 'x' },
      ],
    );
    const report = currentModelResponse.parse(registry.report());
    expect(report.shadow).toMatchObject({
      identity: { version: '2', fileSha256: shadow },
      sinceMs: 5,
      scored: 1,
      failed: 1,
    });
    expect(report.shadow!.meanDifference).toBeCloseTo(0.1, 12);
    await choose({ current });
    await registry.reloadIfChanged();
    expect(registry.report().shadow).toBeNull();
  });
});

async function riskOf(model: RiskModel): Promise<Risk> {
  const [score] = await model.scoreBatch([UNKNOWN]);
  return riskFrom(score!, UNKNOWN.features, model.identity, 0);
}
