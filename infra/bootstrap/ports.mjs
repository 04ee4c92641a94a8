import { createServer } from 'node:net';

/**
 * Can a server listen on this port of 127.0.0.1 now?
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function isPortFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Below those that systems give to outgoing connections (Linux from 32,768, others from 49,152): one of these stays free until it is used. */
const [LEAST, MOST] = [20_000, 32_767];
/** What this process has been given: it may not listen there yet. */
const given = new Set();

/**
 * A port of 127.0.0.1 that was free a moment ago, not the same twice.
 * @returns {Promise<number>}
 * @throws when none is found
 */
export async function freePort() {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = LEAST + Math.floor(Math.random() * (MOST - LEAST + 1));
    if (given.has(port) || !(await isPortFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`expected a free port from ${LEAST} to ${MOST} of 127.0.0.1, found none in 200 attempts`);
}
