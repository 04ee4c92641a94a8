/**
 * Payloads that are damaged before a broker gets them. One whose number can still be read is damaged in every copy, as by a faulty
 * firmware: it must end among the refused, and its number count as stored. One that loses its number is damaged once, as by a bad line:
 * its bytes must be kept, and the whole message, which the device still holds, must come through.
 */
import { numberedAs } from '@airway-twin/contracts/mqtt';
import { payloadCorruptions } from '../../../simulators/dist/faults/corrupt.js';
import { TRAFFIC_MS } from '../plan/schedule.mjs';
import { measuredFields } from '../plan/story.mjs';
import { sha256Of } from './ledger.mjs';

/**
 * @typedef {{ site: string, deviceId: string, stream: import('@airway-twin/contracts/mqtt').DeviceStream,
 *   corruption: import('../../../simulators/dist/faults/corrupt.js').Corruption | null }} Damage
 */

/**
 * Every damage that a payload can take, of each stream that this person's devices send. Each is measured a little earlier than all others,
 * so that its time tells it from them.
 * @param {import('../plan/seeded-random.mjs').SeededRandom} random @param {import('../plan/cohort.mjs').Person} person
 * @returns {(import('../plan/story.mjs').Event & { corruption: Damage['corruption'] })[]}
 */
export function corruptStory(random, { devices }) {
  const streams = /** @type {const} */ ([
    ['meter', 'peakflow.session'],
    ['inhaler', 'inhaler.actuation'],
    ['air', 'air.reading'],
  ]);
  return streams.flatMap(([name, stream]) =>
    payloadCorruptions(stream).map((corruption, index) => ({
      atMs: Math.round(random.between(0, TRAFFIC_MS)),
      deviceId: devices[name],
      stream,
      fields: measuredFields[name](random),
      measured: /** @type {const} */ ({ kind: 'ago', ms: 60_000 * (index + 1) }),
      corruption,
    })),
  );
}

/** Damages what was announced, and keeps a list of what no number can tell of. */
export function damaging() {
  /** By topic and time of measuring. @type {Map<string, Damage>} */
  const announced = new Map();
  /** @type {import('./ledger.mjs').Damaged[]} */
  const damaged = [];

  /** When the first copy of each was sent. @type {Map<string, string>} */
  const firstSentAt = new Map();

  /** @param {Record<string, unknown>} payload @param {Damage} damage */
  const damagedForm = (payload, { site, deviceId, stream, corruption }) =>
    corruption?.corrupt({ site, deviceId, stream, payload }) ?? null;

  return {
    damaged,
    /** @param {string} topic @param {string} measuredAt @param {Damage} damage */
    expect: (topic, measuredAt, damage) => void announced.set(`${topic} ${measuredAt}`, damage),
    /** The bytes by which a message is known in the end. @param {Record<string, unknown>} payload @param {Damage} damage */
    lastingForm: (payload, damage) => {
      const form = damagedForm(payload, damage);
      return form !== null && numberedAs(form.payload) !== null ? form.payload : Buffer.from(JSON.stringify(payload));
    },
    /** @type {import('./faulty-links.mjs').Way} */
    way: async (message, hand) => {
      const payload = JSON.parse(Buffer.from(message.payload).toString());
      const key = `${message.topic} ${payload.measuredAt}`;
      const damage = announced.get(key);
      if (!firstSentAt.has(key)) firstSentAt.set(key, payload.sentAt);
      const sentFirst = firstSentAt.get(key);
      const form = damage === undefined ? null : damagedForm({ ...payload, sentAt: sentFirst }, damage);
      if (form === null) return hand(message);
      const copy = { ...message, payload: form.payload };
      if (numberedAs(form.payload) !== null)
        return hand({ ...copy, payload: sentNow(form.payload, sentFirst, payload.sentAt) });
      announced.delete(key);
      await hand(copy);
      damaged.push({ name: damage.corruption.name, topic: message.topic, sha256: sha256Of(form.payload), taken: true });
    },
  };
}

/**
 * A copy says the same as the first but for when it was sent: a time that was made wrong by what the first said of that stays as it was.
 * @param {Uint8Array} payload a JSON object @param {string} sentFirst @param {string} sentAt
 */
function sentNow(payload, sentFirst, sentAt) {
  const said = JSON.parse(new TextDecoder().decode(payload));
  return said.sentAt === sentFirst ? Buffer.from(JSON.stringify({ ...said, sentAt })) : payload;
}
