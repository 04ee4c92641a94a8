/**
 * What a message costs while more and more patients are registered: the same messages of as many patients each time, and the rest of the
 * registry stays quiet.
 */
import { performance } from 'node:perf_hooks';
import { profileOf, registryOf, SITE } from './cohort.mjs';
import { measureIngest } from './ingest.mjs';
import { connectCohort } from './line.mjs';

const FILLED_AT_ONCE = 10_000;

/**
 * @typedef {{ patients: number, messagesPerSecond: number, cpuMs: { api: number | null, database: number | null } }} AtSize
 */

/**
 * @param {import('./line.mjs').Line} line
 * @param {{ messages: number, sizes: readonly number[], told: (text: string) => void }} options
 * @returns {Promise<AtSize[]>} smallest first
 */
export async function measureScale(line, { messages, sizes, told }) {
  /** @type {AtSize[]} */
  const found = [];
  for (const patients of sizes) {
    const beganAt = performance.now();
    await fillTo(line, patients - registryOf('scale').patients.length);
    const cohort = `scale-${patients}`;
    await connectCohort(line, cohort, line.brokerUrl);
    told(`${patients} patients registered in ${((performance.now() - beganAt) / 1000).toFixed(0)} s`);
    const { messagesPerSecond, cpuMsPerMessage } = await measureIngest(line, {
      cohort,
      messages,
      untilMs: Date.now(),
    });
    const { api, database } = cpuMsPerMessage;
    found.push({ patients, messagesPerSecond, cpuMs: { api, database } });
  }
  return found;
}

/** Registers quiet patients, with three devices each, until there are so many. */
async function fillTo({ pool }, patients) {
  const { rows } = await pool.query(`SELECT count(*)::int AS n FROM app.patient WHERE patient_id LIKE 'bench-quiet-%'`);
  for (let from = rows[0].n; from < patients; from += FILLED_AT_ONCE) {
    const to = Math.min(patients, from + FILLED_AT_ONCE) - 1;
    await pool.query(
      `INSERT INTO app.patient (site_id, patient_id, profile)
       SELECT $1::text, 'bench-quiet-' || i, $2::jsonb || jsonb_build_object('patientId', 'bench-quiet-' || i) FROM generate_series($3::int, $4::int) i`,
      [SITE, JSON.stringify(profileOf('quiet', 0)), from, to],
    );
    await pool.query(
      `INSERT INTO app.twin (site_id, patient_id) SELECT $1::text, 'bench-quiet-' || i FROM generate_series($2::int, $3::int) i`,
      [SITE, from, to],
    );
    await pool.query(
      `INSERT INTO app.device (site_id, device_id, kind, model)
       SELECT $1::text, 'bench-quiet-' || i || '-' || d.name, d.kind, 'Bench device'
       FROM generate_series($2::int, $3::int) i, unnest($4::text[], $5::text[]) AS d (name, kind)`,
      [SITE, from, to, ...kinds()],
    );
    await pool.query(
      `INSERT INTO app.assignment (site_id, device_id, patient_id, valid_from)
       SELECT $1::text, 'bench-quiet-' || i || '-' || name, 'bench-quiet-' || i, '2020-01-01Z' FROM generate_series($2::int, $3::int) i, unnest($4::text[]) name`,
      [SITE, from, to, kinds()[0]],
    );
  }
  await pool.query('ANALYZE app.patient, app.twin, app.device, app.assignment');
}

/** Names and kinds of the devices that a patient wears. */
function kinds() {
  const { devices } = registryOf('quiet');
  const ofFirst = devices.filter(({ deviceId }) => deviceId.startsWith('bench-quiet-0-'));
  return [ofFirst.map(({ deviceId }) => deviceId.slice('bench-quiet-0-'.length)), ofFirst.map(({ kind }) => kind)];
}
