/**
 * What scoring costs inside the pipeline, beside a bare `session.run` of the same file on the same batch, taken in turns on this thread:
 * `score` fills the tensors, runs and reads the scores; `explained` makes of them what people see, with the reasons in order; `pipeline`
 * does all that the tick does, from the twins' states: features, what each patient's weeks add, scores, reasons.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { EMPTY_PERSONAL_RECORD, RISK_FEATURES, riskFeatures, riskFrom } from '@airway-twin/domain/risk';
import { presentTwin } from '@airway-twin/domain/twin';
import { ModelRegistry } from '../../apps/api/dist/risk/index.js';
import { readModelFolder } from '../../apps/api/dist/risk/risk-model-folder.js';
import { scoreStories } from '../../apps/api/dist/twins/score-stories.js';
import { quantile } from './results.mjs';
import { aBusyTwin } from './twin.mjs';

const FOLDER = process.env.MODEL_DIR || fileURLToPath(new URL('../model/artifacts', import.meta.url));
export const BATCHES = [1, 32, 1000];
const MINUTE_MS = 60_000;
/** Enough turns for a steady median, at most so many rows in all. */
const MOST_TURNS = 400;
const MOST_ROWS = 40_000;

/**
 * @typedef {{ batch: number, rawUs: number, scoreUs: number, explainedUs: number, pipelineUs: number }} RiskTimes
 */

/**
 * Medians of one batch, for each batch size.
 * @param {number} rounds
 * @returns {Promise<RiskTimes[]>}
 */
export async function measureRisk(rounds) {
  const registry = new ModelRegistry();
  const state = await registry.load(FOLDER);
  if (state.kind !== 'ready') throw new Error(state.reason);
  const { model } = state;
  const { models } = await readModelFolder(FOLDER);
  const file = models.find(({ manifest }) => manifest.sha256 === model.identity.fileSha256);
  const session = await InferenceSession.create(readFileSync(join(FOLDER, file.manifest.file)), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
  // the pipeline reads the log-odds and makes the probability of them itself
  const outputs = session.outputNames.filter((name) => name !== 'risk_7d');
  const twin = aBusyTwin();
  const results = [];
  for (const batch of BATCHES) {
    const points = Array.from({ length: batch }, (_unused, patient) => {
      const nowMs = twin.clockMs + patient * MINUTE_MS;
      return { state: twin, view: presentTwin(twin, nowMs), nowMs, attackDaysTold: [] };
    });
    const stories = points.map((point) => ({ record: EMPTY_PERSONAL_RECORD, points: [point], shown: null }));
    const rows = points.map(({ state: at, view, nowMs }) => ({
      features: riskFeatures(at, view, nowMs),
      personal: { logOdds: 0.1, variance: 0.2 },
    }));
    const feeds = feedsOf(session, rows);
    const work = {
      raw: () => session.run(feeds, outputs),
      score: () => model.scoreBatch(rows),
      explained: async () => {
        const scores = await model.scoreBatch(rows);
        return scores.map((score, index) => riskFrom(score, rows[index].features, model.identity, twin.clockMs));
      },
      pipeline: () => scoreStories(stories, state, () => ({ logOdds: 0, variance: 0 })),
    };
    const times = { raw: [], score: [], explained: [], pipeline: [] };
    const turns = rounds * Math.min(MOST_TURNS, Math.ceil(MOST_ROWS / batch));
    for (let turn = -10; turn < turns; turn++) {
      for (const [name, run] of Object.entries(work)) {
        const from = performance.now();
        await run();
        if (turn >= 0) times[name].push(1000 * (performance.now() - from));
      }
    }
    const [rawUs, scoreUs, explainedUs, pipelineUs] = ['raw', 'score', 'explained', 'pipeline'].map((name) =>
      quantile(
        times[name].sort((a, b) => a - b),
        0.5,
      ),
    );
    results.push({ batch, rawUs, scoreUs, explainedUs, pipelineUs });
  }
  return results;
}

/** The inputs that the file asks for, filled beforehand. */
function feedsOf(session, rows) {
  const features = Float32Array.from(rows.flatMap((row) => [...row.features]));
  const feeds = { features: new Tensor('float32', features, [rows.length, RISK_FEATURES.length]) };
  if (session.inputNames.includes('personal')) {
    const personal = Float32Array.from(rows.flatMap((row) => [row.personal.logOdds, row.personal.variance]));
    feeds.personal = new Tensor('float32', personal, [rows.length, 2]);
  }
  return feeds;
}
