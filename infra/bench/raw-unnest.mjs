/** Raw `unnest`: the product's own statement, into the product's own table with its indexes, by one connection and nothing around it. */
import pg from 'pg';
import { decodeDeviceMessage, toObservation, topicOf } from '@airway-twin/contracts/mqtt';
import { INSERT_OBSERVATIONS, insertColumns, insertValues } from '../../apps/api/dist/storage/observation-store.js';
import { registryOf, SITE } from './cohort.mjs';
import { payloadOf, plannedMessages } from './workload.mjs';

const BATCH = 1000;

/**
 * Inserts the rows that the messages of a cohort become. Building the column arrays does not count.
 * @param {string} databaseUrl @param {string} cohort @param {number} messages
 * @returns {Promise<number>} rows/s
 * @throws when not every row was new
 */
export async function measureRawUnnest(databaseUrl, cohort, messages) {
  const batches = batchesOf(cohort, messages);
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'airway-bench-raw' });
  await client.connect();
  try {
    // Parsed and planned before it counts, as in a process that has been running.
    await insert(client, insertColumns([]));
    let rows = 0;
    const beganAt = performance.now();
    for (const columns of batches) rows += await insert(client, columns);
    const seconds = (performance.now() - beganAt) / 1000;
    if (rows !== messages) throw new Error(`raw unnest: ${rows} of ${messages} rows were new`);
    return rows / seconds;
  } finally {
    await client.end();
  }
}

/** @param {pg.Client} client @param {unknown[][]} columns @returns {Promise<number>} rows that were new */
async function insert(client, columns) {
  const { rowCount } = await client.query({
    name: 'insert-observations',
    text: INSERT_OBSERVATIONS,
    values: insertValues(columns),
  });
  return rowCount ?? 0;
}

/** The column arrays of the rows, decoded from the very payloads that the devices send. */
function batchesOf(cohort, messages) {
  const profiles = registryOf(cohort).patients;
  const nowMs = Date.now();
  const rows = plannedMessages({ cohort, messages, untilMs: nowMs }).map((message, index) => {
    const topic = topicOf({ site: SITE, device: message.deviceId, channel: message.stream });
    const arrival = decodeDeviceMessage(topic, Buffer.from(payloadOf(message, nowMs)));
    if (arrival.kind !== 'stream') throw new Error(`the benchmark made a wrong message: ${JSON.stringify(arrival)}`);
    const revision = Math.floor(index / profiles.length) + 1;
    return {
      observation: toObservation(arrival, profiles[message.patient]),
      sentAtMs: nowMs,
      receivedAtMs: nowMs,
      revision,
    };
  });
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_none, index) =>
    insertColumns(rows.slice(index * BATCH, (index + 1) * BATCH)),
  );
}
