import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MEDIA_TYPE, type DeviceAuditResponse } from '@airway-twin/contracts/http';
import { CHANNEL_SCHEMA } from '@airway-twin/contracts/mqtt';
import { Line, aProfile, eventually, type TestDevice } from './line.js';

const MONDAY = Date.parse('2026-03-02T07:00:00Z');

let line: Line;
let meter: TestDevice;
const blow = (seq: number) =>
  meter.send('peakflow.session', MONDAY + seq * 60_000, { blowsLitresPerMinute: [250, 248], reliever: 'before' }, seq);
const audit = (query = '') => line.get<DeviceAuditResponse>('deviceAudit', {}, 'engineer', query);

beforeAll(async () => {
  line = await Line.start();
  [meter] = (await line.patient(aProfile('anna'), { 'anna-meter': 'peak-flow-meter' })) as [TestDevice];
});
afterAll(() => line.stop());

describe('the audit of a device', () => {
  it('states what was sent, stored, refused, missing and under way', async () => {
    for (const seq of [0, 1, 2, 5, 6, 6]) await blow(seq);
    await meter.send('peakflow.session', MONDAY, { blowsLitresPerMinute: [-1], reliever: 'before' }, 9);
    await meter.sendRaw(
      'status',
      JSON.stringify({
        schema: CHANNEL_SCHEMA.status,
        online: true,
        bootId: 'boot-1',
        at: new Date(MONDAY).toISOString(),
        nextSeq: 12,
      }),
      true,
    );
    await eventually(async () => {
      const boot = (await audit()).boots.find(({ bootId }) => bootId === 'boot-1');
      return boot?.received === 7 && boot.numbered === 12;
    }, 'all of it is counted');
    const { boots } = await audit('?device=anna-meter');
    expect(boots).toHaveLength(1);
    expect(boots[0]).toMatchObject({
      deviceId: 'anna-meter',
      kind: 'peak-flow-meter',
      patientId: 'anna',
      bootId: 'boot-1',
      newest: true,
      numbered: 12,
      received: 7,
      stored: 5,
      duplicate: 1,
      refused: 1,
      missing: [
        { fromSeq: 3, toSeq: 4 },
        { fromSeq: 7, toSeq: 8 },
      ],
      missingCount: 4,
      underWay: { fromSeq: 10, toSeq: 11 },
    });
  });

  it('what was missing is missing no more when the device sends it again', async () => {
    for (const seq of [3, 4, 7, 8, 10, 11]) await blow(seq);
    await eventually(async () => (await audit()).boots[0]!.stored === 11, 'the gaps are stored');
    expect((await audit()).boots[0]).toMatchObject({ missing: [], missingCount: 0, underWay: null, numbered: 12 });
  });

  it('comes as CSV when that is asked for', async () => {
    const token = await line.login('engineer');
    const answer = await line.request('GET', 'deviceAudit', {}, undefined, token, '', MEDIA_TYPE.csv);
    expect(answer.headers.get('content-type')).toContain(MEDIA_TYPE.csv);
    const [header, first] = (await answer.text()).split('\r\n');
    expect(header).toBe(
      'device,kind,patient,boot_id,newest,numbered,received,stored,duplicate,refused,missing_count,missing,under_way,last_heard_at',
    );
    expect(first).toMatch(/^anna-meter,peak-flow-meter,anna,boot-1,true,12,13,11,1,1,0,,,2/);
  });
});
