/** A screen as the web app has it: snapshots, deltas in sequence, a new snapshot after a gap or a lost connection; and its alarms. */
import { io } from 'socket.io-client';
import { LIVE_PATH } from '@airway-twin/contracts/live';
import { afterDelta } from './patient-view.mjs';

const ANSWER_WITHIN_MS = 3_000;
const ASK_AGAIN_AFTER_MS = 500;

/** @typedef {ReturnType<typeof openScreen>} Screen */

/**
 * @param {{ name: string, url: string, token: string, patientIds: readonly string[], watchesWard: boolean }} options `watchesWard`: a
 *   clinician's list, where the alarms of all patients appear
 */
export function openScreen({ name, url, token, patientIds, watchesWard }) {
  const socket = io(url, {
    path: LIVE_PATH,
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
    timeout: 3_000,
    reconnectionDelay: 100,
    reconnectionDelayMax: 600,
  });
  /** @type {Map<string, import('@airway-twin/contracts/http').PatientSnapshot>} */
  const shown = new Map();
  /** How often each alarm came by itself. @type {Map<string, number>} */
  const alarms = new Map();
  /** Recommendations that a snapshot or a list has named. @type {Set<string>} */
  const named = new Set();
  let connections = 0;
  let isClosed = false;
  /** Patients whose snapshot is being asked for, with the deltas that came meanwhile. @type {Map<string, any[]>} */
  const asking = new Map();
  let wardAnswers = 0;
  /** @type {number | null} */
  let wardSequence = null;

  const nameAll = (recommendations) => {
    for (const { id } of recommendations) named.add(id);
  };

  async function askPatient(patientId) {
    if (asking.has(patientId) || isClosed) return;
    asking.set(patientId, []);
    const mine = connections;
    const watched = await socket
      .timeout(ANSWER_WITHIN_MS)
      .emitWithAck('patient.watch', { patientId })
      .catch(() => null);
    const meanwhile = asking.get(patientId) ?? [];
    asking.delete(patientId);
    if (mine !== connections) return void askPatient(patientId);
    if (!watched?.ok) return again(() => askPatient(patientId));
    shown.set(patientId, watched.snapshot);
    nameAll(watched.snapshot.recommendations);
    for (const delta of meanwhile) take(delta, () => again(() => askPatient(patientId)));
  }

  /** The next step is taken, a known one left, and a gap asked about. */
  function take(delta, ask) {
    const held = shown.get(delta.patientId);
    if (held === undefined) return;
    const after = afterDelta(held, delta);
    if (after.kind === 'gap') return ask();
    if (after.kind === 'known') return;
    shown.set(delta.patientId, after.snapshot);
    nameAll(after.snapshot.recommendations);
  }

  async function askWard() {
    const mine = connections;
    const watched = await socket
      .timeout(ANSWER_WITHIN_MS)
      .emitWithAck('ward.watch', {})
      .catch(() => null);
    if (mine !== connections || isClosed) return;
    if (!watched?.ok) return again(askWard);
    wardSequence = watched.snapshot.sequence;
    wardAnswers += 1;
    for (const row of watched.snapshot.rows) nameAll(row.openRecommendations);
  }

  function again(ask) {
    if (isClosed || !socket.connected) return;
    setTimeout(() => socket.connected && void ask(), ASK_AGAIN_AFTER_MS);
  }

  socket.on('connect', () => {
    connections += 1;
    for (const patientId of patientIds) void askPatient(patientId);
    if (watchesWard) void askWard();
  });
  // Only a connection that the server has ended by itself is not tried again by the client.
  socket.on('disconnect', (why) => why === 'io server disconnect' && setTimeout(() => socket.connect(), 200));
  socket.on('connect_error', () => socket.active || setTimeout(() => !isClosed && socket.connect(), 300));
  socket.on('patient.delta', (delta) => {
    const waiting = asking.get(delta.patientId);
    if (waiting !== undefined) waiting.push(delta);
    else take(delta, () => void askPatient(delta.patientId));
  });
  socket.on('ward.delta', (delta) => {
    for (const row of delta.rows) nameAll(row.openRecommendations);
    if (wardSequence !== null && delta.previousSequence > wardSequence) void askWard();
    wardSequence = Math.max(wardSequence ?? 0, delta.sequence);
  });
  // In the place of deltas that this screen took in too slowly.
  socket.on('patient.snapshot', (snapshot) => {
    shown.set(snapshot.patientId, snapshot);
    nameAll(snapshot.recommendations);
  });
  socket.on('ward.snapshot', ({ rows, sequence }) => {
    for (const row of rows) nameAll(row.openRecommendations);
    wardSequence = sequence;
  });
  socket.on('alarm', ({ recommendation }) => alarms.set(recommendation.id, (alarms.get(recommendation.id) ?? 0) + 1));

  return {
    name,
    patientIds,
    watchesWard,
    shown,
    alarms,
    named,
    /** Has it never lost its connection? */
    get wasThroughout() {
      return connections === 1 && socket.connected;
    },
    get isConnected() {
      return socket.connected;
    },
    /** Has every question been answered at least once? */
    get isAnswered() {
      return patientIds.every((id) => shown.has(id)) && (!watchesWard || wardAnswers > 0);
    },
    /** Looks at a patient anew, as a person does who opens the page again. */
    askAgain: () => patientIds.forEach((id) => void askPatient(id)),
    close: () => {
      isClosed = true;
      socket.close();
    },
  };
}
