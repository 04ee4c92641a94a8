/** Faults of the risk model: its files gone, broken, or good and slow. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVING_FILE } from '@airway-twin/contracts/risk-model';
import { RISK_FEATURES } from '@airway-twin/domain/risk';
import { encodeOnnx } from '../../model/dist/serving/onnx-proto.js';
import { request } from '../line/api.mjs';
import { pause } from '../line/kept-process.mjs';
import { endAndStart } from './processes.mjs';

/** Edge of the square matrix that a slow model multiplies with itself for nothing: some tenths of a second on one thread. */
const SLOW_EDGE = 1_500;

const SLOW_NAME = 'slow';

/** @type {Record<string, import('./inject.mjs').Injection>} */
export const MODEL_FAULTS = {
  // An API that has a model keeps it: one process is started anew without.
  'model-missing': async ({ line, random }, { forMs }) => {
    rmSync(line.modelDir, { recursive: true, force: true });
    await endAndStart([random.oneOf(line.apis).process], 'SIGKILL', forMs);
    await readAgain(line, () => line.restoreModel());
  },
  'model-broken': async ({ line, random }, { forMs }) => {
    line.restoreModel();
    const file = join(line.modelDir, readdirSync(line.modelDir).find((name) => name.endsWith('.onnx')) ?? 'none.onnx');
    writeFileSync(file, readFileSync(file).subarray(0, 1_000));
    await endAndStart([random.oneOf(line.apis).process], 'SIGKILL', forMs);
    await readAgain(line, () => line.restoreModel());
  },
  'model-slow': async ({ line }, { forMs }) => {
    await readAgain(line, () => writeSlowModel(line.modelDir));
    const served = await request(line.apis[0].url, { route: 'currentModel', token: line.tokens.clinician }).catch(
      () => null,
    );
    await pause(forMs);
    await readAgain(line, () => line.restoreModel());
    if (served?.identity?.name !== SLOW_NAME) throw new Error(`served was ${JSON.stringify(served?.refused ?? null)}`);
  },
};

/** Changes the folder and has every API that answers read it; one that does not answer reads it when it starts or looks. */
async function readAgain({ apis, tokens }, change) {
  change();
  const body = {};
  await Promise.allSettled(
    apis.map(({ url }) => request(url, { route: 'reloadModels', method: 'POST', token: tokens.engineer, body })),
  );
}

/** A model of its own that takes its time, beside the product's, and the choice of it. @param {string} modelDir */
function writeSlowModel(modelDir) {
  const manifestName = readdirSync(modelDir).find((name) => name.endsWith('.json') && name !== SERVING_FILE);
  const manifest = JSON.parse(readFileSync(join(modelDir, String(manifestName)), 'utf8'));
  const bytes = encodeOnnx(slowModel());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(modelDir, 'slow.onnx'), bytes);
  const slow = { ...manifest, name: SLOW_NAME, version: `${manifest.version}.1`, file: 'slow.onnx', sha256 };
  writeFileSync(join(modelDir, 'slow.json'), JSON.stringify(slow));
  writeFileSync(join(modelDir, SERVING_FILE), JSON.stringify({ current: sha256 }));
}

/** The same risk for everyone, after a product of two large matrices whose every element follows from the input. */
function slowModel() {
  const width = RISK_FEATURES.length;
  const one = (name, value) => ({ name, kind: 'float32', dims: [1, 1], values: [value] });
  return {
    name: SLOW_NAME,
    doc: 'A model that takes its time, for tests of what happens then.',
    version: 1,
    constants: [
      one('nothing', 0),
      one('usual', -3),
      { name: 'base', kind: 'float32', dims: [1], values: [-3] },
      { name: 'edge', kind: 'int64', dims: [2], values: [SLOW_EDGE, SLOW_EDGE] },
      { name: 'first', kind: 'int64', dims: [1], values: [0] },
    ],
    nodes: [
      { op: 'ReduceMax', inputs: ['personal'], output: 'largest', integers: { keepdims: 1 } },
      { op: 'Expand', inputs: ['largest', 'edge'], output: 'matrix' },
      { op: 'MatMul', inputs: ['matrix', 'matrix'], output: 'product' },
      { op: 'ReduceMax', inputs: ['product'], output: 'answer', integers: { keepdims: 1 } },
      { op: 'Mul', inputs: ['answer', 'nothing'], output: 'late' },
      { op: 'Gather', inputs: ['personal', 'first'], output: 'own', integers: { axis: 1 } },
      { op: 'Add', inputs: ['own', 'late'], output: 'own_late' },
      { op: 'Add', inputs: ['own_late', 'usual'], output: 'log_odds' },
      { op: 'Sigmoid', inputs: ['log_odds'], output: 'log_odds_sd' },
      { op: 'IsNaN', inputs: ['features'], output: 'is_missing' },
      { op: 'Where', inputs: ['is_missing', 'nothing', 'nothing'], output: 'log_odds_by_feature' },
      { op: 'Identity', inputs: ['base'], output: 'base_log_odds' },
    ],
    inputs: [
      { name: 'features', shape: ['patients', width], doc: '' },
      { name: 'personal', shape: ['patients', 2], doc: '' },
    ],
    outputs: [
      { name: 'log_odds', shape: ['patients', 1], doc: '' },
      { name: 'log_odds_sd', shape: ['patients', 1], doc: '' },
      { name: 'log_odds_by_feature', shape: ['patients', width], doc: '' },
      { name: 'base_log_odds', shape: [1], doc: '' },
    ],
    metadata: {},
  };
}
