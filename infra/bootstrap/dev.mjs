/**
 * `npm run dev`: the product with reload. Database and broker as in `npm start`; the compiler watches, the API begins again when its
 * output changes, and vite serves the web app (it passes API calls on to API_URL).
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseEnvironment } from './environment.mjs';
import { untilHealthy } from './health.mjs';
import { takeLock } from './lock.mjs';
import { endOrphans } from './orphans.mjs';
import { freePort, isPortFree } from './ports.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, say } from './say.mjs';
import { openServices } from './services.mjs';
import { partOf, stopOnSignals } from './stop-on-signals.mjs';
import { supervise } from './supervise.mjs';
import { PROGRAM, ROOT } from './workspace.mjs';

const parsed = parseEnvironment(process.env, { root: ROOT });
if (!parsed.ok) giveUp(parsed.problems.join('\n'));
const { settings } = parsed;
const { dataDir, port } = settings;
await prepare();

mkdirSync(dataDir, { recursive: true, mode: 0o711 });
const lock = await takeLock(join(dataDir, 'start.lock'));
if (!lock.taken) giveUp(`DATA_DIR: ${dataDir} is in use by process ${lock.holderPid}`);
process.once('exit', lock.release);
const runtimeFile = join(dataDir, 'runtime.json');
process.once('exit', () => rmSync(runtimeFile, { force: true }));

/** @type {import('./stop-on-signals.mjs').Part[]} */
const running = [];
const { isStopping, stopAll } = stopOnSignals(running);
try {
  await start();
} catch (error) {
  if (!isStopping()) {
    await stopAll();
    giveUp(error.message);
  }
}

async function start() {
  await endOrphans(dataDir);
  if (!(await isPortFree(port))) throw new Error(`PORT: port ${port} is taken by another program`);
  const opening = openServices(settings);
  running.push(partOf(opening));
  const services = await opening;
  if (isStopping()) return;

  const apiUrl = `http://127.0.0.1:${await freePort()}`;
  const keep = (name, args, env) => {
    const part = supervise({ name, dataDir, args, env });
    running.push(part);
    return part;
  };
  const tool = (path) => join(ROOT, 'node_modules', path);
  keep('compiler', [tool('typescript/bin/tsc'), '-b', '-w', '--preserveWatchOutput'], {});
  const api = keep('api', ['--watch', '--watch-preserve-output', PROGRAM.api], {
    PORT: new URL(apiUrl).port,
    DATABASE_URL: services.databaseUrl,
    MQTT_URL: services.mqttUrl,
    MQTT_CREDENTIAL_KEY: services.mqttCredentialKey,
    DEMO: settings.demo,
    REQUIRE_TIMESCALE: settings.requireTimescale ? '1' : '0',
    LOG_LEVEL: settings.logLevel,
    DATA_DIR: dataDir,
  });
  const { pathOf } = await import('@airway-twin/contracts/http');
  const answer = await untilHealthy({ url: apiUrl + pathOf('health'), waitMs: 60_000, failure: () => null });
  if (isStopping()) return;
  // An API that does not come up is what a developer is about to mend: say why and go on.
  if (!answer.ok) say(`the API is not up: ${answer.reason}\n${api.logTail()}`);
  writeFileSync(runtimeFile, `${JSON.stringify({ apiUrl, mqttUrl: services.mqttUrl }, null, 2)}\n`);
  if (settings.demo === 'cohort') {
    keep('simulator', [PROGRAM.simulators, 'serve'], { API_URL: apiUrl, DATA_DIR: dataDir });
  }
  const vite = [
    'apps/web',
    '--config',
    'apps/web/vite.config.ts',
    '--port',
    String(port),
    '--strictPort',
    '--host',
    '127.0.0.1',
  ];
  keep('web', [viteProgram(), ...vite], { API_URL: apiUrl });
  say(`web with reload: http://127.0.0.1:${port}    API: ${apiUrl}    logs: ${join(dataDir, 'logs')}`);
}

/** vite is a dependency of the web app alone and may be installed below it. */
function viteProgram() {
  const manifest = createRequire(join(ROOT, 'apps/web/package.json')).resolve('vite/package.json');
  return join(dirname(manifest), 'bin', 'vite.js');
}
