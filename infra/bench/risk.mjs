/**
 * What scoring costs inside the pipeline, beside a bare `session.run` of the same file on tensors of the same batch, filled beforehand, taken
 * in turns on this thread. Every patient is a twin of their own with sixty busy days behind it and sixty days learnt from.
 * `score`: tensors filled, the run, scores read. `features`: the features alone, no run.
 * `tick`: the scoring step as the API runs it every half minute, from the twins' states and views to what lists, alerts and the record
 * need: features, what each patient's weeks add, tensors, run, probabilities. Between two ticks time has passed and nothing was observed.
 * `shown`: the same, and of every score the whole risk with its reasons in order, as if all were pushed; the product does so for those alone.
 * `observed`: as `tick`, but everyone has taken a puff since, so that what the features read is worked out anew.
 * `look`: the whole look around the scoring: the twins presented, scored, and the rules asked. In the other lines what it takes to present a
 * twin (and to fold the puff) is taken out: it is done for whoever looks, with a model or without.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { EMPTY_PERSONAL_RECORD, RISK_FEATURES, recordAfterScore, riskFeatures, riskOf } from '@airway-twin/domain/risk';
import { localDay } from '@airway-twin/domain/time';
import { foldObservation, presentTwin } from '@airway-twin/domain/twin';
import { ModelRegistry } from '../../apps/api/dist/risk/index.js';
import { readModelFolder } from '../../apps/api/dist/risk/risk-model-folder.js';
import { evaluateTwins } from '../../apps/api/dist/twins/evaluate.js';
import { scoreStories } from '../../apps/api/dist/twins/score-stories.js';
import { newWorkingTwin } from '../../apps/api/dist/twins/working-twin.js';
import { quantile } from './results.mjs';
import { aBusyTwin } from './twin.mjs';

const FOLDER = process.env.MODEL_DIR || fileURLToPath(new URL('../model/artifacts', import.meta.url));
export const BATCHES = [1, 32, 1000];
const TICK_MS = 30_000;
const DAYS_LEARNT = 60;
/** Enough turns for a steady median, at most so many rows in all. */
const MOST_TURNS = 400;
const MOST_ROWS = 10_000;
const POPULATION = { logOdds: 0, variance: 0.2 };

/**
 * @typedef {{ batch: number, rawUs: number, scoreUs: number, featuresUs: number, tickUs: number, shownUs: number, observedUs: number,
 *   lookUs: number }} RiskTimes
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
  const session = await bareSession(model.identity.fileSha256);
  // the pipeline reads the log-odds and makes the probability of them itself
  const outputs = session.outputNames.filter((name) => name !== 'risk_7d');
  const use = { model: state, population: () => POPULATION, alertsPerPatientMonth: 1 };
  const busy = aBusyTwin();
  const results = [];
  for (const batch of BATCHES) {
    const patients = Array.from({ length: batch }, (_unused, index) => aPatientLike(busy, index));
    let nowMs = busy.clockMs;
    let presentingUs = 0;
    /** One after the other as the scoring asks for them: what it takes to present them is not its own. */
    function* stories(stateOf) {
      for (const patient of patients) {
        const from = performance.now();
        const at = stateOf(patient);
        const point = { state: at, view: presentTwin(at, nowMs), nowMs, attackDaysTold: [] };
        const story = { record: patient.record, points: [point], shown: null };
        presentingUs += 1000 * (performance.now() - from);
        yield story;
      }
    }
    const unmoved = ({ twin }) => twin;
    const puffed = ({ twin }) => foldObservation(twin, aPuffAt(twin, nowMs - TICK_MS));
    const rows = [...stories(unmoved)].map(({ points: [{ state: twin, view }] }) => ({
      features: riskFeatures(twin, view, nowMs),
      personal: { logOdds: 0.1, variance: 0.2 },
    }));
    const feeds = feedsOf(session, rows);
    const score = (stateOf) => scoreStories(stories(stateOf), state, use.population);
    const work = {
      // not told: the two that follow find their code and rows in the caches alike, whatever came before them
      warm: async () => {
        await model.scoreBatch(rows);
        await session.run(feeds, outputs);
      },
      score: () => model.scoreBatch(rows),
      raw: () => session.run(feeds, outputs),
      features: () => {
        for (const { points } of stories(unmoved)) riskFeatures(points[0].state, points[0].view, nowMs);
      },
      tick: () => score(unmoved),
      shown: async () => (await score(unmoved)).map(({ risks }) => riskOf(risks[0])),
      observed: () => score(puffed),
      look: () =>
        evaluateTwins(
          patients.map((patient) => lookAt(patient, nowMs)),
          use,
        ),
    };
    const times = Object.fromEntries(Object.keys(work).map((name) => [name, []]));
    const turns = rounds * Math.min(MOST_TURNS, Math.ceil(MOST_ROWS / batch));
    for (let turn = -10; turn < turns; turn++) {
      for (const [name, run] of Object.entries(work)) {
        nowMs += TICK_MS;
        presentingUs = 0;
        const from = performance.now();
        await run();
        if (turn >= 0) times[name].push(1000 * (performance.now() - from) - presentingUs);
      }
    }
    delete times.warm;
    const medians = Object.entries(times).map(([name, values]) => [
      `${name}Us`,
      quantile(
        values.sort((a, b) => a - b),
        0.5,
      ),
    ]);
    results.push({ batch, ...Object.fromEntries(medians) });
  }
  return results;
}

/** A session of the served file, set as the pipeline sets its own. */
async function bareSession(fileSha256) {
  const { models } = await readModelFolder(FOLDER);
  const file = models.find(({ manifest }) => manifest.sha256 === fileSha256);
  return InferenceSession.create(readFileSync(join(FOLDER, file.manifest.file)), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
}

/** A twin that shares nothing with that one but the airways, with weeks that were learnt from up to today. */
function aPatientLike({ airways, ...memory }, index) {
  const twin = { ...JSON.parse(JSON.stringify(memory)), airways };
  const profile = { ...twin.profile, patientId: `p${index}`, clock: 'wall' };
  const today = localDay(twin.clockMs, profile.timeZone);
  let record = EMPTY_PERSONAL_RECORD;
  // and the days that the measurement lives through: a day is learnt from once, by the first of its 2880 ticks
  for (let day = today - DAYS_LEARNT; day <= today + 2; day++) record = recordAfterScore(record, day, 0.004);
  return { twin: { ...twin, profile }, record };
}

function lookAt({ twin, record }, nowMs) {
  const now = { state: twin, nowMs };
  const working = newWorkingTwin(twin.profile, twin.airways);
  return {
    twin: { ...working, riskMemory: { ...working.riskMemory, personal: record, keptAtMs: nowMs } },
    points: [{ ...now, attackDaysTold: [] }],
    now,
  };
}

let seq = 1_000_000;
function aPuffAt({ profile: { siteId, patientId } }, measuredAtMs) {
  return {
    stream: 'inhaler.actuation',
    siteId,
    patientId,
    source: { deviceId: 'inhaler', bootId: 'boot', seq: seq++ },
    measuredAtMs,
    data: { drug: 'salbutamol', role: 'reliever', roleAssumed: false, technique: null },
  };
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
