import { describe, expect, it } from '@jest/globals';
import { parseTopic, topicOf } from '@airway-twin/contracts/mqtt';
import { memoryStore } from '../storage/index.js';
import { memoryBroker } from '../testing/index.js';
import { connectDevice, type DeviceClient, type DeviceSettings, type NumberedPayload } from './device-client.js';
import type { OutgoingMessage } from './link.js';

const now = Date.parse('2026-09-01T12:00:00Z');
const health = (seq: number): NumberedPayload => ({
  schema: 'device.health/1',
  bootId: 'b',
  seq,
  measuredAt: new Date(now).toISOString(),
});
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const valueOf = (message: OutgoingMessage): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(message.payload)) as Record<string, unknown>;
const channelOf = (message: OutgoingMessage): string | undefined => parseTopic(message.topic)?.channel;
const seqs = (messages: readonly OutgoingMessage[]): unknown[] =>
  messages.filter((message) => channelOf(message) === 'device.health').map((message) => valueOf(message)['seq']);

function device(
  broker = memoryBroker(),
  more: Partial<DeviceSettings> = {},
): { client: DeviceClient; broker: typeof broker } {
  const client = connectDevice({
    site: 'demo',
    deviceId: 'd1',
    store: memoryStore({ bootId: 'b' }),
    openLink: broker.openLink,
    wallNowMs: () => now,
    deviceNowMs: () => now,
    ...more,
  });
  return { client, broker };
}

