import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { say, sayWhileWaiting, secondsSince } from './say.mjs';
import { BUILT_PROJECTS, ROOT } from './workspace.mjs';

const STAMP = join(ROOT, 'node_modules', '.airway-twin-build');
const SHARED_FILES = ['package-lock.json', 'tsconfig.base.json', 'nx.json'];
const NOT_SOURCE = new Set(['node_modules', 'dist', 'test-results', '.nx', 'test', 'artifacts']);

/**
 * Builds all projects, unless the sources are those of the last build and its results are there.
 * @returns {Promise<'built' | 'unchanged'>}
 * @throws when a project does not build; what the compiler said is printed
 */
export async function ensureBuilt() {
  const sources = hashOfSources();
  const isWhole = Object.values(BUILT_PROJECTS).every((folder) => existsSync(join(ROOT, folder, 'dist')));
  if (isWhole && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return 'unchanged';
  const from = Date.now();
  say('building');
  await runNx(['run-many', '-t', 'build', '-p', Object.keys(BUILT_PROJECTS).join(',')], { what: 'building' });
  writeFileSync(STAMP, sources);
  say(`built (${secondsSince(from)})`);
  return 'built';
}

/** One hash over names and contents of everything that goes into a build. */
export function hashOfSources() {
  const hash = createHash('sha256');
  const add = (path) =>
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  SHARED_FILES.forEach(add);
  for (const folder of Object.values(BUILT_PROJECTS)) filesBelow(folder).forEach(add);
  return hash.digest('hex');
}

/** @param {string} folder @returns {string[]} in a fixed order */
function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (NOT_SOURCE.has(entry.name) || /\.spec\.tsx?$/.test(entry.name)) return [];
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

/**
 * Runs nx, showing one line for each task that is done and, when one fails, all that was said.
 * @param {string[]} args
 * @param {{ what: string }} options
 */
export async function runNx(args, { what }) {
  const waiting = sayWhileWaiting(what);
  const nx = join(ROOT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const child = spawn(process.execPath, [nx, ...args, '--outputStyle=static'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0', NO_COLOR: '1' },
  });
  /** @type {string[]} */
  const said = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      said.push(line);
      const task = /^> nx run (\S+)(.*)$/.exec(line);
      if (task) say(`  ${task[1]}${task[2]}`);
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  waiting.stop();
  if (code !== 0) {
    console.error(said.join('\n'));
    throw new Error(`${what} failed: see above`);
  }
}
