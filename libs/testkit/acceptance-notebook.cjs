/**
 * Acceptance checks are stated by specs (`acceptance` of `@airway-twin/domain/testing`) and kept here, outside of the pure code: the rows of one
 * spec file become one part, and the page is composed of the parts after the run.
 */
const { mkdirSync, renameSync, writeFileSync } = require('node:fs');
const { basename, join, relative, resolve, sep } = require('node:path');

const ROOT = resolve(module.path, '../..');
const PARTS = join(ROOT, 'infra/validation/parts');

/**
 * Gives the specs of an environment a notebook. The returned function writes down what is in it; a run of single tests by name leaves the
 * part as it is, for it would be incomplete.
 * @param {{ global: object, testPath: string, testNamePattern: string | undefined }} environment
 * @returns {() => void}
 */
function acceptanceNotebook({ global, testPath, testNamePattern }) {
  const rows = [];
  global[Symbol.for('airway-twin.acceptance')] = (row) => rows.push(JSON.parse(JSON.stringify(row)));
  return () => {
    if (rows.length === 0 || testNamePattern) return;
    mkdirSync(PARTS, { recursive: true });
    const spec = relative(ROOT, testPath).split(sep).join('/');
    const part = join(PARTS, `${basename(testPath).replace(/\.(int\.)?spec\.tsx?$/, '')}.json`);
    const draft = `${part}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify({ spec, rows }, null, 2)}\n`);
    renameSync(draft, part);
  };
}

module.exports = { acceptanceNotebook };
