import { describe, expect, it } from '@jest/globals';
import { parseTopic, topicOf, type DeviceStream } from '@airway-twin/contracts/mqtt';
import { memoryStore, type OutboxMarks, type OutboxStore } from '../storage/index.js';
import { memoryBroker } from '../testing/index.js';
import { connectDevice, type DeviceClient, type DeviceSettings, type NumberedPayload } from './device-client.js';
import type { OutgoingMessage } from './link.js';
import { mqttLinks } from './mqtt-link.js';

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
    const { broker } = device(memoryBroker(), {
      onRequest: (request, wasShown) => void (wasShown() && asked.push(request.recommendationId)),
    });
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
    const store = memoryStore({ bootId: 'b', mostBytes: 600 });
    const client = connectDevice({ site: 'demo', deviceId: 'd1', store, openLink: memoryBroker().openLink });
    const reading = (seq: number, bytes: number) =>
      client.publishNumbered('device.health', { ...health(seq), firmware: 'x'.repeat(bytes) } as NumberedPayload);
    expect(await reading(0, 65_536)).toEqual({ kind: 'refused', reason: 'payload-too-large' });
    expect(await reading(0, 100)).toEqual({ kind: 'accepted', bootId: 'b', seq: 0 });
    expect(await reading(1, 200)).toEqual({ kind: 'refused', reason: 'outbox-full' });
    // What was refused left no gap.
    expect(await client.publish('device.health', { measuredAt: iso(0) })).toMatchObject({ kind: 'accepted', seq: 1 });
    await client.close();
    expect(await reading(1, 1)).toEqual({ kind: 'refused', reason: 'closed' });
  });

  it('refuses what the twin would refuse, names the field, and gives it no number', async () => {
    const { client } = device(memoryBroker(), { store: memoryStore() });
    const puff = { measuredAt: iso(0), drug: 'salbutamol' as const };
    const told = async (stream: DeviceStream, measurement: object) => {
      const publication = await client.publish(stream, measurement as never);
      return publication.kind === 'refused' && publication.reason === 'invalid' ? publication.field : publication;
    };
    expect(await told('inhaler.actuation', { ...puff, inhaledVolumeLitres: 1800 })).toBe('inhaledVolumeLitres');
    expect(await told('inhaler.actuation', { ...puff, inhaledVolumeLitres: NaN })).toBe('inhaledVolumeLitres');
    expect(await told('inhaler.actuation', { ...puff, volumeMillilitres: 1800 })).toBe('volumeMillilitres');
    expect(await told('inhaler.actuation', { ...puff, inhaledVolumeLitres: 1n })).toBe('inhaledVolumeLitres');
    expect(await told('inhaler.actuation', { drug: 'salbutamol' })).toBe('measuredAt');
    expect(await told('inhaler.puff' as DeviceStream, puff)).toBe('stream');
    expect(await client.publish('inhaler.actuation', puff)).toMatchObject({ kind: 'accepted', seq: 0 });
  });

  it('keeps what was measured when it was handed over, whatever becomes of the object', async () => {
    const slowStore = memoryStore();
    const keeps: (() => void)[] = [];
    const store = { ...slowStore, keep: () => new Promise<null>((kept) => keeps.push(() => kept(null))) };
    const { client, broker } = device(memoryBroker(), { store });
    broker.online();
    const reused = { measuredAt: iso(0), batteryPercent: 1 };
    const published = [1, 2, 3].map((percent) =>
      client.publish('device.health', Object.assign(reused, { batteryPercent: percent })),
    );
    for (let turn = 0; turn < 4; turn++) {
      keeps.splice(0).forEach((kept) => kept());
      await tick();
    }
    await Promise.all(published);
    await client.drained();
    const sent = broker.taken.filter((message) => channelOf(message) === 'device.health');
    expect(sent.map((message) => valueOf(message)['batteryPercent'])).toEqual([1, 2, 3]);
  });

  it('that is closed keeps what it was given before, tells those who wait, and can be closed again', async () => {
    const keeps: (() => void)[] = [];
    const store = { ...memoryStore(), keep: () => new Promise<null>((kept) => keeps.push(() => kept(null))) };
    const { client } = device(memoryBroker(), { store });
    const published = [1, 2, 3].map((batteryPercent) =>
      client.publish('device.health', { measuredAt: iso(0), batteryPercent }),
    );
    const receipted = client.receipted();
    const closing = Promise.all([client.close(), client.close()]);
    for (let turn = 0; turn < 4; turn++) {
      keeps.splice(0).forEach((kept) => kept());
      await tick();
    }
    expect(await Promise.all(published)).toMatchObject([0, 1, 2].map((seq) => ({ kind: 'accepted', seq })));
    await closing;
    expect(await receipted).toBe(false);
    expect(await client.receipted()).toBe(false);
  });

  it('names the setting that cannot be right', () => {
    const { openLink } = memoryBroker();
    const store = memoryStore();
    const good = { site: 'demo', deviceId: 'd1', store, openLink };
    expect(() => connectDevice({ ...good, site: undefined as never })).toThrow('site: expected letters');
    expect(() => connectDevice({ ...good, store: Promise.resolve(store) as never })).toThrow('store: expected');
    expect(() => connectDevice({ ...good, window: 0 })).toThrow('window: expected a number above 0, found 0');
    expect(() => mqttLinks({ mqttUrl: 'broker:1883', password: 'p' }, () => undefined)).toThrow('mqttUrl: expected');
  });

  it('sends again what the broker refuses on a living link, without waiting for another message', async () => {
    const broker = memoryBroker();
    let refusals = 2;
    const { client } = device(broker, {
      gapResendAfterMs: 10,
      resendAfterMs: 20,
      openLink: (settings, events) => {
        const link = broker.openLink(settings, events);
        const isRefused = (message: OutgoingMessage) => channelOf(message) === 'device.health' && refusals-- > 0;
        const publish = (message: OutgoingMessage) =>
          isRefused(message) ? Promise.reject(new Error('quota exceeded')) : link.publish(message);
        return { ...link, publish };
      },
    });
    broker.online();
    await client.publish('device.health', { measuredAt: iso(0) });
    for (let looks = 0; looks < 200 && seqs(broker.taken).length === 0; looks++) await tick();
    expect(seqs(broker.taken)).toEqual([0]);
  });

  it('does not show again after a restart what its person has seen, and reports it as it was', async () => {
    const topic = topicOf({ site: 'demo', device: 'd1', channel: 'command' });
    const command = {
      schema: 'device.command/1',
      desiredVersion: 4,
      requests: [{ kind: 'remind-controller', recommendationId: 'r1', issuedAt: iso(0), expiresAt: iso(60_000) }],
    };
    const asked: string[] = [];
    const notes: OutboxMarks[] = [];
    const start = (kept: OutboxStore['kept'], wallNowMs: number) => {
      const broker = memoryBroker();
      const store = { ...memoryStore(), kept, note: (marks: OutboxMarks) => void notes.push(marks) };
      const { client } = device(broker, {
        store,
        wallNowMs: () => wallNowMs,
        deviceNowMs: () => wallNowMs,
        onRequest: (request, wasShown) => void (wasShown() && asked.push(request.recommendationId)),
      });
      broker.online();
      broker.command(topic, command);
      return { client, broker };
    };
    await start(memoryStore().kept, now).client.close();
    const again = start({ ...memoryStore().kept, ...notes.at(-1)! }, now + 30_000);
    await tick();
    expect(asked).toEqual(['r1']);
    const report = again.broker.taken.findLast((message) => channelOf(message) === 'reported');
    expect(valueOf(report!)).toMatchObject({ shown: [{ recommendationId: 'r1', shownAt: iso(0) }] });
  });

  it('tells the twin nothing of a request that nobody has seen', async () => {
    const { broker } = device(memoryBroker(), { onRequest: () => undefined });
    broker.online();
    broker.command(topicOf({ site: 'demo', device: 'd1', channel: 'command' }), {
      schema: 'device.command/1',
      desiredVersion: 4,
      requests: [{ kind: 'request-blow', recommendationId: 'r1', issuedAt: iso(0), expiresAt: iso(60_000) }],
    });
    await tick();
    const report = broker.taken.find((message) => channelOf(message) === 'reported');
    expect(valueOf(report!)).toMatchObject({ reportedVersion: 4, shown: [] });
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
