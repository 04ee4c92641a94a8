/** Durable ingest: from the first publish of a device until every message is committed, folded into its twin and acknowledged. */
import { cpuSecondsOf, serverCpuSecondsOf, serverOf } from './cpu.mjs';
import { ingestMetrics } from './line.mjs';

const WITHIN_MS = 300_000;
/** Looking costs the API a little: seldom while there is far to go, often near the end. */
const LOOK_MOST_MS = 200;
const LOOK_LEAST_MS = 10;

/**
 * Sends a cohort's messages and waits until all are stored.
 * @param {import('./line.mjs').Line} line its publisher connected to the API's broker
 * @param {Parameters<typeof import('./workload.mjs').plannedMessages>[0]} plan
 * @returns {Promise<{ messagesPerSecond: number, cpuMsPerMessage: Record<'api' | 'database' | 'broker' | 'publisher', number | null> }>}
 *   `database`: of all that use its server
 * @throws when what is stored is not exactly what was sent
 */
export async function measureIngest(line, plan) {
  const { api, broker, publisher } = line;
  const server = serverOf(await sessionPid(line));
  const cpuSeconds = () => ({
    api: cpuSecondsOf(api.pid),
    database: server === null ? null : serverCpuSecondsOf(server),
    broker: cpuSecondsOf(broker.pid),
    publisher: cpuSecondsOf(publisher.pid),
  });
  const token = await line.token('engineer');
  const before = await ingestMetrics(line, token);
  const cpuBefore = cpuSeconds();
  publisher.tell({ kind: 'publish', plan, ratePerSecond: null });
  const storedAtMs = await untilStored(line, token, before.stored + plan.messages);
  const { firstSentAtMs } = await publisher.hear('published', WITHIN_MS);
  const cpuAfter = cpuSeconds();
  await checkStored(line, plan);
  return {
    messagesPerSecond: plan.messages / ((storedAtMs - firstSentAtMs) / 1000),
    cpuMsPerMessage: mapValues(cpuAfter, (after, name) =>
      after === null ? null : ((after - cpuBefore[name]) / plan.messages) * 1000,
    ),
  };
}

/** @param {import('./line.mjs').Line} line @returns {Promise<number>} the process of a session of its database */
async function sessionPid({ pool }) {
  return (await pool.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
}

/** @template T, U @param {Record<string, T>} record @param {(value: T, key: string) => U} to @returns {Record<string, U>} */
function mapValues(record, to) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}

/**
 * Asks the API, which counts after COMMIT, so that looking does not burden the database.
 * @param {import('./line.mjs').Line} line @param {string} token @param {number} stored
 * @returns {Promise<number>} when it was so
 */
export async function untilStored(line, token, stored) {
  const beganAt = Date.now();
  const first = (await ingestMetrics(line, token)).stored;
  for (let found = first; ;) {
    const nowMs = Date.now();
    if (found >= stored) return nowMs;
    if (nowMs - beganAt > WITHIN_MS) {
      throw new Error(`ingest: ${found} of ${stored} messages stored after ${WITHIN_MS} ms`);
    }
    const restMs = found === first ? 0 : ((nowMs - beganAt) * (stored - found)) / (found - first);
    const pauseMs = Math.min(LOOK_MOST_MS, Math.max(LOOK_LEAST_MS, restMs / 2));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    found = (await ingestMetrics(line, token)).stored;
  }
}

/**
 * Counts in the database, not by what the API says: every row once, none too many, and every twin moved on by as many revisions.
 * @param {import('./line.mjs').Line} line
 * @param {Parameters<typeof import('./workload.mjs').plannedMessages>[0]} plan
 */
export async function checkStored({ pool }, { cohort, messages }) {
  const patients = `bench-${cohort}-%`;
  const { rows } = await pool.query(
    `SELECT count(*)::int AS stored, count(DISTINCT (device_id, boot_id, seq))::int AS distinct,
       (SELECT sum(revision)::int FROM app.twin WHERE patient_id LIKE $1) AS revisions,
       (SELECT count(*)::int FROM app.dead_letter) AS refused
     FROM app.observation WHERE patient_id LIKE $1`,
    [patients],
  );
  const { stored, distinct, revisions, refused } = rows[0];
  if (stored !== messages || distinct !== messages || revisions < messages || refused !== 0) {
    throw new Error(
      `ingest: ${messages} sent, ${stored} stored, ${distinct} of them distinct, ${revisions} revisions of twins, ${refused} refused`,
    );
  }
}
