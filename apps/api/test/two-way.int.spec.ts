import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PatientSnapshot, WardResponse } from '@airway-twin/contracts/http';
import { deviceCommand, topicOf, type DeviceCommand } from '@airway-twin/contracts/mqtt';
import type { Recommendation, RuleId } from '@airway-twin/domain/recommendation';
import { Line, SITE, aProfile, eventually, nextEvent, type TestDevice } from './line.js';

const MONDAY = Date.parse('2026-03-02T07:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const blows = (...blowsLitresPerMinute: number[]) => ({ blowsLitresPerMinute, reliever: 'before' });

let line: Line;
beforeAll(async () => {
  line = await Line.start();
});
afterAll(() => line.stop());

async function aPatient(id: string): Promise<{ inhaler: TestDevice; meter: TestDevice }> {
  const [inhaler, meter] = (await line.patient(aProfile(id), {
    [`${id}-inhaler`]: 'inhaler-sensor',
    [`${id}-meter`]: 'peak-flow-meter',
  })) as [TestDevice, TestDevice];
  return { inhaler, meter };
}

const snapshot = (patientId: string) => line.get<PatientSnapshot>('patient', { patientId }, 'clinician');

async function recommendation(
  patientId: string,
  ruleId: RuleId,
  status?: Recommendation['status'],
): Promise<Recommendation> {
  let found: Recommendation | undefined;
  await eventually(
    async () => {
      found = (await snapshot(patientId)).recommendations.find(
        (each) => each.ruleId === ruleId && (!status || each.status === status),
      );
      return found !== undefined;
    },
    `${ruleId} is ${status ?? 'there'} for ${patientId}`,
  );
  return found!;
}

async function answer(username: string, patientId: string, recommendationId: string, given: string) {
  return line.request(
    'POST',
    'recommendationAnswer',
    { patientId, recommendationId },
    { answer: given },
    await line.login(username),
  );
}

/** What is desired of a device, as the device hears it. */
function desiredOf(device: TestDevice): Promise<DeviceCommand> {
  return new Promise((resolve) => {
    device.client.on('message', (_topic, payload) => resolve(deviceCommand.parse(JSON.parse(payload.toString()))));
    void device.client.subscribeAsync(topicOf({ site: SITE, device: device.deviceId, channel: 'command' }), { qos: 1 });
  });
}

describe('a recommendation goes to the device and comes back answered', () => {
  it('doubtful blows ask the meter for a repeat, the meter reports that it was shown, and a good blow closes it', async () => {
    const { meter } = await aPatient('repeat');
    const desired = desiredOf(meter);
    await meter.send('peakflow.session', MONDAY, blows(250, 150));
    const command = await desired;
    expect(command.requests).toMatchObject([{ kind: 'request-blow' }]);
    const asked = await recommendation('repeat', 'repeat-blow', 'sent');
    expect(command.requests[0]!.recommendationId).toBe(asked.id);
    const at = new Date().toISOString();
    await meter.sendRaw(
      'reported',
      JSON.stringify({
        schema: 'device.reported/1',
        bootId: 'boot-1',
        reportedVersion: command.desiredVersion,
        shown: [{ recommendationId: asked.id, shownAt: at }],
        at,
      }),
    );
    await recommendation('repeat', 'repeat-blow', 'seen');
    await meter.send('peakflow.session', MONDAY + HOUR, blows(250, 245));
    const closed = await recommendation('repeat', 'repeat-blow', 'effect-observed');
    expect(closed.events.map((event) => event.status)).toEqual(['proposed', 'sent', 'seen', 'effect-observed']);
  });

  it('a device that was away hears what is desired when it comes back, and only the newest', async () => {
    const { meter } = await aPatient('away');
    await meter.client.endAsync(true);
    const other = (await line.patient(aProfile('away'), { 'away-second': 'peak-flow-meter' }))[0]!;
    await other.send('peakflow.session', MONDAY, blows(250, 150));
    await recommendation('away', 'repeat-blow', 'sent');
    meter.client.reconnect();
    await eventually(() => meter.client.connected, 'it is back');
    expect((await desiredOf(meter)).requests).toHaveLength(1);
  });
});

describe('red zone', () => {
  it('raises an alarm on every ward screen and a card for the patient, which a decline does not take away', async () => {
    const { meter } = await aPatient('red');
    const ward = await line.screen('clinician');
    await ward.emitWithAck('ward.watch', {});
    const alarm = nextEvent(ward, 'alarm', (each) => each.patientId === 'red');
    await meter.send('peakflow.session', MONDAY, blows(140, 135));
    expect((await alarm).recommendation).toMatchObject({ ruleId: 'red-zone', urgency: 'now' });
    const card = await recommendation('red', 'red-zone', 'sent');
    expect((await answer('red', 'red', card.id, 'decline')).status).toBe(200);
    expect((await recommendation('red', 'red-zone')).status).toBe('sent');
    const { rows } = await line.get<WardResponse>('patients', {}, 'clinician');
    expect(rows[0]).toMatchObject({ patientId: 'red', zone: 'red' });
  });

  it('comes from what the patient says too, at once, with no blow at all', async () => {
    await aPatient('words');
    const entry = {
      schema: 'symptoms.day/1',
      entryId: 'entry-1',
      measuredAt: new Date(MONDAY).toISOString(),
      localDate: '2026-03-02',
      nightWaking: null,
      daySymptoms: true,
      activityLimited: null,
      relieverPuffs: null,
      controllerTaken: null,
      triggers: [],
      redFlags: ['too-breathless-to-talk'],
    };
    const post = async () =>
      (await line.request('POST', 'symptoms', { patientId: 'words' }, entry, await line.login('words'))).json();
    expect(await post()).toMatchObject({ result: 'stored' });
    expect(await post()).toMatchObject({ result: 'duplicate' });
    await recommendation('words', 'red-zone', 'sent');
    expect((await snapshot('words')).twin.zone).toMatchObject({ value: 'red' });
  });

  it('is not raised by one blow that nothing confirms: that one asks for a repeat', async () => {
    const { meter } = await aPatient('single');
    await meter.send('peakflow.session', MONDAY, blows(120));
    await recommendation('single', 'repeat-blow', 'sent');
    const { twin, recommendations } = await snapshot('single');
    expect(twin.zone.value).not.toBe('red');
    expect(recommendations.map((each) => each.ruleId)).not.toContain('red-zone');
  });
});

describe('a clinician signs what needs signing', () => {
  it('low adherence over two weeks is proposed to the clinician, and the patient cannot approve it', async () => {
    const { inhaler, meter } = await aPatient('adherence');
    for (let day = 0; day < 16; day++) {
      if (day % 4 === 0)
        await inhaler.send('inhaler.actuation', MONDAY + day * DAY, {
          drug: 'budesonide',
          peakInspiratoryFlowLitresPerMinute: 50,
        });
      await inhaler.send('device.health', MONDAY + day * DAY + HOUR, { batteryPercent: 70 });
      await meter.send('peakflow.session', MONDAY + day * DAY + 2 * HOUR, blows(270, 268));
    }
    const review = await recommendation('adherence', 'clinician-review', 'proposed');
    expect((await answer('adherence', 'adherence', review.id, 'approve')).status).toBe(403);
    const approved = await answer('clinician', 'adherence', review.id, 'approve');
    expect(await approved.json()).toMatchObject({ status: 'sent', ruleVersion: review.ruleVersion });
    expect((await answer('clinician', 'adherence', review.id, 'reject')).status).toBe(409);
    const reminder = await recommendation('adherence', 'missed-controller');
    expect(reminder.deviceRequest).toBe('remind-controller');
  });
});
