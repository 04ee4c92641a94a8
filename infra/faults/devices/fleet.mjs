/** All devices of a round: they measure what the story says, send it as the faults of the way let them, and keep the ledger. */
import { join } from 'node:path';
import { STREAM_SCHEMA, topicOf } from '@airway-twin/contracts/mqtt';
import { pause } from '../line/kept-process.mjs';
import { TRAFFIC_MS } from '../plan/schedule.mjs';
import { randomFrom } from '../plan/seeded-random.mjs';
import { measuredAt, storyOf } from '../plan/story.mjs';
import { corruptStory, damaging } from './damage.mjs';
import { startDevice } from './device.mjs';
import { doubling, overtaking, promises, straight } from './faulty-links.mjs';
import { ledgerEntry } from './ledger.mjs';

/** @typedef {Awaited<ReturnType<typeof openFleet>>} Fleet */

/**
 * @param {{ url: string, site: string, folder: string, plan: import('../plan/schedule.mjs').RoundPlan,
 *   people: readonly import('../plan/cohort.mjs').Person[],
 *   credentials: readonly { deviceId: string, username: string, password: string }[] }} options `folder`: for the disks of the devices
 */
export async function openFleet({ url, site, folder, plan, people, credentials }) {
  const has = (kind) => plan.faults.some((fault) => fault.kind === kind);
  const random = randomFrom(plan.seed, plan.number, 'fleet');
  const profileOf = new Map(
    people.flatMap(({ devices, profile }) => Object.values(devices).map((deviceId) => [deviceId, profile])),
  );
  /** By device. @type {Map<string, import('./ledger.mjs').LedgerEntry[]>} */
  const ledgers = new Map(credentials.map(({ deviceId }) => [deviceId, []]));
  /** By device and boot: the newest receipt. @type {Map<string, import('@airway-twin/contracts/mqtt').BootReceipt>} */
  const receipts = new Map();
  const plain = people.filter(({ role }) => role === 'plain');
  const twinId = has('twin-ids') ? plain[1].devices.air : null;
  const damage = damaging();

  let way = straight;
  if (has('corrupt')) way = damage.way;
  if (has('reordered')) way = overtaking(random, way);
  if (has('duplicates')) way = doubling(random, way);

  const start = ({ deviceId, ...credential }, copy) =>
    startDevice({
      folder: join(folder, `${deviceId}-${copy}`),
      url,
      site,
      deviceId,
      ...credential,
      protocolVersion: plan.broker === 'mosquitto' && random.chance(0.5) ? 5 : 4,
      way,
      onReceipt: ({ boots }) => boots.forEach((boot) => takeReceipt(deviceId, boot)),
    });
  /** Of one id two when there are twins. @type {Map<string, import('./device.mjs').Device[]>} */
  const devices = new Map();
  for (const each of credentials) {
    const copies = each.deviceId === twinId ? ['one', 'two'] : ['one'];
    devices.set(each.deviceId, await Promise.all(copies.map((copy) => start(each, copy))));
  }
  const all = () => [...devices.values()].flat();

  function takeReceipt(deviceId, boot) {
    receipts.set(`${deviceId} ${boot.bootId}`, boot);
    for (const entry of ledgers.get(deviceId) ?? []) noteReceipt(entry, boot);
  }

  function noteReceipt(entry, boot) {
    if (entry.bootId === boot?.bootId && promises(boot, entry.seq)) entry.receiptedAtMs ??= Date.now();
  }

  async function record({ deviceId, stream, fields, measured, corruption = null }) {
    const nowMs = Date.now();
    const measurement = { measuredAt: measuredAt(measured, nowMs), ...fields };
    const topic = topicOf({ site, device: deviceId, channel: stream });
    if (corruption !== null) damage.expect(topic, measurement.measuredAt, { site, deviceId, stream, corruption });
    const number = await random.oneOf(devices.get(deviceId)).measure(stream, measurement);
    if (number === null) return;
    const { bootId, seq, isSure } = number;
    const intact = {
      schema: STREAM_SCHEMA[stream],
      bootId,
      seq,
      sentAt: new Date(nowMs).toISOString(),
      ...measurement,
    };
    const bytes = damage.lastingForm(intact, { site, deviceId, stream, corruption });
    const entry = ledgerEntry({ deviceId, bootId, seq, topic, bytes, profile: profileOf.get(deviceId), nowMs, isSure });
    ledgers.get(deviceId).push(entry);
    noteReceipt(entry, receipts.get(`${deviceId} ${bootId}`));
  }

  return {
    damaged: damage.damaged,
    ledger: () => [...ledgers.values()].flat(),
    /** Resolves when all is measured; some of it may still be on its way. */
    play: async () => {
      const from = Date.now();
      const events = [...storyOf(plan, people), ...(has('corrupt') ? corruptStory(random, plain[0]) : [])];
      const recorded = [];
      for (const event of events.sort((a, b) => a.atMs - b.atMs)) {
        const waitMs = from + event.atMs - Date.now();
        if (waitMs > 0) await pause(waitMs);
        recorded.push(record(event));
      }
      await Promise.all(recorded);
      const restMs = from + TRAFFIC_MS - Date.now();
      if (restMs > 0) await pause(restMs);
    },
    cutPower: () => random.oneOf(all()).cutPower(),
    /** How many messages are not receipted yet. */
    get held() {
      return all().reduce((sum, device) => sum + device.held, 0);
    },
    close: () => Promise.all(all().map((device) => device.close())),
  };
}
