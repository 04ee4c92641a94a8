/** Builds and tests in the copy, one process at a time. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Far longer than any of these tests takes on a busy machine. */
const MOST_MS = 600_000;
/** How a test says that something did not hold: an expectation, a property, a wait in vain. Anything else is a test that broke. */
const DOES_NOT_HOLD = /expect\(|Property failed|waited in vain|never happened|Exceeded timeout/;
// eslint-disable-next-line no-control-regex
const COLOUR = /\u001b\[[0-9;]*m/g;

/**
 * @typedef {{ project: string, file: string, name: string }} NamedTest `name`: a part of its title, as it is written
 * @typedef {{ name: string, outcome: 'passed' | 'failed' | 'broke' | 'not-run', why: string }} Outcome
 */

/** What runs now. @type {import('node:child_process').ChildProcess | null} */
let running = null;

/** Ends what runs now with all that it has started. */
export function endRunning() {
  if (running?.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? running.pid : -running.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/**
 * Builds a project and what it needs. Returns what the compiler says, or null when it has nothing to say.
 * @param {string} folder @param {readonly string[]} projects
 */
export async function build(folder, projects) {
  const { code, said } = await run(folder, ['node_modules/typescript/bin/tsc', '-b', ...projects]);
  return code === 0 ? null : said;
}

/**
 * Runs tests of one file and tells what became of each.
 * @param {string} folder @param {readonly NamedTest[]} tests all of one file
 * @returns {Promise<readonly Outcome[]>}
 */
export async function runTests(folder, tests) {
  const [{ project, file }] = /** @type {[NamedTest]} */ (tests);
  const integration = file.endsWith('.int.spec.ts');
  const report = join(folder, project, 'test-results', integration ? 'int.json' : 'unit.json');
  rmSync(report, { force: true });
  const wanted = tests.map(({ name }) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const { said } = await run(join(folder, project), [
    join(folder, 'libs/testkit/run-jest.mjs'),
    ...(integration ? ['--int'] : []),
    ...[file, '--forceExit', '-t', wanted],
  ]);
  const results = reportOf(report);
  return tests.map(({ name }) => outcomeOf(name, results, said));
}

/** @param {string} path */
function reportOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults.flatMap((file) => file.assertionResults);
  } catch {
    return [];
  }
}

/** A name may stand for one test with several rows: then it holds when all do. */
function outcomeOf(name, results, said) {
  const own = results.filter((each) => each.fullName.includes(name) && each.status !== 'pending');
  if (own.length === 0) return { name, outcome: 'not-run', why: tailOf(said) };
  const failed = own.filter((each) => each.status !== 'passed');
  if (failed.length === 0) return { name, outcome: 'passed', why: '' };
  const why = failed
    .flatMap((each) => each.failureMessages)
    .join('\n')
    .replace(COLOUR, '');
  return { name, outcome: DOES_NOT_HOLD.test(why) ? 'failed' : 'broke', why };
}

/** @param {string} text */
function tailOf(text) {
  return text.replace(COLOUR, '').split('\n').slice(-30).join('\n');
}

/** @param {string} cwd @param {readonly string[]} args @returns {Promise<{ code: number, said: string }>} */
function run(cwd, args) {
  return new Promise((resolve, reject) => {
    let said = '';
    const child = spawn(process.execPath, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that it ends with all that it has started.
      detached: process.platform !== 'win32',
      env: { ...process.env, NODE_OPTIONS: '', CI: '1' },
    });
    running = child;
    const limit = setTimeout(endRunning, MOST_MS);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(limit);
      running = null;
      resolve({ code: code ?? 1, said });
    });
  });
}
