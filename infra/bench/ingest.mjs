/** Durable ingest: from the first publish of a device until every message is committed, folded into its twin and acknowledged. */
import { cpuSecondsOf } from './cpu.mjs';
import { ingestMetrics } from './line.mjs';

const WITHIN_MS = 300_000;
const LOOK_EVERY_MS = 20;

/**
 * Sends a cohort's messages and waits until all are stored.
 * @param {import('./line.mjs').Line} line @param {import('./part.mjs').Part} publisher connected to the API's broker
 * @param {Parameters<typeof import('./workload.mjs').plannedMessages>[0]} plan
 * @returns {Promise<{ messagesPerSecond: number, cpuSecondsPer1000: number | null }>}
 * @throws when what is stored is not exactly what was sent
 */
export async function measureIngest(line, publisher, plan) {
  const token = await line.token('engineer');
  const before = await ingestMetrics(line, token);
  const cpuBefore = cpuSecondsOf(line.api.pid);
  publisher.tell({ kind: 'publish', plan, ratePerSecond: null });
  const storedAtMs = await untilStored(line, token, before.stored + plan.messages);
  const { firstSentAtMs } = await publisher.hear('published', WITHIN_MS);
  const cpuAfter = cpuSecondsOf(line.api.pid);
  await checkStored(line, plan);
  return {
    messagesPerSecond: plan.messages / ((storedAtMs - firstSentAtMs) / 1000),
    cpuSecondsPer1000: cpuBefore === null || cpuAfter === null ? null : ((cpuAfter - cpuBefore) / plan.messages) * 1000,
  };
}

/**
 * Asks the API, which counts after COMMIT, so that looking does not burden the database.
 * @param {import('./line.mjs').Line} line @param {string} token @param {number} stored
 * @returns {Promise<number>} when it was so
 */
export async function untilStored(line, token, stored) {
  const until = Date.now() + WITHIN_MS;
  for (;;) {
    const now = await ingestMetrics(line, token);
    if (now.stored >= stored) return Date.now();
    if (Date.now() > until) throw new Error(`ingest: ${now.stored} of ${stored} messages stored after ${WITHIN_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
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
