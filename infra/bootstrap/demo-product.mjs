/** The whole product with the demo cohort, started as `npm start` does for a program that looks at it and throws it away. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.mjs';
import { endProcess, startedAt } from './process-identity.mjs';
import { ROOT } from './workspace.mjs';

export const DEMO_PASSWORD = 'demo';
const UP_WITHIN_MS = 120_000;
const HISTORY_WITHIN_MS = 120_000;

/**
 * On free ports, with a data directory that goes when it is stopped. What it says goes to the file descriptor `outputTo`.
 * @param {{ outputTo?: 1 | 2 }} [options]
 * @returns {Promise<{ up: () => Promise<string>, stop: () => Promise<void> }>} as soon as it has begun to start, so that it can be stopped at any
 *   time; `up` resolves with its URL and throws when it does not come up within two minutes
 */
export async function startDemo({ outputTo = 1 } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'airway-twin-demo-'));
  // The database server may run as another user, which has to get through to its cluster below.
  chmodSync(dataDir, 0o711);
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(process.execPath, [join(ROOT, 'infra/bootstrap/start.mjs')], {
    cwd: ROOT,
    stdio: ['ignore', outputTo, 2],
    detached: true,
    env: {
      ...process.env,
      ...{ PORT: new URL(url).port, DATA_DIR: dataDir, DEMO: 'cohort', DATABASE_URL: '', MQTT_PORT: '', MQTT_URL: '' },
    },
  });
  const identity = { pid: child.pid, startedAt: startedAt(child.pid) };
  const stop = async () => {
    await endProcess(identity, { signal: 'SIGTERM', graceMs: 45_000 });
    rmSync(dataDir, { recursive: true, force: true });
  };
  const up = async () => {
    const until = Date.now() + UP_WITHIN_MS;
    while (!existsSync(join(dataDir, 'runtime.json'))) {
      if (child.exitCode !== null || Date.now() > until) throw new Error('the product did not start');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')).apiUrl;
  };
  return { up, stop };
}

/**
 * Until the past of the demo cohort is stored and its life goes on.
 * @param {string} url
 * @returns {Promise<void>}
 * @throws when it takes longer than two minutes
 */
export async function untilHistoryIsLoaded(url) {
  const { pathOf } = await contracts();
  const get = await logIn(url, 'engineer');
  const until = Date.now() + HISTORY_WITHIN_MS;
  for (;;) {
    const phase = (await get(pathOf('replay')))?.cohort?.phase;
    if (phase === 'live' || phase === 'waiting') return;
    if (Date.now() > until) throw new Error(`the history of the demo was not loaded in time; its phase: ${phase}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Built with the product that is asked: it may not be there before. */
function contracts() {
  return import('@airway-twin/contracts/http');
}

/** @param {string} url @param {string} username @returns {Promise<(path: string) => Promise<any>>} how to read as that person */
export async function logIn(url, username) {
  const { pathOf } = await contracts();
  const answer = await fetch(url + pathOf('session'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: DEMO_PASSWORD }),
  });
  if (!answer.ok) throw new Error(`demo login of ${username}: ${answer.status} ${await answer.text()}`);
  const { token } = await answer.json();
  return async (path) => {
    const read = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
    // The replay runner makes itself known a moment after the start.
    if (read.status === 404) return null;
    if (!read.ok) throw new Error(`${path}: ${read.status} ${await read.text()}`);
    return read.json();
  };
}
