import { say } from './say.mjs';

const SAME_SIGNAL_WITHIN_MS = 700;

/** @typedef {{ stop: () => Promise<void>, kill: () => Promise<void> }} Part something that was started */

/**
 * On Ctrl-C, SIGTERM or a closed terminal: stops what is running, the last started first, and ends the process. A second signal stops it
 * the hard way.
 * @param {Part[]} running may grow until then
 * @returns {{ isStopping: () => boolean, stopAll: () => Promise<boolean> }} `stopAll` tells whether every part stopped without a fault
 */
export function stopOnSignals(running) {
  let signals = 0;
  let firstSignalMs = 0;
  /** @type {Part[]} */
  const stopped = [];

  async function stopAll() {
    let isClean = true;
    // Taken from the list one by one, so that whatever a start still adds meanwhile is stopped too.
    for (let part = running.pop(); part !== undefined; part = running.pop()) {
      stopped.push(part);
      try {
        await part.stop();
      } catch (error) {
        isClean = false;
        say(`while stopping: ${error.message}`);
        await part.kill().catch(() => undefined);
      }
    }
    return isClean;
  }

  async function onSignal() {
    // Ctrl-C under `npm start` comes twice: from the terminal, and passed on by npm.
    if (signals === 1 && Date.now() - firstSignalMs < SAME_SIGNAL_WITHIN_MS) return;
    if (signals === 0) firstSignalMs = Date.now();
    signals += 1;
    if (signals === 1) {
      say('stopping (Ctrl-C once more: the hard way)');
      const isClean = await stopAll();
      say('stopped');
      process.exit(isClean ? 0 : 1);
    }
    if (signals === 2) {
      say('stopping the hard way');
      await Promise.allSettled([...stopped, ...running].map((part) => part.kill()));
      process.exit(1);
    }
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  return { isStopping: () => signals > 0, stopAll };
}

/**
 * A part that is still starting: stopping waits until it has started. One that failed to start has nothing to stop.
 * @param {Promise<Part>} starting
 * @returns {Part}
 */
export function partOf(starting) {
  const settled = starting.catch(() => null);
  return {
    stop: async () => (await settled)?.stop(),
    kill: async () => (await settled)?.kill(),
  };
}
