/** The program. It hears from its first moment that it is to end: nothing of the API is loaded before its ears are. */
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningServer } from './server.js';

/** Nobody who asks a process to end waits longer for its start: what has not started holds nothing that another could not take over. */
const START_MOST_MS = 5_000;

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    void stop();
  });
}
const starting = start();
try {
  const server = await starting;
  server.runtime.log.info({ url: server.url, storage: server.runtime.storage }, 'listening');
  void server.runtime.mustEnd.then(async (reason) => {
    console.error(`airway-api: ${reason}`);
    await server.stop().catch(() => undefined);
    process.exit(3);
  });
} catch (error) {
  console.error(`airway-api: ${(error as Error).message}`);
  process.exit(stopping ? 0 : 1);
}

async function start(): Promise<RunningServer> {
  const { parseConfig } = await import('./config.js');
  const config = parseConfig(process.env);
  if ('problems' in config) {
    for (const problem of config.problems) console.error(`airway-api: ${problem}`);
    process.exit(2);
  }
  const { startServer } = await import('./server.js');
  try {
    return await startServer(config);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    throw new Error(`PORT: expected a free port, ${config.port} is taken`, { cause: error });
  }
}

/** Ends with 0 when all was handed on, or nothing had been taken over yet. */
async function stop(): Promise<void> {
  const server = await Promise.race([starting.catch(() => null), pause(START_MOST_MS, null)]);
  if (server === null) process.exit(0);
  await server.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}
