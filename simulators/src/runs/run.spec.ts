import { describe, expect, it } from '@jest/globals';
import type { Packet } from '../faults/inject.js';
import { startRun, type Run } from './run.js';

const packets: Packet[] = Array.from({ length: 10 }, (_one, index) => ({
  kind: 'link',
  atMs: index * 1000,
  deviceId: `d${index}`,
  online: true,
}));
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function run(more: { speed?: number | null; from?: number; failAt?: number } = {}): { started: Run; sent: number[] } {
  const sent: number[] = [];
  const started = startRun({
    packets,
    startMs: 0,
    endMs: 9000,
    speed: more.speed === undefined ? null : more.speed,
    ...(more.from === undefined ? {} : { from: more.from }),
    send: (packet) => {
      if (packet.atMs === more.failAt) return Promise.reject(new Error('the broker is gone'));
      sent.push(packet.atMs);
      return Promise.resolve();
    },
    finish: () => Promise.resolve(),
    nowMs: () => Date.now(),
    onChange: () => undefined,
  });
  return { started, sent };
}

describe('a run', () => {
  it('at full speed sends everything in order', async () => {
    const { started, sent } = run();
    await started.ended;
    expect(started.state).toBe('finished');
    expect(sent).toEqual(packets.map((packet) => packet.atMs));
  });

  it('keeps to its speed', async () => {
    const beganMs = Date.now();
    const { started } = run({ speed: 30 });
    await started.ended;
    expect(Date.now() - beganMs).toBeGreaterThanOrEqual(280);
  });

  it('pauses, and goes on where it was', async () => {
    const { started, sent } = run({ speed: 20 });
    await wait(120);
    started.pause();
    await wait(60);
    const before = sent.length;
    await wait(150);
    expect(sent.length).toBe(before);
    expect(before).toBeLessThan(10);
    started.resume();
    started.setSpeed(null);
    await started.ended;
    expect(sent).toHaveLength(10);
  });

  it('seeks forward by sending what lies between at once', async () => {
    const { started, sent } = run({ speed: 0.1 });
    started.seek(0.5);
    await wait(100);
    expect(sent).toEqual([0, 1000, 2000, 3000, 4000]);
    started.stop();
    await started.ended;
    expect(started.state).toBe('stopped');
  });

  it('seeks backward by sending again', async () => {
    const { started, sent } = run({ speed: 0.1, from: 0.9 });
    await wait(60);
    expect(sent).toHaveLength(9);
    started.seek(0.8);
    started.setSpeed(null);
    await started.ended;
    expect(sent.slice(9)).toEqual([8000, 9000]);
  });

  it('that cannot send fails with the reason', async () => {
    const { started } = run({ failAt: 3000 });
    await started.ended;
    expect(started).toMatchObject({ state: 'failed', failure: 'the broker is gone' });
  });
});
