/**
 * `npm start`: from a fresh clone to a running product. Installs, builds, starts database, broker, API and demo, keeps them running and
 * stops them all on Ctrl-C.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseEnvironment } from './environment.mjs';
import { untilHealthy } from './health.mjs';
import { takeLock } from './lock.mjs';
import { endOrphans } from './orphans.mjs';
import { isPortFree } from './ports.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, say } from './say.mjs';
import { openServices } from './services.mjs';
import { partOf, stopOnSignals } from './stop-on-signals.mjs';
import { supervise } from './supervise.mjs';
import { API_NODE_ARGUMENTS, PROGRAM, ROOT } from './workspace.mjs';

const API_UP_WITHIN_MS = 90_000;
const API_ATTEMPTS = 3;

const parsed = parseEnvironment(process.env, { root: ROOT });
if (!parsed.ok) giveUp(parsed.problems.join('\n'));
const { settings } = parsed;
await prepare();

mkdirSync(settings.dataDir, { recursive: true, mode: 0o711 });
const lock = await takeLock(join(settings.dataDir, 'start.lock'));
if (!lock.taken) {
  giveUp(
    `DATA_DIR: ${settings.dataDir} is in use by process ${lock.holderPid}. Stop that one, or choose another DATA_DIR and PORT.`,
  );
}
process.once('exit', lock.release);

/** What was started, in the order of starting; stopped in the reverse order. @type {{ stop: () => Promise<void>, kill: () => Promise<void> }[]} */
const running = [];
const { isStopping, stopAll } = stopOnSignals(running);
try {
  await start();
} catch (error) {
  if (!isStopping()) {
    say('stopping, as the start failed');
    await stopAll();
    giveUp(error.message);
  }
}

async function start() {
  const { port, host, dataDir } = settings;
  const runtimeFile = join(dataDir, 'runtime.json');
  rmSync(runtimeFile, { force: true });
  await endOrphans(dataDir);
  if (!(await isPortFree(port))) {
    throw new Error(
      `PORT: port ${port} is taken by another program. Choose another, for example PORT=${port + 1} npm start`,
    );
  }
  const opening = openServices(settings);
  running.push(partOf(opening));
  const services = await opening;
  const { NOT_A_MEDICAL_DEVICE, pathOf } = await import('@airway-twin/contracts/http');
  const apiUrl = `http://127.0.0.1:${port}`;

  if (isStopping()) return;
  const api = supervise({
    name: 'api',
    dataDir,
    args: [...API_NODE_ARGUMENTS, PROGRAM.api],
    env: {
      NODE_ENV: 'production',
      PORT: String(port),
      ...(host !== null && { HOST: host }),
      DATABASE_URL: services.databaseUrl,
      MQTT_URL: services.mqttUrl,
      MQTT_CREDENTIAL_KEY: services.mqttCredentialKey,
      DEMO: settings.demo,
      REQUIRE_TIMESCALE: settings.requireTimescale ? '1' : '0',
      LOG_LEVEL: settings.logLevel,
      DATA_DIR: dataDir,
      WEB_DIST: join(ROOT, 'apps/web/dist'),
      MODEL_DIR: join(ROOT, 'infra/model/artifacts'),
    },
  });
  running.push(api);
  const answer = await untilHealthy({
    url: apiUrl + pathOf('health'),
    waitMs: API_UP_WITHIN_MS,
    failure: () => (api.endsInARow() >= API_ATTEMPTS ? `it ended ${API_ATTEMPTS} times in a row` : null),
  });
  if (isStopping()) return;
  if (!answer.ok) throw new Error(`The API does not come up: ${answer.reason}. Its last lines:\n\n${api.logTail()}`);
  say(`API: ${answer.health.status}`);

  writeFileSync(runtimeFile, `${JSON.stringify({ apiUrl, mqttUrl: services.mqttUrl }, null, 2)}\n`);
  process.once('exit', () => rmSync(runtimeFile, { force: true }));

  if (settings.demo === 'cohort') {
    const env = { API_URL: apiUrl, DATA_DIR: dataDir };
    running.push(supervise({ name: 'simulator', dataDir, args: [PROGRAM.simulators, 'serve'], env }));
    say('demo: a cohort of virtual patients is loading its history and then lives on');
  }
  welcome(apiUrl, NOT_A_MEDICAL_DEVICE);
}

/** @param {string} url @param {string} notice */
function welcome(url, notice) {
  const dataDir = relative(process.cwd(), settings.dataDir);
  const shownDir = dataDir.startsWith('..') || dataDir === '' ? settings.dataDir : dataDir;
  const logins =
    settings.demo === 'cohort'
      ? 'Log in as clinician, engineer, or a patient such as demo-07. The password of each is demo.'
      : 'The demo is off: make accounts with npm run account.';
  const hasWeb = existsSync(join(ROOT, 'apps/web/dist/index.html'));
  console.log(
    [
      '',
      `  Airway Twin is up: ${url}`,
      '',
      `  ${logins}`,
      `  Data and logs: ${shownDir}. Ctrl-C stops everything.`,
      ...(hasWeb ? [] : ['  The web app is not built: only the API answers.']),
      '',
      `  ${notice}`,
      '',
    ].join('\n'),
  );
}
