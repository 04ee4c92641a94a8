/** The processes of a benchmark: started here, told and heard over the IPC channel, ended whatever happens. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const END_WITH_PARENT = new URL('./end-with-parent.mjs', import.meta.url).href;
const GRACE_MS = 10_000;

/**
 * @typedef {{ pid: number, tell: (message: object) => void, hear: (kind: string, withinMs: number) => Promise<any>,
 *   firstLine: Promise<string>, stop: () => Promise<void> }} Part
 */

/** Every part that may still run. @type {Set<Part>} */
const running = new Set();

/**
 * Starts a program of Node as a process of its own. What it prints goes to standard error, but for the first line of a `printsFirstLine`.
 * @param {string} program its file
 * @param {{ env?: Record<string, string>, nodeArguments?: string[], printsFirstLine?: boolean }} [options]
 * @returns {Part} `hear` resolves with the next message of that `kind` and throws when the process ends or takes longer
 */
export function startPart(program, { env = {}, nodeArguments = [], printsFirstLine = false } = {}) {
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, ...nodeArguments, program], {
    stdio: ['ignore', printsFirstLine ? 'pipe' : 2, 2, 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${program} ended (${signal ?? code})`);
  });
  ended.catch(() => running.delete(part));
  child.on('error', (error) => console.error(`${program}: ${error.message}`));
  const heard = [];
  let wake = () => undefined;
  child.on('message', (message) => {
    heard.push(message);
    wake();
  });
  const part = {
    pid: /** @type {number} */ (child.pid),
    // Whoever waits for the answer learns that the process is gone.
    tell: (message) => void child.send(message, () => undefined),
    hear: async (kind, withinMs) => {
      const until = Date.now() + withinMs;
      for (;;) {
        const index = heard.findIndex((message) => message.kind === kind);
        if (index >= 0) return heard.splice(index, 1)[0];
        const next = new Promise((resolve) => (wake = resolve));
        await Promise.race([next, ended, timeout(until - Date.now(), `${program}: no ${kind} within ${withinMs} ms`)]);
      }
    },
    firstLine: printsFirstLine
      ? Promise.race([once(child.stdout, 'data').then(([chunk]) => String(chunk).split('\n')[0]), ended])
      : Promise.resolve(''),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await ended.catch(() => undefined);
      clearTimeout(hard);
    },
  };
  running.add(part);
  return part;
}

/** Ends every process that was started here and still runs. @returns {Promise<void>} */
export async function stopAllParts() {
  await Promise.all([...running].map((part) => part.stop()));
}

/** @param {number} ms @param {string} message @returns {Promise<never>} */
function timeout(ms, message) {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error(message)), Math.max(0, ms)).unref());
}
