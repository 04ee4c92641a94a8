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
    observation: { siteId: 'demo', patientId: 'anna', source: { deviceId: 'meter', bootId: 'boot-1', seq: 0 } },
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

  it('is taken apart at once when it is the data that it refuses', async () => {
    const { lane, settled } = aLane(coded('22021'));
    lanes.push(lane);
    while (settled.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(settled).toEqual(['refused']);
  });
});
