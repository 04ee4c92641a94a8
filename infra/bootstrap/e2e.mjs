/**
 * The browser tests: starts the real product as `npm start` does, on free ports with a data directory of its own, and lets Playwright
 * at it. `node infra/bootstrap/e2e.mjs [arguments for playwright test]`
 */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepAcceptanceRows } from '../../libs/testkit/acceptance-annotations.mjs';
import { browserLaunch } from './browser.mjs';
import { endProcess, startedAt } from './process-identity.mjs';
import { freePort } from './ports.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, say } from './say.mjs';
import { ROOT } from './workspace.mjs';

const UP_WITHIN_MS = 120_000;
const ALL_TESTS_WITHIN_MS = 900_000;
const RESULTS = join(ROOT, 'apps/web-e2e/test-results');

await prepare();
await browserLaunch().catch((error) => giveUp(error.message));

const dataDir = mkdtempSync(join(tmpdir(), 'airway-twin-e2e-'));
// The database server may run as another user, which has to get through to its cluster below.
chmodSync(dataDir, 0o711);
const port = await freePort();
const product = spawn(process.execPath, [join(ROOT, 'infra/bootstrap/start.mjs')], {
  cwd: ROOT,
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: true,
  env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, DEMO: 'cohort', MQTT_PORT: '', MQTT_URL: '' },
});
const identity = { pid: product.pid, startedAt: startedAt(product.pid) };
let tests = null;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    tests?.kill(signal);
    void cleanUp().then(() => process.exit(1));
  });
}

let exitCode = 1;
try {
  await untilUp();
  exitCode = await runPlaywright();
} catch (error) {
  console.error(error.message);
}
if (exitCode !== 0) keepLogs();
else if (process.argv.length === 2) keepAcceptanceRows(join(RESULTS, 'report.json'));
await cleanUp();
process.exit(exitCode);

/** The product writes runtime.json when all is up. */
async function untilUp() {
  const until = Date.now() + UP_WITHIN_MS;
  while (!existsSync(join(dataDir, 'runtime.json'))) {
    if (product.exitCode !== null) throw new Error(`npm start ended with exit code ${product.exitCode}`);
    if (Date.now() > until) throw new Error(`npm start was not up within ${UP_WITHIN_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function runPlaywright() {
  const cli = join(ROOT, 'node_modules/@playwright/test/cli.js');
  rmSync(join(RESULTS, 'report.json'), { force: true });
  tests = spawn(
    process.execPath,
    [
      cli,
      'test',
      ...['-c', 'apps/web-e2e/playwright.config.ts', '--reporter=list,json', '--forbid-only'],
      `--global-timeout=${ALL_TESTS_WITHIN_MS}`,
      ...process.argv.slice(2),
    ],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: {
        ...process.env,
        BASE_URL: JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')).apiUrl,
        DATA_DIR: dataDir,
        PLAYWRIGHT_JSON_OUTPUT_NAME: join(RESULTS, 'report.json'),
      },
    },
  );
  return new Promise((resolve, reject) => {
    tests.once('error', reject);
    tests.once('exit', (code) => resolve(code ?? 1));
  });
}

/** What a failed run leaves for its reader. */
function keepLogs() {
  const logs = join(dataDir, 'logs');
  if (!existsSync(logs)) return;
  const kept = join(RESULTS, 'logs');
  cpSync(logs, kept, { recursive: true });
  say(`logs of the product: ${kept}`);
}

async function cleanUp() {
  await endProcess(identity, { signal: 'SIGTERM', graceMs: 45_000 });
  rmSync(dataDir, { recursive: true, force: true });
}
