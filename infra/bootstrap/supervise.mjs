import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess, isSameProcess } from './process-identity.mjs';
import { forgetProcess, recordProcess } from './process-table.mjs';
import { say } from './say.mjs';
import { ROOT } from './workspace.mjs';

const FIRST_BACKOFF_MS = 300;
const LONGEST_BACKOFF_MS = 5_000;
/** After this long a process counts as sound, and its next end begins a new series. */
const SOUND_AFTER_MS = 30_000;
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * How long to wait before a process that has ended is started again.
 * @param {number} endsInARow how often it has ended without having been sound in between, 1 for the first time
 * @returns {number} 300, 600, 1200, 2400, 4800, 5000, 5000 … ms
 */
export function backoffMs(endsInARow) {
  return Math.min(FIRST_BACKOFF_MS * 2 ** (endsInARow - 1), LONGEST_BACKOFF_MS);
}

/**
 * Keeps a program running: starts it, writes it down, and starts it again when it ends, until `stop`. The program is a process of its
 * own group with its output in a file, so that neither Ctrl-C nor the end of the supervisor reaches it unasked.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.dataDir
 * @param {string[]} options.args for node
 * @param {Record<string, string>} options.env added to ours
 * @param {Record<string, unknown>} [options.details] kept in the process table
 * @param {import('./process-table.mjs').Entry} [options.adopt] one that runs already and is taken over instead of started
 * @returns {{ endsInARow: () => number, pid: () => number | null, stop: () => Promise<void>, kill: () => Promise<void>,
 *   logTail: () => string }}
 */
export function supervise({ name, dataDir, args, env, details = {}, adopt }) {
  const logPath = logFileOf(dataDir, name);
  const logBegins = existsSync(logPath) ? statSync(logPath).size : 0;
  /** @type {import('./process-table.mjs').Entry | null} */
  let current = null;
  let endsInARow = 0;
  let isStopping = false;
  let timer = null;

  function start() {
    const log = openSync(logPath, 'a', 0o600);
    const from = Date.now();
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...env },
    });
    closeSync(log);
    child.once('error', (error) => ended(from, error.message));
    child.once('exit', (code, signal) => ended(from, signal ?? `exit code ${code}`));
    if (child.pid !== undefined) current = recordProcess(dataDir, name, child.pid, details);
  }

  function ended(from, how) {
    current = null;
    if (isStopping) return;
    endsInARow = Date.now() - from > SOUND_AFTER_MS ? 1 : endsInARow + 1;
    const waitMs = backoffMs(endsInARow);
    say(`${name} ended (${how}); starting it again in ${waitMs / 1000} s (log: ${logPath})`);
    timer = setTimeout(start, waitMs);
  }

  /** The end of a process that is not our child is seen by looking. */
  function watchAdopted() {
    const from = Date.now() - SOUND_AFTER_MS;
    const look = () => {
      if (isStopping || current === null) return;
      if (isSameProcess(current)) timer = setTimeout(look, 500);
      else ended(from, 'it was adopted and is gone');
    };
    look();
  }

  async function end(options) {
    isStopping = true;
    clearTimeout(timer);
    if (current !== null) await endProcess(current, options);
    forgetProcess(dataDir, name);
  }

  if (adopt) {
    current = adopt;
    watchAdopted();
  } else {
    start();
  }
  return {
    endsInARow: () => endsInARow,
    pid: () => current?.pid ?? null,
    stop: () => end({ signal: 'SIGTERM', graceMs: 10_000 }),
    kill: () => end({ signal: 'SIGKILL', graceMs: 1_000 }),
    logTail: () => tailOf(logPath, logBegins, 25),
  };
}

/** The log file of a part; a long one is put aside first. @param {string} dataDir @param {string} name */
function logFileOf(dataDir, name) {
  const folder = join(dataDir, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${name}.log`);
  if (existsSync(path) && statSync(path).size > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
  return path;
}

/** @param {string} path @param {number} fromByte @param {number} lines */
function tailOf(path, fromByte, lines) {
  if (!existsSync(path)) return '';
  return readFileSync(path).subarray(fromByte).toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
