import { describe, expect, it } from '@jest/globals';
import { QUEUE_BYTES_HIGH, QUEUE_HIGH, TwinWriter } from './twin-writer.js';
import type { WriterInput } from './writer-input.js';

/** A writer whose store never answers. */
function aWriter(): TwinWriter {
  return new TwinWriter(
    { connect: () => new Promise(() => undefined) } as never,
    { registry: {}, keeper: {} } as never,
    { committed: () => undefined, failed: () => undefined, fenced: () => Promise.resolve() },
    () => 0,
  );
}

function aMessage(seq: number, bytes: number): WriterInput {
  return {
    kind: 'observation',
    observation: { siteId: 'demo', patientId: 'anna', source: { deviceId: 'meter', bootId: 'boot-1', seq } },
    raw: { topic: 't', payload: { length: bytes } },
    settled: () => undefined,
  } as unknown as WriterInput;
}

describe('a writer whose store does not answer', () => {
  it('is full at so many messages, however small', () => {
    const writer = aWriter();
    for (let seq = 0; seq < QUEUE_HIGH - 1; seq++) writer.enqueue(aMessage(seq, 100));
    expect(writer.full).toBe(false);
    writer.enqueue(aMessage(QUEUE_HIGH, 100));
    expect(writer.full).toBe(true);
  });

  it('is full at so many bytes, however few the messages', () => {
    const writer = aWriter();
    const large = 60 * 1024;
    const fewer = Math.floor(QUEUE_BYTES_HIGH / large);
    for (let seq = 0; seq < fewer; seq++) writer.enqueue(aMessage(seq, large));
    expect({ full: writer.full, isFew: fewer < QUEUE_HIGH }).toEqual({ full: false, isFew: true });
    writer.enqueue(aMessage(fewer, large));
    expect(writer.full).toBe(true);
  });
});
