import { writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import { resolve } from 'node:path';

/** @typedef {{ name: string, value: number, unit: string, ratioTo?: string, ratio?: number }} Result */

/** What must be reached, on a machine that has nothing else to do. */
export const TARGETS = [
  { name: 'ingest.durable', ratioTo: 'raw.unnest', atLeast: 0.3 },
  { name: 'ingest.durable', ratioTo: 'raw.broker-to-subscriber', atLeast: 0.4 },
  { name: 'screen.latency.p50', atMost: 15 },
  { name: 'screen.latency.p99', atMost: 75 },
  ...[1_000, 10_000, 100_000].map((patients) => ({
    name: `scale.cpu.${patients}`,
    ratioTo: 'scale.cpu.100',
    atMost: 1.25,
  })),
  { name: 'mechanics.curve', atMost: 15 },
  { name: 'mechanics.lookup', atMost: 20 },
  { name: 'mechanics.table', atMost: 2000 },
  { name: 'twin.fold.peakflow.session.p99', atMost: 2000 },
  { name: 'twin.fold.spirometer.blow.p99', atMost: 2000 },
  { name: 'twin.state', atMost: 64_000 },
  ...[1, 32, 1000].map((batch) => ({ name: `risk.score.${batch}`, ratioTo: `raw.session-run.${batch}`, atLeast: 0.5 })),
  { name: 'avatar.draw-calls', atMost: 3 },
  { name: 'avatar.triangles', atMost: 120_000 },
  { name: 'avatar.update', atMost: 2 },
  // Sixty, as near as a clock of the screen comes to it.
  { name: 'avatar.frames-per-second', atLeast: 59 },
  { name: 'record.first-picture', atMost: 1000 },
];

/** @param {readonly number[]} values not empty @returns {number} the middle one, or the mean of the middle two */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The nearest-rank quantile. @param {readonly number[]} sorted not empty, smallest first @param {number} share 0 to 1 */
export function quantile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** @param {number} value @returns {number} to four significant digits: the measurement has no more */
export function shortened(value) {
  return Number(value.toPrecision(4));
}

/**
 * One line for each target that was measured, met or not.
 * @param {readonly Result[]} results
 * @returns {string[]}
 */
export function targetLines(results) {
  return TARGETS.flatMap(({ name, ratioTo, atLeast, atMost }) => {
    const result = results.find((each) => each.name === name && each.ratioTo === ratioTo);
    if (!result) return [];
    const found = ratioTo === undefined ? result.value : result.ratio;
    const isMet = atLeast === undefined ? found <= atMost : found >= atLeast;
    const what = ratioTo === undefined ? `${name} (${result.unit})` : `${name} / ${ratioTo}`;
    const wanted = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    return [`${isMet ? 'pass' : 'FAIL'}  ${what}: ${found}, wanted ${wanted}`];
  });
}

/** Processes that want the CPU now, mean of the last minute, beside how many can have it. */
export function loadLine() {
  return `load ${loadavg()[0].toFixed(1)} on ${cpus().length} cores`;
}

/**
 * Writes the results with what they depend on.
 * @param {string} path @param {readonly Result[]} results @param {{ rounds: number, messages: number, loadBefore: number }} run
 */
export function saveResults(path, results, run) {
  const { rounds, messages, loadBefore } = run;
  const conditions = {
    takenAt: new Date().toISOString(),
    node: process.version,
    platform: `${platform()}-${arch()}`,
    cores: cpus().length,
    loadBefore: shortened(loadBefore),
    rounds,
    messagesPerRound: messages,
  };
  writeFileSync(resolve(path), `${JSON.stringify({ conditions, results }, null, 2)}\n`);
}
