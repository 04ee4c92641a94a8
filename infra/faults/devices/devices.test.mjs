import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeDeviceMessage, numberedAs, STREAM_SCHEMA, topicOf } from '@airway-twin/contracts/mqtt';
import { peopleOf } from '../plan/cohort.mjs';
import { randomFrom } from '../plan/seeded-random.mjs';
import { measuredAt } from '../plan/story.mjs';
import { corruptStory, damaging } from './damage.mjs';
import { doubling, overtaking, promises, straight } from './faulty-links.mjs';
import { ledgerEntry } from './ledger.mjs';

const NOW = Date.parse('2026-05-04T10:00:00Z');
const [, , person] = peopleOf('demo', 1);
const topic = topicOf({ site: 'demo', device: person.devices.air, channel: 'air.reading' });
const payloadOf = (seq, measured = NOW) => ({
  schema: STREAM_SCHEMA['air.reading'],
  bootId: 'b',
  seq,
  measuredAt: new Date(measured).toISOString(),
  sentAt: new Date(NOW).toISOString(),
  placement: 'indoor',
  pm25MicrogramsPerM3: 12,
});
const messageOf = (payload) => ({ topic, payload: Buffer.from(JSON.stringify(payload)), retain: false });

describe('what a receipt promises', () => {
  const boot = { bootId: 'b', throughSeq: 3, highestSeq: 9, gaps: [{ fromSeq: 5, toSeq: 6 }], moreGaps: false };
  const promised = (changes = {}) => Array.from({ length: 11 }, (_none, seq) => promises({ ...boot, ...changes }, seq));

  it('is all up to the highest number but the gaps', () => {
    const numbers = promised().flatMap((isPromised, seq) => (isPromised ? [seq] : []));
    assert.deepEqual(numbers, [0, 1, 2, 3, 4, 7, 8, 9]);
  });

  it('ends with the last gap that is named when there are more', () => {
    const numbers = promised({ moreGaps: true }).flatMap((isPromised, seq) => (isPromised ? [seq] : []));
    assert.deepEqual(numbers, [0, 1, 2, 3, 4]);
  });
});

describe('the ways of the messages', () => {
  /** The numbers that come through a way, in their order. */
  async function through(way, count) {
    const came = [];
    let last = Promise.resolve();
    const hand = async ({ payload }) => void came.push(JSON.parse(payload.toString()).seq);
    for (let seq = 0; seq < count; seq++) last = Promise.all([last, way(messageOf(payloadOf(seq)), hand)]);
    await last;
    return came;
  }

  it('let messages overtake each other and lose none', async () => {
    const came = await through(overtaking(randomFrom(1), straight), 40);
    assert.notDeepEqual(
      came,
      [...came].sort((a, b) => a - b),
    );
    assert.equal(new Set(came).size, 40);
  });

  it('send some again', async () => {
    const random = { ...randomFrom(1), between: () => 0 };
    const came = await through(doubling(random, straight), 40);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(came.length > 40);
    assert.equal(new Set(came).size, 40);
  });
});

describe('damaged payloads', () => {
  const story = corruptStory(randomFrom(3), person);
  const named = (name) => story.find(({ corruption }) => corruption.name === name).corruption;

  it('are of every kind that a payload can take, each with a time of its own', () => {
    assert.ok(new Set(story.map(({ corruption }) => corruption.name)).size >= 30);
    const times = story.map(({ deviceId, measured }) => `${deviceId} ${measuredAt(measured, NOW)}`);
    assert.equal(new Set(times).size, story.length);
  });

  /** What a broker gets of three copies of one message. */
  async function copiesOf(corruption) {
    const damage = damaging();
    const payload = payloadOf(7);
    damage.expect(topic, payload.measuredAt, {
      site: 'demo',
      deviceId: person.devices.air,
      stream: 'air.reading',
      corruption,
    });
    const came = [];
    for (let copy = 0; copy < 3; copy++)
      await damage.way(messageOf(payload), async (each) => void came.push(each.payload));
    const lasting = damage.lastingForm(payload, {
      site: 'demo',
      deviceId: person.devices.air,
      stream: 'air.reading',
      corruption,
    });
    return { damage, came, lasting };
  }

  it('whose number can be read are damaged in every copy, and known to be refused', async () => {
    const { damage, came, lasting } = await copiesOf(named('impossible value'));
    for (const bytes of came) assert.equal(decodeDeviceMessage(topic, bytes).kind, 'refused');
    assert.deepEqual(numberedAs(lasting), { bootId: 'b', seq: 7 });
    assert.equal(damage.damaged.length, 0);
    const entry = ledgerEntry({ ...ENTRY, bytes: lasting });
    assert.equal(entry.place, 'dead-letter');
  });

  it('that lose their number are damaged once, and come through whole after it', async () => {
    const { damage, came, lasting } = await copiesOf(named('cut short'));
    assert.deepEqual(
      came.map((bytes) => decodeDeviceMessage(topic, bytes).kind),
      ['refused', 'stream', 'stream'],
    );
    assert.equal(damage.damaged.length, 1);
    assert.equal(ledgerEntry({ ...ENTRY, bytes: lasting }).place, 'observation');
  });

  const ENTRY = {
    deviceId: person.devices.air,
    bootId: 'b',
    seq: 7,
    topic,
    profile: person.profile,
    nowMs: NOW,
    isSure: true,
  };

  it('a measurement of tomorrow belongs among the refused, one of now does not', () => {
    const of = (measured) =>
      ledgerEntry({ ...ENTRY, bytes: Buffer.from(JSON.stringify(payloadOf(7, measured))) }).place;
    assert.deepEqual([of(NOW + 86_400_000), of(NOW)], ['dead-letter', 'observation']);
  });
});
