/** What the store and the API processes hold of a round's patients, read past every proxy. */
import { numberedAs } from '@airway-twin/contracts/mqtt';
import { airflowTable, airwayBuildOf } from '@airway-twin/domain/mechanics';
import { createTwin, foldObservation } from '@airway-twin/domain/twin';
import { compareOrder, orderKey } from '@airway-twin/domain/measurement';
import { keyOf } from '../devices/ledger.mjs';
import { request } from '../line/api.mjs';

/** Airways by their build: two bodies, and each takes a third of a second. @type {Map<string, import('@airway-twin/domain/mechanics').AirflowTable>} */
const tables = new Map();

/**
 * @param {import('pg').Client} client @param {string} prefix of the round's ids
 * @returns {Promise<{ stored: import('./messages.mjs').StoredMessage[], keptSha256: Set<string> }>} `keptSha256`: of the refused
 */
export async function storedMessages(client, prefix) {
  const observations = await client.query(
    `SELECT device_id, boot_id, seq::float8 AS seq, stream, measured_at, data FROM app.observation WHERE device_id LIKE $1`,
    [`${prefix}%`],
  );
  const letters = await client.query('SELECT device_id, sha256, payload FROM app.dead_letter WHERE device_id LIKE $1', [
    `${prefix}%`,
  ]);
  const stored = observations.rows.map((row) => ({
    key: keyOf(row.device_id, row.boot_id, row.seq),
    place: /** @type {const} */ ('observation'),
    stream: row.stream,
    measuredAtMs: row.measured_at.getTime(),
    data: row.data,
  }));
  for (const { device_id: deviceId, payload } of letters.rows) {
    const number = numberedAs(payload);
    if (number === null) continue;
    const key = keyOf(deviceId, number.bootId, number.seq);
    stored.push({ key, place: 'dead-letter', stream: null, measuredAtMs: null, data: null });
  }
  return { stored, keptSha256: new Set(letters.rows.map((row) => row.sha256.toString('hex'))) };
}

/**
 * The twins of these people folded afresh from all that is stored of them, from the first observation, without any stored state.
 * @param {import('pg').Client} client @param {readonly import('../plan/cohort.mjs').Person[]} people
 * @returns {Promise<import('./twins.mjs').FreshTwin[]>}
 */
export async function freshTwins(client, people) {
  const ids = people.map(({ patientId }) => patientId);
  const { rows } = await client.query(
    `SELECT patient_id, device_id, boot_id, seq::float8 AS seq, stream, measured_at, data FROM app.observation WHERE patient_id = ANY($1)`,
    [ids],
  );
  const twins = await client.query(
    'SELECT patient_id, revision::float8 AS revision FROM app.twin WHERE patient_id = ANY($1)',
    [ids],
  );
  return people.map(({ patientId, profile }) => {
    const observations = rows
      .filter((row) => row.patient_id === patientId)
      .map((row) => ({
        stream: row.stream,
        siteId: profile.siteId,
        patientId,
        source: { deviceId: row.device_id, bootId: row.boot_id, seq: row.seq },
        measuredAtMs: row.measured_at.getTime(),
        data: row.data,
      }))
      .sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
    const state = observations.reduce(foldObservation, createTwin(profile, tableOf(profile)));
    return { patientId, state, revision: twins.rows.find((row) => row.patient_id === patientId)?.revision ?? 0 };
  });
}

/** @param {import('@airway-twin/domain/patient').PatientProfile} profile */
function tableOf(profile) {
  const build = airwayBuildOf(profile);
  const key = JSON.stringify(build);
  const table = tables.get(key) ?? airflowTable(build);
  tables.set(key, table);
  return table;
}

/**
 * What that process shows of these patients now.
 * @param {import('../line/api.mjs').Api} api @param {string} token @param {readonly string[]} patientIds
 * @returns {Promise<Map<string, import('./twins.mjs').Shown>>} those that it does not show are missing
 */
export async function shownBy(api, token, patientIds) {
  const shown = new Map();
  for (const patientId of patientIds) {
    const snapshot = await request(api.url, { route: 'patient', params: { patientId }, token }).catch(() => null);
    if (snapshot !== null) shown.set(patientId, snapshot);
  }
  return shown;
}

/**
 * What calls for someone now, of these patients.
 * @param {import('pg').Client} client @param {readonly string[]} patientIds
 * @returns {Promise<import('./alarms.mjs').StoredAlarm[]>}
 */
export async function storedAlarms(client, patientIds) {
  const { rows } = await client.query(
    `SELECT id, patient_id, rule_id FROM app.recommendation WHERE patient_id = ANY($1) AND body ->> 'urgency' = 'now'`,
    [[...patientIds]],
  );
  return rows.map((row) => ({ id: row.id, patientId: row.patient_id, ruleId: row.rule_id }));
}
