import { describe, expect, it } from '@jest/globals';
import { aPatient } from '@airway-twin/domain/testing';
import { decodeDeviceMessage, type StreamArrival } from './decode.js';
import { toObservation } from './observation.js';
import { topicOf } from './topics.js';

function actuation(drug: string): StreamArrival {
  const message = {
    schema: 'inhaler.actuation/1',
    bootId: 'b',
    seq: 4,
    measuredAt: '2026-03-02T08:00:00+01:00',
    sentAt: '2026-03-02T07:00:01Z',
    drug,
  };
  return decodeDeviceMessage(
    topicOf({ site: 'demo', device: 'd1', channel: 'inhaler.actuation' }),
    new TextEncoder().encode(JSON.stringify(message)),
  ) as StreamArrival;
}

describe('what an actuation was for is told by the regimen, never by the device', () => {
  it('a prescribed reliever is a reliever', () => {
    expect(toObservation(actuation('salbutamol'), aPatient())).toMatchObject({
      data: { role: 'reliever', roleAssumed: false },
    });
  });

  it('ICS-formoterol that the regimen does not name is never counted as a reliever, and said to be assumed', () => {
    expect(toObservation(actuation('beclometasone-formoterol'), aPatient())).toMatchObject({
      data: { role: 'controller', roleAssumed: true },
    });
  });

  it('keeps who measured, when and as which message, and null for what the sensor lacks', () => {
    expect(toObservation(actuation('salbutamol'), aPatient())).toMatchObject({
      patientId: 'p07',
      source: { deviceId: 'd1', bootId: 'b', seq: 4 },
      measuredAtMs: Date.parse('2026-03-02T07:00:00Z'),
      data: { technique: null },
    });
  });
});
