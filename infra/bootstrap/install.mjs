import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, sayWhileWaiting, secondsSince } from './say.mjs';
import { ROOT } from './workspace.mjs';

const LOCK_FILE = join(ROOT, 'package-lock.json');
const STAMP = join(ROOT, 'node_modules', '.airway-twin-install');
/** npm writes it last, so that it stands for a whole installation. */
const NPM_RECORD = join(ROOT, 'node_modules', '.package-lock.json');

/**
 * Installs the dependencies unless the installed ones are those of the lock file.
 * @returns {Promise<void>}
 * @throws when npm fails
 */
export async function ensureInstalled() {
  const wanted = createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex');
  if (existsSync(NPM_RECORD)) {
    const isStamped = existsSync(STAMP) && readFileSync(STAMP, 'utf8').trim() === wanted;
    const isByHand = !existsSync(STAMP) && statSync(NPM_RECORD).mtimeMs >= statSync(LOCK_FILE).mtimeMs;
    if (isByHand) writeFileSync(STAMP, wanted);
    if (isStamped || isByHand) return;
  }
  const from = Date.now();
  say('installing dependencies (npm ci; about a minute, once)');
  await npmCi();
  writeFileSync(STAMP, wanted);
  say(`installed (${secondsSince(from)})`);
}

function npmCi() {
  const waiting = sayWhileWaiting('installing');
  // Under `npm start` npm tells where it is; run by hand we ask the shell for it.
  const { npm_execpath: npm } = process.env;
  const isNpm = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const [command, first] = isNpm ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...first, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'], {
    cwd: ROOT,
    stdio: 'inherit',
    shell: !isNpm && process.platform === 'win32',
    // The CUDA libraries that onnxruntime-node would fetch are of no use here.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      waiting.stop();
      if (code === 0) resolve(undefined);
      else reject(new Error(`npm ci failed with exit code ${code}: see its messages above`));
    });
  });
}
