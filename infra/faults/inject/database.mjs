/** Faults of the store, made in a real PostgreSQL. */
import { pathOf } from '@airway-twin/contracts/http';
import { pause } from '../line/kept-process.mjs';
import { ask, connectTo } from '../line/store.mjs';

/** More than the server has, so that the last one is refused. */
const CONNECTIONS_ASKED = 110;
const REQUESTS_HELD = 40;
const SURELY_WITHIN_MS = 60_000;

/** @type {Record<string, import('./inject.mjs').Injection>} */
export const DATABASE_FAULTS = {
  'database-stopped': async ({ line }, { forMs }) => {
    await line.store.stopAtOnce();
    await pause(forMs);
    await line.store.startAgain();
  },
  // No disk is filled: the server answers what it answers then, SQLSTATE 53100, to every insert of an observation.
  'store-full': async ({ line }, { forMs }) => {
    await surely(() => ask(line.databaseUrl, FULL));
    await pause(forMs);
    await surely(() => ask(line.databaseUrl, 'DROP TRIGGER IF EXISTS faults_full ON app.observation'));
  },
  'table-locked': async ({ line }, { forMs, table }) =>
    whileLocked(line.databaseUrl, String(table), () => pause(forMs)),
  'connections-taken': async ({ line }, { forMs }) => {
    const taken = await takeConnections(line.databaseUrl);
    // Those that the API had are ended, so that it has to ask for new ones.
    await taken[0]?.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'airway-api'",
    );
    taken.push(...(await takeConnections(line.databaseUrl)));
    await pause(forMs);
    await Promise.all(taken.map((client) => client.end().catch(() => undefined)));
  },
  'pool-held': async ({ line }, { forMs }) =>
    whileLocked(line.databaseUrl, 'app.dead_letter', async () => {
      const headers = { authorization: `Bearer ${line.tokens.engineer}` };
      for (const { url } of line.apis) {
        for (let number = 0; number < REQUESTS_HELD; number++) {
          void fetch(`${url}${pathOf('deadLetters')}`, { headers, signal: AbortSignal.timeout(forMs + 5_000) }).then(
            (response) => response.arrayBuffer(),
            () => undefined,
          );
        }
      }
      await pause(forMs / 2);
      const { rows } = await ask(line.databaseUrl, HELD);
      await pause(forMs / 2);
      if (rows[0].held < POOL_SIZE) throw new Error(`only ${rows[0].held} connections of the API were held`);
    }),
};

/** Connections of one API process (createPool). */
const POOL_SIZE = 8;
const HELD = `SELECT count(*)::int AS held FROM pg_stat_activity
  WHERE application_name = 'airway-api' AND wait_event_type = 'Lock' AND datname = current_database()`;

const FULL = `
  CREATE OR REPLACE FUNCTION app.faults_full() RETURNS trigger LANGUAGE plpgsql AS $f$
  BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $f$;
  CREATE OR REPLACE TRIGGER faults_full BEFORE INSERT ON app.observation FOR EACH STATEMENT EXECUTE FUNCTION app.faults_full()`;

/** @param {string} url @param {string} table @param {() => Promise<unknown>} work */
async function whileLocked(url, table, work) {
  const client = await surely(() => connectTo(url));
  try {
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    await work();
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Connects until the server takes no more. @param {string} url */
async function takeConnections(url) {
  const tried = await Promise.allSettled(Array.from({ length: CONNECTIONS_ASKED }, () => connectTo(url)));
  return tried.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

/**
 * The store may be away for another fault's sake: then once more, until it is back.
 * @template T
 * @param {() => Promise<T>} work @returns {Promise<T>}
 */
async function surely(work) {
  const until = Date.now() + SURELY_WITHIN_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
      await pause(100);
    }
  }
}
