/** What a run of tests proved: how many passed, and what is wrong with it besides failures. */

/** A skipped test is let pass only if its title says why, as in `[skipped because the sensor has no gyroscope]`. */
const REASON = /\[skipped because [^\]]+\]/;

/**
 * @typedef {{ title: string, outcome: 'passed' | 'failed' | 'skipped' }} Outcome
 * @typedef {{ passed: number, failed: string[], skippedWithReason: string[], skippedWithoutReason: string[] }} Tally
 */

/** @param {Outcome[]} outcomes @returns {Tally} */
export function tallyOf(outcomes) {
  const titles = (wanted) => outcomes.filter(({ outcome }) => outcome === wanted).map(({ title }) => title);
  const skipped = titles('skipped');
  return {
    passed: titles('passed').length,
    failed: titles('failed'),
    skippedWithReason: skipped.filter((title) => REASON.test(title)),
    skippedWithoutReason: skipped.filter((title) => !REASON.test(title)),
  };
}

/**
 * Outcomes of a report of `jest --json`. A file that could not be loaded counts as one failed test.
 * @param {{ testResults: { name: string, status: string, message: string,
 *   assertionResults: { fullName: string, status: string }[] }[] }} report
 * @returns {Outcome[]}
 */
export function outcomesOfJest(report) {
  return report.testResults.flatMap((file) => {
    const known = { passed: 'passed', failed: 'failed' };
    const outcomes = file.assertionResults.map(({ fullName, status }) => ({
      title: fullName,
      outcome: known[status] ?? 'skipped',
    }));
    const isBroken = file.status === 'failed' && !outcomes.some(({ outcome }) => outcome === 'failed');
    return isBroken ? [...outcomes, { title: `${file.name}: ${file.message}`, outcome: 'failed' }] : outcomes;
  });
}

/**
 * Outcomes of a report of Playwright's JSON reporter. A test that passed only when tried again has failed.
 * @param {{ suites?: PlaywrightSuite[], errors?: { message?: string }[] }} report
 * @returns {Outcome[]}
 *
 * @typedef {{ title: string, suites?: PlaywrightSuite[], specs?: { title: string, tests: { status: string }[] }[] }} PlaywrightSuite
 */
export function outcomesOfPlaywright(report) {
  const known = { expected: 'passed', skipped: 'skipped' };
  const ofSuite = (suite, above) => {
    const path = `${above}${suite.title} › `;
    const own = (suite.specs ?? []).flatMap((spec) =>
      spec.tests.map(({ status }) => ({ title: path + spec.title, outcome: known[status] ?? 'failed' })),
    );
    return [...own, ...(suite.suites ?? []).flatMap((inner) => ofSuite(inner, path))];
  };
  const errors = (report.errors ?? []).map(({ message }) => ({ title: message ?? 'error', outcome: 'failed' }));
  return [...(report.suites ?? []).flatMap((suite) => ofSuite(suite, '')), ...errors];
}
