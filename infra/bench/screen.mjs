/** Device to screen: from `sentAt` in the device to the `patient.delta` that shows the message, in a socket.io client as a browser has. */
import { io } from 'socket.io-client';
import { LIVE_PATH } from '@airway-twin/contracts/live';
import { patientIdOf, PATIENTS } from './cohort.mjs';
import { cpuSecondsOf } from './cpu.mjs';
import { checkStored, untilStored } from './ingest.mjs';
import { connectCohort, ingestMetrics } from './line.mjs';
import { plannedMessages } from './workload.mjs';

const WATCHED = 50;
const HISTORY_MESSAGES = 40 * PATIENTS;
/** Seconds at the rate before it counts: connections, caches and code are warm then. */
const WARM_UP_SECONDS = 10;
const WITHIN_MS = 120_000;
const STRAGGLERS_MS = 1_000;

/**
 * @param {import('./line.mjs').Line} line @param {number} ratePerSecond messages @param {number} seconds that count
 * @returns {Promise<{ latenciesMs: number[], expected: number, sentPerSecond: number,
 *   hopsMs: import('@airway-twin/contracts/http').IngestMetrics['latency'], apiCpuShare: number | null }>} one latency per
 *   message of a watched patient that a delta has shown, in order of size; `expected` such messages were sent
 */
export async function measureScreen(line, ratePerSecond, seconds) {
  const cohort = 'screen';
  const token = await line.token('engineer');
  const { publisher } = line;
  await connectCohort(line, cohort, line.brokerUrl);
  const screen = await openScreen(line);
  try {
    const history = { cohort, messages: HISTORY_MESSAGES, untilMs: Date.now() - 60_000 };
    const before = (await ingestMetrics(line, token)).stored;
    publisher.tell({ kind: 'publish', plan: history, ratePerSecond: null });
    await untilStored(line, token, before + history.messages);
    await publisher.hear('published', WITHIN_MS);
    await screen.watch(cohort);

    const plan = {
      cohort,
      messages: ratePerSecond * (WARM_UP_SECONDS + seconds),
      untilMs: Date.now(),
      firstSeq: HISTORY_MESSAGES,
    };
    const cpuBefore = cpuSecondsOf(line.api.pid);
    publisher.tell({ kind: 'publish', plan, ratePerSecond });
    const { sentAtMs } = await publisher.hear('published', (WARM_UP_SECONDS + seconds) * 1000 + WITHIN_MS);
    const cpuAfter = cpuSecondsOf(line.api.pid);
    const { latency } = await ingestMetrics(line, token);
    await untilStored(line, token, before + history.messages + plan.messages);
    await new Promise((resolve) => setTimeout(resolve, STRAGGLERS_MS));
    await checkStored(line, { cohort, messages: history.messages + plan.messages });
    const tookSeconds = (sentAtMs.at(-1) - sentAtMs[0]) / 1000;
    return {
      ...latenciesOf(plannedMessages(plan), sentAtMs, screen.shown, ratePerSecond * WARM_UP_SECONDS),
      sentPerSecond: (plan.messages - 1) / tookSeconds,
      hopsMs: latency,
      apiCpuShare: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / tookSeconds,
    };
  } finally {
    screen.close();
  }
}

/**
 * A clinician's screen.
 * @param {import('./line.mjs').Line} line
 */
async function openScreen(line) {
  const socket = io(line.apiUrl, {
    path: LIVE_PATH,
    transports: ['websocket'],
    auth: { token: await line.token('clinician') },
    forceNew: true,
    reconnection: false,
  });
  await new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(undefined));
    socket.once('connect_error', reject);
  });
  /** By device: what was shown of it last and when that came, in order. @type {Map<string, { measuredAtMs: number, atMs: number }[]>} */
  const shown = new Map();
  socket.on('patient.delta', ({ changed }) => {
    const atMs = Date.now();
    for (const { deviceId, lastMeasuredAtMs } of changed.devices ?? []) {
      if (lastMeasuredAtMs === null) continue;
      const list = shown.get(deviceId) ?? [];
      if (list.at(-1)?.measuredAtMs !== lastMeasuredAtMs) list.push({ measuredAtMs: lastMeasuredAtMs, atMs });
      shown.set(deviceId, list);
    }
  });
  return {
    shown,
    watch: async (cohort) => {
      for (let patient = 0; patient < WATCHED; patient++) {
        const patientId = patientIdOf(cohort, patient);
        const watched = await socket.timeout(WITHIN_MS).emitWithAck('patient.watch', { patientId });
        if (!watched.ok) throw new Error(`patient.watch ${patientId}: ${watched.error}`);
      }
    },
    close: () => socket.close(),
  };
}

/**
 * Every message of a watched patient is shown by the first delta whose device has come that far: live messages are measured when they
 * are sent, so that the device's last measured time tells which of them a delta holds.
 */
function latenciesOf(messages, sentAtMs, shown, warmUp) {
  const latenciesMs = [];
  let expected = 0;
  const next = new Map();
  for (const [index, { patient, deviceId }] of messages.entries()) {
    if (patient >= WATCHED) continue;
    const list = shown.get(deviceId) ?? [];
    let at = next.get(deviceId) ?? 0;
    while (at < list.length && list[at].measuredAtMs < sentAtMs[index]) at += 1;
    next.set(deviceId, at);
    if (index < warmUp) continue;
    expected += 1;
    if (at < list.length) latenciesMs.push(list[at].atMs - sentAtMs[index]);
  }
  return { latenciesMs: latenciesMs.sort((a, b) => a - b), expected };
}
