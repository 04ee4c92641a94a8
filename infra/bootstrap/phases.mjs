/** The phases that `npm test` and `npm run check` are made of. Each throws when it fails, and the counting ones give their tally. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { outcomesOfFaults } from '../faults/outcomes.mjs';
import { runNx } from './build.mjs';
import { say, secondsSince } from './say.mjs';
import { outcomesOfJest, outcomesOfPlaywright, tallyOf } from './test-results.mjs';
import { PROGRAM, ROOT } from './workspace.mjs';

/** Projects with tests of a kind, in the terms of nx, with their folders. */
const UNIT_TESTED = {
  domain: 'libs/domain',
  contracts: 'libs/contracts',
  device: 'libs/device',
  avatar: 'libs/avatar',
  api: 'apps/api',
  web: 'apps/web',
  simulators: 'simulators',
  model: 'infra/model',
};
const INTEGRATION_TESTED = { device: 'libs/device', api: 'apps/api', simulators: 'simulators' };

/**
 * Runs a phase with its name and time around it.
 * @template T
 * @param {string} name @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function phase(name, work) {
  const from = Date.now();
  say(`${name} …`);
  const result = await work();
  say(`${name}: ok (${secondsSince(from)})`);
  return result;
}

export const checkTypes = () => runNx(['run-many', '-t', 'typecheck', '--parallel=2'], { what: 'type check' });

/** Projects by their own target, and the plain scripts, which belong to no project. */
export async function lint() {
  await runNx(['run-many', '-t', 'lint', '--parallel=2'], { what: 'lint' });
  await runTool('eslint/bin/eslint.js', ['infra', 'eslint.config.mjs', '--ignore-pattern', 'infra/model/**'], 'lint');
}

export const checkFormat = () =>
  runTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '--cache', '.'], 'format check');

/**
 * The pure tests of all projects and of the scripts in infra.
 * @param {{ cache: boolean }} options `cache`: nx may answer for a project that has not changed
 */
export async function unitTests({ cache }) {
  const args = ['run-many', '-t', 'test', '-p', Object.keys(UNIT_TESTED).join(','), '--parallel=2'];
  const from = Date.now();
  await runNx(cache ? args : [...args, '--skip-nx-cache'], { what: 'unit tests' });
  const reports = Object.values(UNIT_TESTED).map((folder) =>
    reportOf(join(folder, 'test-results/unit.json'), cache ? 0 : from),
  );
  return tallyOf([...reports.flatMap(outcomesOfJest), ...(await scriptOutcomes())]);
}

/** With a real database and a real broker, one project after the other. */
export async function integrationTests() {
  const from = Date.now();
  const projects = Object.keys(INTEGRATION_TESTED).join(',');
  await runNx(['run-many', '-t', 'test-int', '-p', projects, '--parallel=1'], { what: 'integration tests' });
  const reports = Object.values(INTEGRATION_TESTED).map((folder) =>
    reportOf(join(folder, 'test-results/int.json'), from),
  );
  return tallyOf(reports.flatMap(outcomesOfJest));
}

/** The whole product in a browser. */
export async function browserTests() {
  const from = Date.now();
  await run(process.execPath, [join(ROOT, 'infra/bootstrap/e2e.mjs')], 'browser tests');
  return tallyOf(outcomesOfPlaywright(reportOf('apps/web-e2e/test-results/report.json', from)));
}

/** Always the same: who sees it fail can repeat it. */
const FAULTS_SEED = '1';
const FAULTS_AT_ONCE = '4';

/** Every kind of fault once on the real line, several in each round; one test for each kind. */
export async function faultTests() {
  const from = Date.now();
  const path = 'infra/faults/test-results/report.json';
  const options = ['--seed', FAULTS_SEED, '--mix', FAULTS_AT_ONCE, '--report', join(ROOT, path)];
  const failure = await run(process.execPath, [join(ROOT, PROGRAM.faults), ...options], 'faults').catch(
    (error) => error,
  );
  const outcomes = outcomesOfFaults(reportOf(path, from));
  // A run that failed although no kind of fault did has not come to its end.
  if (failure !== undefined && outcomes.every(({ outcome }) => outcome !== 'failed')) throw failure;
  return tallyOf(outcomes);
}

/** The tests of the scripts themselves (`*.test.mjs` below infra), by Node's own runner. */
async function scriptOutcomes() {
  const { run: runTests } = await import('node:test');
  const outcomes = [];
  const stream = runTests({ files: testFilesBelow(join(ROOT, 'infra')), concurrency: 2 });
  for await (const { type, data } of stream) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // Suites and files come after the tests in them; of these only a failure says something new, as of a file that does not load.
    const isGroup = data.details.type === 'suite' || data.name.endsWith('.test.mjs');
    if (isGroup && type === 'test:pass') continue;
    const isSkipped = data.skip !== undefined || data.todo !== undefined;
    outcomes.push({ title: data.name, outcome: isSkipped ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed' });
    if (type === 'test:fail') console.error(`✖ ${data.name}\n`, data.details.error);
  }
  say(`  infra: ${outcomes.length} tests`);
  return outcomes;
}

/** @param {string} folder @returns {string[]} */
function testFilesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testFilesBelow(path);
    return entry.name.endsWith('.test.mjs') ? [path] : [];
  });
}

/**
 * A report that this run has written.
 * @param {string} path from the root @param {number} fromMs
 */
function reportOf(path, fromMs) {
  const file = join(ROOT, path);
  if (!existsSync(file)) throw new Error(`${path} was not written: were there no tests?`);
  // File systems keep times to a coarser grain than the clock.
  if (statSync(file).mtimeMs < fromMs - 1_000) throw new Error(`${path} is of an earlier run`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** @param {string} tool path below node_modules @param {string[]} args @param {string} what */
function runTool(tool, args, what) {
  return run(process.execPath, [join(ROOT, 'node_modules', tool), ...args], what);
}

/** A child that shows all it says and is ended with us. @param {string} command @param {string[]} args @param {string} what */
async function run(command, args, what) {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit' });
  const pass = (signal) => child.kill(signal);
  process.on('SIGTERM', pass).on('SIGINT', pass);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve(signal ?? exitCode));
  });
  process.off('SIGTERM', pass).off('SIGINT', pass);
  if (code !== 0) throw new Error(`${what} failed (${code}): see above`);
}
