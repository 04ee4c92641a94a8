/**
 * Runs jest for the project in the current folder: `node run-jest.mjs [--int] [jest arguments]`.
 * A project without tests of that kind is an error: a suite that silently runs nothing proves nothing.
 * Acceptance checks of the specs go to `infra/validation`.
 * The outcome is also written to `test-results/unit.json` or `int.json` of the project, where the whole run counts it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { composeAcceptancePage } from './acceptance-page.mjs';
import { preset } from './jest-preset.mjs';

const integration = process.argv.includes('--int');
const rest = process.argv.slice(2).filter((argument) => argument !== '--int');
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const config = JSON.stringify(preset({ rootDir: process.cwd(), integration }));
const resultsFile = `test-results/${integration ? 'int' : 'unit'}.json`;
mkdirSync('test-results', { recursive: true });
rmSync(resultsFile, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    ...['--config', config, '--json', '--outputFile', resultsFile],
    ...rest,
  ],
  // With --json jest prints the same on standard output once more: the people who read along have seen it on standard error.
  { stdio: ['inherit', 'ignore', 'inherit'] },
);
composeAcceptancePage();
process.exit(status ?? 1);
