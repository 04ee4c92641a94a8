import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeDeviceMessage, STREAM_SCHEMA, topicOf } from '@airway-twin/contracts/mqtt';
import { peopleOf, registryOf } from './cohort.mjs';
import { TRAFFIC_MS } from './schedule.mjs';
import { isRedBlow, measuredAt, storyOf } from './story.mjs';

const NOW = Date.parse('2026-05-04T10:00:00Z');
const DAY_MS = 86_400_000;
const people = peopleOf('demo', 1);
const planned = (...faults) => ({
  seed: 5,
  number: 1,
  broker: 'embedded',
  faults: faults.map((fault) => ({ atMs: 0, forMs: TRAFFIC_MS, ...fault })),
});
const ageMs = (event) => NOW - Date.parse(measuredAt(event.measured, NOW));

describe('what the devices of a round measure', () => {
  it('is a message that the contract takes, whoever sends it', () => {
    for (const { deviceId, stream, fields, measured } of storyOf(planned(), people)) {
      const at = measuredAt(measured, NOW);
      const message = { schema: STREAM_SCHEMA[stream], bootId: 'b', seq: 0, measuredAt: at, sentAt: at, ...fields };
      const bytes = Buffer.from(JSON.stringify(message));
      const arrival = decodeDeviceMessage(topicOf({ site: 'demo', device: deviceId, channel: stream }), bytes);
      assert.equal(arrival.kind, 'stream', JSON.stringify(arrival));
    }
  });

  it('is the same for the same plan', () => {
    assert.deepEqual(storyOf(planned(), people), storyOf(planned(), people));
  });

  it('ends for a red patient with the red blow', () => {
    for (const { devices } of people.filter(({ role }) => role === 'red')) {
      const last = storyOf(planned(), people).findLast(({ deviceId }) => deviceId === devices.meter);
      assert.ok(Math.max(...last.fields.blowsLitresPerMinute) < 150);
    }
  });

  it('holds one blow into the red zone for each red patient, by which they are known as red, and none for the others', () => {
    const red = storyOf(planned(), people).filter(({ stream, fields }) => isRedBlow(stream, fields));
    const meters = people.filter(({ role }) => role === 'red').map(({ devices }) => devices.meter);
    assert.deepEqual(red.map(({ deviceId }) => deviceId).sort(), meters.sort());
  });

  it('is measured now unless a fault says otherwise', () => {
    for (const event of storyOf(planned(), people)) {
      if (event.measured.kind === 'ago') assert.equal(ageMs(event), 0);
    }
  });

  it('comes up to thirty days late, and never from the future', () => {
    const ages = storyOf(planned({ kind: 'late' }), people)
      .filter(({ measured }) => measured.kind === 'ago')
      .map(ageMs);
    assert.ok(Math.max(...ages) > DAY_MS && Math.max(...ages) <= 30 * DAY_MS);
    assert.equal(Math.min(...ages), 0);
  });

  it('is dated ahead by a clock that runs ahead, and behind by one that jumped back', () => {
    const ahead = storyOf(planned({ kind: 'clock-skew', hours: 10 }), people).map(ageMs);
    assert.equal(Math.min(...ahead), -10 * 3_600_000);
    const back = storyOf(planned({ kind: 'clock-back', hours: 2 }), people).filter(
      (event) => ageMs(event) === 7_200_000,
    );
    assert.ok(back.length > 0 && back.every(({ atMs }) => atMs >= TRAFFIC_MS / 2));
  });

  it('spans the hour that is missing or comes twice', () => {
    const instants = storyOf(planned({ kind: 'daylight-saving', day: '2025-10-26' }), people)
      .filter(({ measured }) => measured.kind === 'instant')
      .map(({ measured }) => measured.atMs);
    const change = Date.parse('2025-10-26T01:00:00Z');
    assert.ok(Math.min(...instants) < change && Math.max(...instants) > change);
  });
});

describe('the registry of a round', () => {
  it('names every device once, worn by its patient', () => {
    const { devices, assignments } = registryOf('demo', people);
    assert.equal(new Set(devices.map(({ deviceId }) => deviceId)).size, 18);
    assert.ok(assignments.every(({ deviceId, patientId }) => deviceId.startsWith(`${patientId}-`)));
  });
});
