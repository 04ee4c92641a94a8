/**
 * The devices of one cohort at a time, in a process of their own: every device has its own connection and credentials. Told `connect`,
 * lets the cohort before go and answers `connected`; told `publish`, answers `published` once the broker has acknowledged every message.
 */
import { topicOf } from '@airway-twin/contracts/mqtt';
import { SITE } from './cohort.mjs';
import { DeviceLink } from './device-link.mjs';
import { payloadOf, plannedMessages } from './workload.mjs';

/** How many messages of one device may wait for the broker's acknowledgement. */
const WINDOW = 20;
const CONNECT_AT_ONCE = 25;
const KNOWN_WITHIN_MS = 10_000;

/** @type {Map<string, DeviceLink>} */
const links = new Map();

process.on('message', (message) => {
  const answer = { connect, publish }[message.kind];
  answer(message).catch((error) => {
    console.error(`publisher: ${error.stack}`);
    process.exit(1);
  });
});

async function connect({ url, credentials }) {
  for (const link of links.values()) link.close();
  links.clear();
  const waiting = [...credentials];
  const connectNext = async () => {
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      links.set(each.deviceId, await openSoon(url, each));
    }
  };
  await Promise.all(Array.from({ length: CONNECT_AT_ONCE }, connectNext));
  process.send({ kind: 'connected' });
}

/** A broker that is told of new devices may need a moment to know them. */
async function openSoon(url, credentials) {
  for (const untilMs = Date.now() + KNOWN_WITHIN_MS; ;) {
    try {
      return await DeviceLink.open(url, credentials);
    } catch (error) {
      if (Date.now() > untilMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** @param {{ plan: Parameters<typeof plannedMessages>[0], ratePerSecond: number | null }} request `null`: as fast as it goes */
async function publish({ plan, ratePerSecond }) {
  const messages = plannedMessages(plan);
  const firstSentAtMs = Date.now();
  const sentAtMs = ratePerSecond === null ? await asFastAsItGoes(messages) : await atRate(messages, ratePerSecond);
  process.send({ kind: 'published', firstSentAtMs, lastAcknowledgedAtMs: Date.now(), sentAtMs });
}

/**
 * Resolves with the broker's acknowledgement.
 * @param {import('./workload.mjs').PlannedMessage} message @param {string} payload @returns {Promise<unknown>}
 */
function send({ deviceId, stream }, payload) {
  const topic = topicOf({ site: SITE, device: deviceId, channel: stream });
  return links.get(deviceId).publish(topic, payload);
}

/**
 * All patients side by side, each patient's messages in their order: those of one device follow each other on its connection; before
 * another device of the same patient goes on, the broker has what came before.
 * @param {import('./workload.mjs').PlannedMessage[]} messages
 */
async function asFastAsItGoes(messages) {
  const lanes = groupedByPatient(messages);
  await Promise.all([...lanes.values()].map(sendInOrder));
  return null;
}

/** @param {import('./workload.mjs').PlannedMessage[]} lane */
async function sendInOrder(lane) {
  let waiting = [];
  for (const [index, message] of lane.entries()) {
    if (waiting.length >= WINDOW || lane[index - 1]?.deviceId !== message.deviceId) {
      await Promise.all(waiting);
      waiting = [];
    }
    waiting.push(send(message, payloadOf(message, Date.now())));
  }
  await Promise.all(waiting);
}

/** @param {import('./workload.mjs').PlannedMessage[]} messages */
function groupedByPatient(messages) {
  const lanes = new Map();
  for (const message of messages) {
    const lane = lanes.get(message.patient) ?? [];
    lane.push(message);
    lanes.set(message.patient, lane);
  }
  return lanes;
}

/**
 * Measured and sent now, evenly, whether or not the line keeps up.
 * @param {import('./workload.mjs').PlannedMessage[]} messages @param {number} ratePerSecond
 * @returns {Promise<number[]>} when each was sent
 */
async function atRate(messages, ratePerSecond) {
  const beganAt = performance.now();
  const sentAtMs = [];
  const acknowledged = [];
  while (sentAtMs.length < messages.length) {
    const due = Math.min(messages.length, Math.floor(((performance.now() - beganAt) / 1000) * ratePerSecond) + 1);
    while (sentAtMs.length < due) {
      const message = messages[sentAtMs.length];
      const nowMs = Date.now();
      sentAtMs.push(nowMs);
      acknowledged.push(send(message, payloadOf(message, nowMs, nowMs)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(acknowledged);
  return sentAtMs;
}
