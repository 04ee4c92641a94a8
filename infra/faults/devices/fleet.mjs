/** All devices of a round: they measure what the story says, send it as the faults of the way let them, and keep the ledger. */
import { STREAM_SCHEMA, topicOf } from '@airway-twin/contracts/mqtt';
import { payloadCorruptions } from '../../../simulators/dist/faults/corrupt.js';
import { pause } from '../line/kept-process.mjs';
import { TRAFFIC_MS } from '../plan/schedule.mjs';
import { randomFrom } from '../plan/seeded-random.mjs';
import { measuredAt, measuredFields, storyOf } from '../plan/story.mjs';
import { doubling, overtaking, straight } from './carriers.mjs';
import { openDevice } from './device.mjs';
import { keyOf, ledgerEntry, numberIn, sha256Of } from './ledger.mjs';

/** @typedef {ReturnType<typeof openFleet>} Fleet */

/**
 * @param {{ url: string, site: string, plan: import('../plan/schedule.mjs').RoundPlan,
 *   people: readonly import('../plan/cohort.mjs').Person[],
 *   credentials: readonly { deviceId: string, username: string, password: string }[] }} options
 */
export function openFleet({ url, site, plan, people, credentials }) {
  const has = (kind) => plan.faults.some((fault) => fault.kind === kind);
  const random = randomFrom(plan.seed, plan.number, 'fleet');
  const profileOf = new Map(
    people.flatMap(({ devices, profile }) => Object.values(devices).map((deviceId) => [deviceId, profile])),
  );
  /** @type {Map<string, import('./ledger.mjs').LedgerEntry>} */
  const ledger = new Map();
  /** @type {import('./ledger.mjs').Damaged[]} */
  const damaged = [];
  const plain = people.filter(({ role }) => role === 'plain');
  const twinId = has('twin-ids') ? plain[1].devices.air : null;
  let boots = 0;

  const open = (credential) => {
    let carry = straight;
    if (has('reordered')) carry = overtaking(random, carry);
    if (has('duplicates')) carry = doubling(random, carry);
    const { deviceId } = credential;
    const onReceipted = (bootId, seq) => {
      const entry = ledger.get(keyOf(deviceId, bootId, seq));
      if (entry !== undefined) entry.receiptedAtMs ??= Date.now();
    };
    return openDevice({ url, site, ...credential, bootId: `boot-${++boots}`, onReceipted, carry });
  };
  /** Of one id two when there are twins. @type {Map<string, import('./device.mjs').Device[]>} */
  const devices = new Map(
    credentials.map((each) => [each.deviceId, each.deviceId === twinId ? [open(each), open(each)] : [open(each)]]),
  );
  const all = () => [...devices.values()].flat();

  function record({ deviceId, stream, fields, measured }) {
    const device = random.oneOf(devices.get(deviceId));
    const nowMs = Date.now();
    const fixed = { measuredAt: measuredAt(measured, nowMs), ...fields };
    const topic = topicOf({ site, device: deviceId, channel: stream });
    const number = device.keep(topic, (given) => copiesOf(STREAM_SCHEMA[stream], given, fixed));
    enter(deviceId, topic, number, copiesOf(STREAM_SCHEMA[stream], number, fixed)(), nowMs);
  }

  function enter(deviceId, topic, { bootId, seq }, bytes, nowMs) {
    const entry = ledgerEntry({ deviceId, bootId, seq, topic, bytes, profile: profileOf.get(deviceId), nowMs });
    ledger.set(entry.key, entry);
  }

  /** A firmware that damages a message keeps it so; what loses its number on the way is whole in the device. */
  async function corrupt(deviceId, stream, corruption) {
    const [device] = devices.get(deviceId);
    const nowMs = Date.now();
    const [, name] = /** @type {RegExpExecArray} */ (/-([a-z]+)$/.exec(deviceId));
    const fixed = { measuredAt: new Date(nowMs).toISOString(), ...measuredFields[name](random) };
    const own = topicOf({ site, device: deviceId, channel: stream });
    let made = { topic: own, payload: Buffer.alloc(0) };
    let bytes = () => Buffer.alloc(0);
    const number = device.keep(own, (given) => {
      bytes = copiesOf(STREAM_SCHEMA[stream], given, fixed);
      const payload = JSON.parse(bytes().toString());
      made = corruption.corrupt({ site, deviceId, stream, payload });
      const read = numberIn(made.payload);
      if (read?.bootId === given.bootId && read.seq === given.seq) bytes = () => Buffer.from(made.payload);
      return bytes;
    });
    enter(deviceId, own, number, bytes(), nowMs);
    if (numberIn(made.payload) !== null) return;
    const payload = Buffer.from(made.payload);
    const taken = await device.throwOut(made.topic, payload);
    damaged.push({ name: corruption.name, topic: made.topic, sha256: sha256Of(payload), taken });
  }

  return {
    ledger,
    damaged,
    devices,
    /** Resolves when all is measured; some of it may still be on its way. */
    play: async () => {
      const from = Date.now();
      const events = storyOf(plan, people).map((event) => ({ atMs: event.atMs, act: () => record(event) }));
      if (has('corrupt')) events.push(...corruptEvents(random, plain[0], corrupt));
      for (const { atMs, act } of events.sort((a, b) => a.atMs - b.atMs)) {
        const waitMs = from + atMs - Date.now();
        if (waitMs > 0) await pause(waitMs);
        void act();
      }
      const restMs = from + TRAFFIC_MS - Date.now();
      if (restMs > 0) await pause(restMs);
    },
    reboot: () => random.oneOf(all()).reboot(`boot-${++boots}`),
    /** How many messages are not receipted yet. */
    get held() {
      return all().reduce((sum, device) => sum + device.held, 0);
    },
    heldNumbers: () => all().flatMap((device) => device.heldNumbers()),
    close: () => Promise.all(all().map((device) => device.close())),
  };
}

/** The bytes of a message, each copy with the time at which it leaves. */
function copiesOf(schema, { bootId, seq }, { measuredAt: at, ...fields }) {
  return () =>
    Buffer.from(JSON.stringify({ schema, bootId, seq, measuredAt: at, sentAt: new Date().toISOString(), ...fields }));
}

/** Every damage that a payload can take, of each stream that this person's devices send. */
function corruptEvents(random, { devices }, corrupt) {
  const streams = [
    [devices.meter, 'peakflow.session'],
    [devices.inhaler, 'inhaler.actuation'],
    [devices.air, 'air.reading'],
  ];
  return streams.flatMap(([deviceId, stream]) =>
    payloadCorruptions(stream).map((corruption) => ({
      atMs: Math.round(random.between(0, TRAFFIC_MS)),
      act: () => corrupt(deviceId, stream, corruption),
    })),
  );
}
