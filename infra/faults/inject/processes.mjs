/** Faults of processes: killed, frozen, asked to end; the API, the broker, or both. */
import { pause } from '../line/kept-process.mjs';

/** @type {Record<string, import('./inject.mjs').Injection>} */
export const PROCESS_FAULTS = {
  'api-killed': async ({ line, random }, { forMs }) => endAndStart([random.oneOf(line.apis).process], 'SIGKILL', forMs),
  'api-restarted': async ({ line, random }, { forMs }) =>
    endAndStart([random.oneOf(line.apis).process], 'SIGTERM', forMs),
  'api-gone': async ({ line, random }, { forMs }) => endAndStart([random.oneOf(line.apis).process], 'SIGKILL', forMs),
  'api-frozen': freeze,
  'api-frozen-long': freeze,
  'broker-killed': async ({ line }, { forMs }) => endAndStart([line.broker.process], 'SIGKILL', forMs),
  'broker-and-api-killed': async ({ line }, { forMs }) => endAndStart(line.processes, 'SIGKILL', forMs),
};

/** @type {import('./inject.mjs').Injection} */
async function freeze({ line, random }, { forMs }) {
  const { process } = random.oneOf(line.apis);
  process.signal('SIGSTOP');
  await pause(forMs);
  process.signal('SIGCONT');
}

/**
 * @param {readonly import('../line/kept-process.mjs').KeptProcess[]} processes @param {NodeJS.Signals} signal @param {number} forMs
 */
export async function endAndStart(processes, signal, forMs) {
  await Promise.all(processes.map((each) => each.end(signal)));
  await pause(forMs);
  await Promise.all(processes.map((each) => each.start()));
}
