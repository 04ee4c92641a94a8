/** A program that is killed, frozen and started again at will, and kept running in between as a supervisor would keep it. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

const RESTART_AFTER_MS = 300;
const GRACE_MS = 15_000;

/**
 * @typedef {{ how: string, asked: boolean, wasUp: boolean, livedMs: number, atMs: number }} Exit how a life of the program ended:
 *   `exit code 1`, `SIGKILL`; `wasUp`: it had been ready for work
 * @typedef {ReturnType<typeof keepProcess>} KeptProcess
 */

/**
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.command @param {readonly string[]} options.args
 * @param {Record<string, string>} [options.env] added to ours
 * @param {() => Promise<boolean>} options.isReady asked until it says yes; a failure counts as no
 * @param {string} options.logPath
 */
export function keepProcess({ name, command, args, env = {}, isReady, logPath }) {
  /** @type {import('node:child_process').ChildProcess | null} */
  let child = null;
  let generation = 0;
  let upGeneration = 0;
  let isWanted = false;
  let isAsked = false;
  let gone = Promise.resolve();
  /** @type {Exit[]} */
  const exits = [];
  let peakMegabytes = 0;

  function launch() {
    if (!isWanted || child !== null) return;
    const log = openSync(logPath, 'a', 0o600);
    const started = spawn(command, args, {
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    closeSync(log);
    child = started;
    isAsked = false;
    const fromMs = Date.now();
    const mine = ++generation;
    gone = new Promise((resolve) => {
      const ended = (how) => {
        if (child !== started) return;
        const atMs = Date.now();
        exits.push({ how, asked: isAsked, wasUp: upGeneration === mine, livedMs: atMs - fromMs, atMs });
        child = null;
        resolve();
        if (isWanted) setTimeout(launch, RESTART_AFTER_MS);
      };
      started.once('error', (error) => ended(error.message));
      started.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
    });
    // Whoever waits for it learns from `untilUp`; a message that cannot be sent is no fault of ours.
    void watchStart(mine);
  }

  async function watchStart(mine) {
    while (generation === mine && child !== null) {
      if (await isReady().catch(() => false)) {
        if (generation === mine) upGeneration = mine;
        return;
      }
      await pause(25);
    }
  }

  /** @param {number} withinMs */
  async function untilUp(withinMs) {
    const until = Date.now() + withinMs;
    while (child === null || upGeneration !== generation) {
      if (Date.now() > until) throw new Error(`${name} is not up after ${withinMs} ms:\n${tailOf(logPath)}`);
      await pause(25);
    }
  }

  return {
    name,
    exits,
    get pid() {
      return child?.pid ?? null;
    },
    get isUp() {
      return child !== null && upGeneration === generation;
    },
    /** The most memory that any of its lives has held, MB; 0 where the system does not tell. */
    get peakMegabytes() {
      if (child?.pid !== undefined) peakMegabytes = Math.max(peakMegabytes, peakOf(child.pid));
      return peakMegabytes;
    },
    start: async (withinMs = 60_000) => {
      isWanted = true;
      launch();
      await untilUp(withinMs);
    },
    untilUp,
    /** Ends this life by a signal; the next one begins when `hold` is false, else with `start`. */
    end: async (/** @type {NodeJS.Signals} */ signal, { hold = true } = {}) => {
      isWanted = !hold;
      if (child === null) return;
      isAsked = true;
      child.kill(signal);
      if (signal !== 'SIGKILL') setTimeout((each) => each.kill('SIGKILL'), GRACE_MS, child).unref();
      await gone;
    },
    /** @param {NodeJS.Signals} signal one that does not end it */
    signal: (signal) => void child?.kill(signal),
    logTail: () => tailOf(logPath),
  };
}

/** @param {number} pid */
function peakOf(pid) {
  try {
    const found = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found ? Number(found[1]) / 1024 : 0;
  } catch {
    return 0;
  }
}

/** @param {string} path */
function tailOf(path) {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  } catch {
    return '';
  }
}

/** @param {number} ms */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
