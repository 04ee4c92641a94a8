import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { MqttClient } from 'mqtt';
import { DeferredAcks } from './deferred-ack.js';

/** The two things that are used of a client: its events, and the private method that sends. */
function aClient() {
  const sent: (number | undefined)[] = [];
  const client = Object.assign(new EventEmitter(), {
    _sendPacket(packet: { cmd: string; messageId?: number }, done?: () => void) {
      if (packet.cmd === 'puback') sent.push(packet.messageId);
      done?.();
      return client;
    },
  });
  const acks = new DeferredAcks(client as unknown as MqttClient);
  const handled = (messageId: number) => client._sendPacket({ cmd: 'puback', messageId });
  return { client, acks, sent, handled };
}

describe('an acknowledgement', () => {
  it('waits for the commit, however many messages come in between', () => {
    const { acks, sent, handled } = aClient();
    const held = [1, 2, 3].map((messageId) => {
      const ack = acks.hold(messageId);
      handled(messageId);
      return ack;
    });
    expect(sent).toEqual([]);
    held.forEach((ack) => acks.release(ack));
    expect(sent).toEqual([1, 2, 3]);
  });

  it('that is given before the client has made the packet goes out with it', () => {
    const { acks, sent, handled } = aClient();
    acks.release(acks.hold(7));
    handled(7);
    expect(sent).toEqual([7]);
    expect(acks.waiting).toBe(0);
  });

  it('of an earlier connection is never sent on a later one, where the same number means another message', () => {
    const { client, acks, sent, handled } = aClient();
    const old = acks.hold(5);
    handled(5);
    client.emit('close');
    client.emit('connect', {});
    acks.release(old);
    const now = acks.hold(5);
    handled(5);
    expect(sent).toEqual([]);
    acks.release(now);
    expect(sent).toEqual([5]);
  });

  it('of what the broker sends right behind its CONNACK, before the client calls itself connected, is sent', () => {
    const { client, acks, sent, handled } = aClient();
    client.emit('close');
    const held = acks.hold(5);
    handled(5);
    client.emit('connect', {});
    acks.release(held);
    expect(sent).toEqual([5]);
  });

  it('lets every other packet pass', () => {
    const { client } = aClient();
    let done = false;
    client._sendPacket({ cmd: 'pingreq' }, () => (done = true));
    expect(done).toBe(true);
  });
});
