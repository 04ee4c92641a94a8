/**
 * Runs jest for the project in the current folder: `node run-jest.mjs [--int] [jest arguments]`.
 * A project without tests of that kind is an error: a suite that silently runs nothing proves nothing.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { preset } from './jest-preset.mjs';

const integration = process.argv.includes('--int');
const rest = process.argv.slice(2).filter((argument) => argument !== '--int');
const jest = createRequire(import.meta.url).resolve('jest/bin/jest.js');
const config = JSON.stringify(preset({ rootDir: process.cwd(), integration }));
const { status } = spawnSync(
  process.execPath,
  ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, '--config', config, ...rest],
  {
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
