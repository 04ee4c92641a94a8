import { afterEach, describe, expect, it } from '@jest/globals';
import { WriterLane } from './writer-lane.js';
import type { WriterInput } from './writer-input.js';

/** A lane over a store that says no to every connection, in its own words; settled: what was acknowledged. */
function aLane(error: Error) {
  const settled: string[] = [];
  let attempts = 0;
  const lane = new WriterLane(
    { connect: () => Promise.reject(error) } as never,
    { keeper: { forget: () => undefined } } as never,
    {
      committed: () => undefined,
      failed: () => void (attempts += 1),
      fenced: () => Promise.resolve(),
      took: () => undefined,
    },
    () => 0,
  );
  const observation = {
    kind: 'observation',
    observation: { siteId: 'demo', patientId: 'anna' },
    raw: { topic: 't', payload: new Uint8Array() },
    settled: ({ result }: { result: string }) => settled.push(result),
  } as unknown as WriterInput;
  lane.enqueue(observation);
  return { lane, settled, attempts: () => attempts };
}

const coded = (code: string) => Object.assign(new Error(`the store said ${code}`), { code });
const lanes: WriterLane[] = [];
afterEach(() => lanes.splice(0).forEach((lane) => lane.stop()));

describe('a batch that the store does not take', () => {
  it.each([
    ['the name of its host is not known', coded('EAI_AGAIN')],
    ['it refuses connections', coded('ECONNREFUSED')],
    ['it is read-only after a failover', coded('25006')],
    ['its database is being restored', coded('3D000')],
    ['its tables are not there yet', coded('42P01')],
    ['its password has changed', coded('28P01')],
    ['its certificate is not known', coded('DEPTH_ZERO_SELF_SIGNED_CERT')],
    ['its certificate is of another name', coded('ERR_TLS_CERT_ALTNAME_INVALID')],
    ['it is out of space', coded('53100')],
    ['it says nothing', new Error('timeout exceeded when trying to connect')],
  ])('is kept and acknowledged to nobody while %s', async (_why, error) => {
    const { lane, settled, attempts } = aLane(error);
    lanes.push(lane);
    // More attempts than after which a batch that is at fault itself is divided.
    while (attempts() < 5) await new Promise((resolve) => setTimeout(resolve, 20));
    expect([settled, lane.retrying]).toEqual([[], true]);
  });

  it('is taken apart at once when it is the data that it refuses', async () => {
    const { lane, settled } = aLane(coded('22021'));
    lanes.push(lane);
    while (settled.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(settled).toEqual(['refused']);
  });
});
