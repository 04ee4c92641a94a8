/**
 * The fault suite: `npm run faults [-- --seed N --rounds N]`. Real API processes, a real PostgreSQL, a real broker, devices and screens on
 * real connections; seeded faults; after each round a verdict. Ends with 1 when anything was lost, doubled, missed or otherwise wrong.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasMosquitto } from './line/brokers.mjs';
import { startLine } from './line/line.mjs';
import { openStore } from './line/store.mjs';
import { parseOptions } from './options.mjs';
import { roundPlan, roundsForAll } from './plan/schedule.mjs';
import { findings, lastLine, repeatCommand, roundLine, rowsByKind, table } from './report.mjs';
import { brokenRound, isClean, runRound } from './round.mjs';

/** A ward grows by the people of each round: after so many rounds a new line begins. */
const ROUNDS_OF_LINE = 10;
/** From so many rounds on the table is worth printing. */
const TABLE_FROM_ROUNDS = 20;

const options = parseOptions(process.argv.slice(2), Date.now() % 1_000_000);
if ('problem' in options) {
  console.error(options.problem);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'airway-twin-faults-run-'));
/** What was started, the last first. @type {(() => Promise<unknown>)[]} */
const running = [];
/** @type {Map<string, { line: import('./line/line.mjs').Line, rounds: number }>} */
const lines = new Map();
let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(130));
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => {
    console.error(error.stack);
    void end(1);
  });
}

const brokers = brokersOf(options);
const results = await runAll(brokers);
const { line, isGood } = lastLine(results);
if (options.report !== null) {
  const report = { seed: options.seed, hasMosquitto, kinds: rowsByKind(results), rounds: results };
  mkdirSync(join(resolve(options.report), '..'), { recursive: true });
  writeFileSync(options.report, `${JSON.stringify(report, null, 1)}\n`);
}
if (results.length >= TABLE_FROM_ROUNDS) console.log(`\n${table(results)}\n`);
const peak = Math.max(0, ...results.map(({ peakMegabytes }) => peakMegabytes));
console.log(`most memory of an API process: ${Math.round(peak)} MB`);
if (!isGood) console.log(`logs: ${folder}`);
await stopAll();
if (isGood && !options.keepsLogs) rmSync(folder, { recursive: true, force: true });
console.log(line);
process.exit(isGood ? 0 : 1);

/** @param {readonly import('./plan/schedule.mjs').BrokerKind[]} kinds */
async function runAll(kinds) {
  const { seed, mix, kinds: only, minutes, round: single } = options;
  const count = minutes === null ? (options.rounds ?? roundsForAll(mix, only)) : Infinity;
  const untilMs = minutes === null ? Infinity : Date.now() + minutes * 60_000;
  console.log(`seed ${seed}, ${kinds.join(' and ')}`);
  const store = await openStore();
  running.unshift(() => store.close());
  /** @type {import('./round.mjs').RoundResult[]} */
  const all = [];
  const first = single ?? 1;
  const last = single ?? count;
  for (let number = first; number <= last && Date.now() < untilMs && !isEnding; number++) {
    const plan = roundPlan({ seed, number, brokers: kinds, mix, only });
    const fromMs = Date.now();
    const result = await lineFor(plan.broker, store)
      .then((line) => runRound(line, plan))
      .catch((error) => brokenRound(plan, error, Date.now() - fromMs));
    if (isEnding) break;
    all.push(result);
    console.log(roundLine(result));
    if (isClean(result)) continue;
    for (const each of findings(result)) console.log(each);
    console.log(`  again: ${repeatCommand(plan, options)}`);
    // What is wrong now must not be held against the next round.
    await endLine(plan.broker);
  }
  return all;
}

/** The running line of that broker, or a new one. */
async function lineFor(broker, store) {
  const held = lines.get(broker);
  if (held !== undefined && held.rounds < ROUNDS_OF_LINE) {
    held.rounds += 1;
    return held.line;
  }
  await endLine(broker);
  const started = await startLine({ broker, store, folder: join(folder, broker) });
  lines.set(broker, { line: started, rounds: 1 });
  return started;
}

async function endLine(broker) {
  const held = lines.get(broker);
  lines.delete(broker);
  await held?.line.stop();
}

/** @param {import('./options.mjs').FaultsOptions} given @returns {import('./plan/schedule.mjs').BrokerKind[]} */
function brokersOf({ broker }) {
  if (broker === 'both' || (broker === null && hasMosquitto)) return ['embedded', 'mosquitto'];
  return [broker ?? 'embedded'];
}

async function stopAll() {
  isEnding = true;
  await Promise.allSettled([...lines.keys()].map(endLine));
  for (const stop of running.splice(0)) await stop().catch((error) => console.error(error.message));
}

/** @param {number} code */
async function end(code) {
  if (isEnding) return;
  await stopAll();
  process.exit(code);
}
