/**
 * Shows of each part that keeps messages from being lost or doubled that a test fails without it: `npm run switched-off [-- --part TEXT]`.
 * In a copy of what is committed the tests pass; then one part after the other is switched off, and its test has to fail by what it expects.
 * Prints a table on standard output and its progress on standard error; ends with 1 when a test does not fail.
 */
import { parseArgs } from 'node:util';
import { say, sayOnStandardError, secondsSince } from '../bootstrap/say.mjs';
import { BUILT_PROJECTS } from '../bootstrap/workspace.mjs';
import { copyOfHead } from './copy.mjs';
import { applyEdits } from './edit.mjs';
import { PARTS } from './parts.mjs';
import { build, endRunning, runTests } from './run-tests.mjs';

const PROJECTS = [BUILT_PROJECTS.domain, BUILT_PROJECTS.contracts, BUILT_PROJECTS.device, BUILT_PROJECTS.api];

const { values } = parseArgs({ options: { part: { type: 'string', multiple: true } } });
const parts = PARTS.filter(({ part }) => values.part?.some((text) => part.includes(text)) ?? true);
if (parts.length === 0) {
  console.error(`no part of that name; there are:\n${PARTS.map(({ part }) => `  ${part}`).join('\n')}`);
  process.exit(2);
}
sayOnStandardError();

const copy = copyOfHead();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    endRunning();
    copy.remove();
    process.exit(130);
  });
}
process.on('exit', () => copy.remove());

for (const { off } of parts) applyEdits(copy.folder, off)();
say('building');
const problem = await build(copy.folder, PROJECTS);
if (problem !== null) throw new Error(`what is committed does not build:\n${problem}`);

const unfit = await failingUnchanged();
console.log('| part | test that fails without it | seconds |\n| --- | --- | ---: |');
let unproven = 0;
for (const each of parts) {
  const from = Date.now();
  const why = unfit.get(each.test) ?? (await notProven(each));
  if (why !== null) unproven += 1;
  const shown = why === null ? `${each.test.project}/${each.test.file}: ${each.test.name}` : 'NONE';
  console.log(`| ${each.part} | ${shown} | ${secondsSince(from).replace(' s', '')} |`);
  if (why !== null) say(`NOT SHOWN: ${each.part}: ${why}`);
}
say(`${parts.length - unproven} of ${parts.length} parts: a test fails without them`);
process.exit(unproven === 0 ? 0 : 1);

/** The tests that do not pass with everything switched on, with the reason: they show nothing. */
async function failingUnchanged() {
  /** @type {Map<string, import('./run-tests.mjs').NamedTest[]>} */
  const byFile = new Map();
  for (const { test } of parts) {
    const key = `${test.project}/${test.file}`;
    byFile.set(key, [...(byFile.get(key) ?? []), test]);
  }
  const unfit = new Map();
  for (const [file, tests] of byFile) {
    const from = Date.now();
    const outcomes = await runTests(copy.folder, tests);
    outcomes.forEach(({ outcome, why }, index) => {
      if (outcome !== 'passed') unfit.set(tests[index], `it does not pass with everything on: ${outcome}\n${why}`);
    });
    say(`everything on: ${file} (${secondsSince(from)})`);
  }
  return unfit;
}

/**
 * Why the part's test does not show it; null when it does.
 * @param {import('./parts.mjs').Part} part
 */
async function notProven({ part, off, test }) {
  const putBack = applyEdits(copy.folder, off);
  try {
    const changed = PROJECTS.filter((project) => off.some(({ file }) => file.startsWith(`${project}/`)));
    const problem = await build(copy.folder, changed);
    if (problem !== null) return `it does not build when it is switched off:\n${problem}`;
    const [{ outcome, why }] = await runTests(copy.folder, [test]);
    if (outcome === 'failed') {
      say(`${part}: ${why.split('\n').slice(0, 8).join('\n          ')}`);
      return null;
    }
    return outcome === 'passed' ? `“${test.name}” passes all the same` : `“${test.name}” ${outcome}: ${why}`;
  } finally {
    putBack();
  }
}
