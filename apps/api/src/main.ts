import { parseConfig } from './config.js';
import { startServer } from './server.js';

const config = parseConfig(process.env);
if ('problems' in config) {
  for (const problem of config.problems) console.error(`airway-api: ${problem}`);
  process.exit(2);
}

try {
  const server = await startServer(config);
  server.runtime.log.info({ url: server.url, storage: server.runtime.storage }, 'listening');
  let stopping = false;
  void server.runtime.superseded.then(async () => {
    console.error(`airway-api: INSTANCE: a process that started later is called ${config.instance} too and goes on`);
    await server.stop().catch(() => undefined);
    process.exit(3);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void server.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
} catch (error) {
  const { code } = error as { code?: string };
  const reason =
    code === 'EADDRINUSE' ? `PORT: expected a free port, ${config.port} is taken` : (error as Error).message;
  console.error(`airway-api: ${reason}`);
  process.exit(1);
}
