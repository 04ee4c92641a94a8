/** Acceptance checks of browser tests: a test carries its rows as annotations, and the page is composed of them after a whole run. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeAcceptancePage } from './acceptance-page.mjs';

const PARTS = fileURLToPath(new URL('../../infra/validation/parts/', import.meta.url));
/** Type of the annotation; its description is an acceptance row as JSON (`AcceptanceRow` of the domain's testing). */
const ACCEPTANCE = 'acceptance';

/** Writes one part for each test file with rows in Playwright's JSON report, then the page. Only for a run of all tests: a part is whole. */
export function keepAcceptanceRows(reportFile) {
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  for (const suite of report.suites) {
    const rows = annotationsOf(suite)
      .filter(({ type }) => type === ACCEPTANCE)
      .map(({ description }) => JSON.parse(description));
    if (rows.length === 0) continue;
    mkdirSync(PARTS, { recursive: true });
    const part = `${PARTS}${basename(suite.file).replace(/\.e2e\.tsx?$/, '')}.json`;
    const draft = `${part}.${process.pid}`;
    writeFileSync(
      draft,
      `${JSON.stringify({ spec: `apps/web-e2e/journeys/${basename(suite.file)}`, rows }, null, 2)}\n`,
    );
    renameSync(draft, part);
  }
  composeAcceptancePage();
}

function annotationsOf({ suites = [], specs = [] }) {
  return [
    ...specs.flatMap((spec) => spec.tests.flatMap((test) => test.annotations)),
    ...suites.flatMap((suite) => annotationsOf(suite)),
  ];
}
