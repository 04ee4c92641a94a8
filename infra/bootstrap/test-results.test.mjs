import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missingLibraries, packagesFor } from './browser.mjs';
import { outcomesOfJest, outcomesOfPlaywright, tallyOf } from './test-results.mjs';
import { nodeProblem } from './workspace.mjs';

describe('what a test run proved', () => {
  it('counts only what passed, and lets a skip pass only with its reason', () => {
    const tally = tallyOf([
      { title: 'a', outcome: 'passed' },
      { title: 'b [skipped because the sensor has no gyroscope]', outcome: 'skipped' },
      { title: 'c', outcome: 'skipped' },
      { title: 'd', outcome: 'failed' },
    ]);
    assert.deepEqual(tally, {
      passed: 1,
      failed: ['d'],
      skippedWithReason: ['b [skipped because the sensor has no gyroscope]'],
      skippedWithoutReason: ['c'],
    });
  });

  it('takes a jest file that could not be loaded for a failed test', () => {
    const report = {
      testResults: [{ name: 'x.spec.ts', status: 'failed', message: 'cannot load', assertionResults: [] }],
    };
    assert.deepEqual(outcomesOfJest(report), [{ title: 'x.spec.ts: cannot load', outcome: 'failed' }]);
  });

  it('takes jest’s pending and todo for skipped', () => {
    const results = ['passed', 'pending', 'todo'].map((status) => ({ fullName: status, status }));
    const report = { testResults: [{ name: 'x', status: 'passed', message: '', assertionResults: results }] };
    assert.deepEqual(
      outcomesOfJest(report).map(({ outcome }) => outcome),
      ['passed', 'skipped', 'skipped'],
    );
  });

  it('finds Playwright’s tests in nested suites, and takes a flaky one for failed', () => {
    const spec = (title, status) => ({ title, tests: [{ status }] });
    const report = {
      suites: [
        {
          title: 'file',
          specs: [spec('one', 'expected')],
          suites: [{ title: 'inner', specs: [spec('two', 'flaky')] }],
        },
      ],
      errors: [{ message: 'no tests found' }],
    };
    assert.deepEqual(outcomesOfPlaywright(report), [
      { title: 'file › one', outcome: 'passed' },
      { title: 'file › inner › two', outcome: 'failed' },
      { title: 'no tests found', outcome: 'failed' },
    ]);
  });
});

describe('the machine', () => {
  it('needs Node 20.19', () => {
    assert.equal(nodeProblem('20.19.0'), null);
    assert.equal(nodeProblem('24.1.0'), null);
    assert.match(nodeProblem('20.18.3'), /20\.19/);
    assert.match(nodeProblem('18.20.0'), /20\.19/);
  });

  it('is asked for the libraries that the browser misses', () => {
    const ldd =
      '\tlibnss3.so => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x0)\n\tlibexpat.so.1 => not found\n\tlibfoo.so => not found\n';
    assert.deepEqual(missingLibraries(ldd), ['libnss3.so', 'libexpat.so.1', 'libfoo.so']);
    assert.deepEqual(packagesFor(missingLibraries(ldd)), {
      packages: ['libnss3', 'libexpat1'],
      unknown: ['libfoo.so'],
    });
  });
});