describe('a device', () => {
  it('says hello when it is there, and leaves a last will', () => {
    let clock = now;
    const { broker } = device(memoryBroker(), { wallNowMs: () => clock++ });
    broker.online();
    expect(valueOf(broker.taken[0]!)).toMatchObject({ schema: 'device.status/1', online: true });
    expect(broker.taken[0]!.retain).toBe(true);
    const will = valueOf(broker.links[0]!.lastWill!);
    expect(will).toMatchObject({ online: false });
    // The will is never older than the hello, else it would count as old news.
    expect(will['at']).toBe(valueOf(broker.taken[0]!)['at']);
  });

  it('keeps what it measures while the broker is away, and sends it in order when it is back', async () => {
    const { client, broker } = device();
    for (let seq = 0; seq < 5; seq++) void client.publishNumbered('device.health', health(seq));
    expect(client.waiting).toBe(5);
    broker.online();
    await client.drained();
    expect(seqs(broker.taken)).toEqual([0, 1, 2, 3, 4]);
    expect(valueOf(broker.taken.at(-1)!)['sentAt']).toBe(new Date(now).toISOString());
  });

  it('has no more messages under way than its window', async () => {
    const { client, broker } = device(memoryBroker(), { window: 3 });
    broker.online();
    await tick();
    broker.hold();
    for (let seq = 0; seq < 10; seq++) void client.publishNumbered('device.health', health(seq));
    expect(broker.inFlight).toBe(3);
    broker.release(3);
    await tick();
    expect(broker.inFlight).toBe(3);
    expect(client.waiting).toBe(7);
  });

  it('that vanishes with messages under way sends them again when it is back: none is lost, order is kept', async () => {
    const { client, broker } = device(memoryBroker(), { window: 3 });
    broker.online();
    await tick();
    broker.hold();
    for (let seq = 0; seq < 5; seq++) void client.publishNumbered('device.health', health(seq));
    client.goSilent();
    expect(valueOf(broker.taken.at(-1)!)).toMatchObject({ online: false });
    void client.publishNumbered('device.health', health(5));
    expect(client.waiting).toBe(6);
    client.comeBack();
    for (let round = 0; round < 10; round++) {
      await tick();
      broker.release(10);
    }
    expect(seqs(broker.taken)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(client.waiting).toBe(0);
  });

  it('shows a request to its person and reports it', async () => {
    const asked: string[] = [];
    const { broker } = device(memoryBroker(), { onShown: (request) => asked.push(request.recommendationId) });
    broker.online();
    broker.command(topicOf({ site: 'demo', device: 'd1', channel: 'command' }), {
      schema: 'device.command/1',
      desiredVersion: 4,
      requests: [
        { kind: 'request-blow', recommendationId: 'r1', issuedAt: iso(0), expiresAt: iso(60_000) },
        { kind: 'request-blow', recommendationId: 'old', issuedAt: iso(-120_000), expiresAt: iso(-60_000) },
      ],
    });
    await tick();
    expect(asked).toEqual(['r1']);
    const report = broker.taken.find((message) => channelOf(message) === 'reported');
    expect(valueOf(report!)).toMatchObject({ reportedVersion: 4, shown: [{ recommendationId: 'r1' }] });
  });

  it('reports the version even when nothing is asked', async () => {
    const { broker } = device();
    broker.online();
    broker.command(topicOf({ site: 'demo', device: 'd1', channel: 'command' }), {
      schema: 'device.command/1',
      desiredVersion: 2,
      requests: [],
    });
    await tick();
    expect(valueOf(broker.taken.find((message) => channelOf(message) === 'reported')!)).toMatchObject({
      reportedVersion: 2,
    });
  });

  it('does not fall over a command that is none', async () => {
    const problems: string[] = [];
    const { broker } = device(memoryBroker(), { onProblem: (message) => problems.push(message) });
    broker.online();
    broker.command(topicOf({ site: 'demo', device: 'd1', channel: 'command' }), { schema: 'device.command/1' });
    expect(problems).toHaveLength(1);
  });

  it('as a copy beside the real one it is silent about its presence and reads receipts alone', () => {
    const { broker } = device(memoryBroker(), { copy: 'run1' });
    broker.online();
    expect(broker.taken).toEqual([]);
    expect(broker.links[0]).toMatchObject({
      clientId: 'demo.d1.run1',
      subscriptions: [topicOf({ site: 'demo', device: 'd1', channel: 'receipt' })],
      lastWill: null,
    });
  });

  it('says why it does not take a message: too large, no room, closed', async () => {
    const store = memoryStore({ mostBytes: 600 });
    const client = connectDevice({ site: 'demo', deviceId: 'd1', store, openLink: memoryBroker().openLink });
    const reading = (firmware: string) =>
      client.publish('device.health', { measuredAt: new Date(now).toISOString(), firmware });
    expect(await reading('x'.repeat(65_536))).toEqual({ kind: 'refused', reason: 'payload-too-large' });
    const accepted = { kind: 'accepted', bootId: client.bootId };
    expect(await reading('x'.repeat(100))).toEqual({ ...accepted, seq: 0 });
    expect(await reading('x'.repeat(100))).toEqual({ kind: 'refused', reason: 'outbox-full' });
    // What was refused left no gap.
    expect(await reading('x')).toEqual({ ...accepted, seq: 1 });
    await client.close();
    expect(await reading('x')).toEqual({ kind: 'refused', reason: 'closed' });
  });

  it('counts a message as stored when a receipt covers it, not when the broker has it', async () => {
    const problems: string[] = [];
    const { client, broker } = device(memoryBroker(), { onProblem: (problem) => problems.push(problem) });
    broker.online();
    for (let seq = 0; seq < 3; seq++) void client.publishNumbered('device.health', health(seq));
    await client.drained();
    expect([client.waiting, client.unreceipted, client.hearsReceipts]).toEqual([0, 3, false]);
    const receipt = (bootId: string) => ({
      schema: 'device.receipt/1',
      at: iso(0),
      boots: [{ bootId, throughSeq: 1, highestSeq: 1, gaps: [], moreGaps: false }],
    });
    const topic = topicOf({ site: 'demo', device: 'd1', channel: 'receipt' });
    broker.command(topic, receipt('b'));
    expect([client.unreceipted, client.hearsReceipts, problems]).toEqual([1, true, []]);
    broker.command(topic, { ...receipt('b'), boots: [] });
    expect(problems).toEqual(['d1 was sent a receipt that does not follow the contract']);
    for (let times = 0; times < 3; times++) broker.command(topic, receipt('another'));
    expect(problems).toHaveLength(2);
    expect(problems[1]).toContain('another device under this id');
  });
});

function iso(offsetMs: number): string {
  return new Date(now + offsetMs).toISOString();
}
