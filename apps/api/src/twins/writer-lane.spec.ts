import { afterEach, describe, expect, it } from '@jest/globals';
import { BATCH_BYTES_MOST, BATCH_MOST, WriterLane } from './writer-lane.js';
import type { WriterInput } from './writer-input.js';

/**
 * A lane over a store that says no to every connection, in its own words, and so many messages for it; settled: what was acknowledged;
 * sizes: of the batches that were tried.
 */
function aLane(error: Error, messages = 1, payload = new Uint8Array()) {
  const settled: string[] = [];
  const sizes: number[] = [];
  const lane = new WriterLane(
    { connect: () => Promise.reject(error) } as never,
    { keeper: { forget: () => void (sizes[sizes.length - 1]! += 1) } } as never,
    {
      committed: () => undefined,
      failed: () => void sizes.push(0),
      fenced: () => Promise.resolve(),
      took: () => undefined,
    },
    () => 0,
  );
  const observation = {
    kind: 'observation',
    observation: { siteId: 'demo', patientId: 'anna', source: { deviceId: 'meter', bootId: 'boot-1', seq: 0 } },
    raw: { topic: 't', payload },
    settled: ({ result }: { result: string }) => settled.push(result),
  } as unknown as WriterInput;
  for (let each = 0; each < messages; each++) lane.enqueue(observation);
  return { lane, settled, sizes, attempts: () => sizes.length };
}

const coded = (code: string) => Object.assign(new Error(`the store said ${code}`), { code });
const lanes: WriterLane[] = [];
afterEach(() => lanes.splice(0).forEach((lane) => lane.stop()));

describe('a batch that the store does not take', () => {
  it('is kept and acknowledged to nobody while the store is away, in whatever way', async () => {
    const ways: Record<string, Error> = {
      'the name of its host is not known': coded('EAI_AGAIN'),
      'it refuses connections': coded('ECONNREFUSED'),
      'it is read-only after a failover': coded('25006'),
      'its database is being restored': coded('3D000'),
      'its tables are not there yet': coded('42P01'),
      'its password has changed': coded('28P01'),
      'its certificate is not known': coded('DEPTH_ZERO_SELF_SIGNED_CERT'),
      'its certificate is of another name': coded('ERR_TLS_CERT_ALTNAME_INVALID'),
      'it is out of space': coded('53100'),
      'it says nothing': new Error('timeout exceeded when trying to connect'),
    };
    const all = Object.entries(ways).map(([way, error]) => ({ way, ...aLane(error) }));
    lanes.push(...all.map(({ lane }) => lane));
    // Twice as long as it takes until a batch that is itself at fault has been taken apart.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    for (const { way, lane, settled, attempts } of all) {
      expect({ way, settled, retrying: lane.retrying }).toEqual({ way, settled: [], retrying: true });
      expect(attempts()).toBeGreaterThan(3);
    }
  });

  it('comes again in smaller ones when the store does not manage it in time, and is given up by none', async () => {
    const { lane, settled, sizes } = aLane(new Error('Query read timeout'), BATCH_MOST);
    lanes.push(lane);
    while (sizes.length < 6) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sizes.slice(0, 6)).toEqual([3000, 1500, 750, 375, 250, 250]);
    expect({ settled, retrying: lane.retrying }).toEqual({ settled: [], retrying: true });
  });

  it('comes again whole when the store is not there', async () => {
    const { lane, sizes } = aLane(coded('ECONNREFUSED'), BATCH_MOST);
    lanes.push(lane);
    while (sizes.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(sizes.slice(0, 2)).toEqual([3000, 3000]);
  });

  it('holds so many bytes at most, and one message at least', async () => {
    const half = new Uint8Array(BATCH_BYTES_MOST / 2);
    for (const [payload, size] of [
      [half, 2],
      [new Uint8Array(BATCH_BYTES_MOST + 1), 1],
    ] as const) {
      const { lane, sizes } = aLane(coded('ECONNREFUSED'), 5, payload);
      lanes.push(lane);
      while (sizes.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(sizes).toEqual([size]);
    }
  });

  it('is taken apart at once when it is the data that it refuses', async () => {
    const { lane, settled } = aLane(coded('22021'));
    lanes.push(lane);
    while (settled.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(settled).toEqual(['refused']);
  });
});
