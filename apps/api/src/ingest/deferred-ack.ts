import type { MqttClient, Packet } from 'mqtt';

/** An acknowledgement that is held back until its message is safely stored. */
export interface HeldAck {
  readonly messageId: number;
  readonly generation: number;
}

type SendPacket = (packet: Packet & { messageId?: number }, ...rest: unknown[]) => MqttClient;

/**
 * Holds back the PUBACKs of an mqtt.js client so that many messages can wait for one commit. mqtt.js, as documented, acknowledges one
 * message at a time (MQTT.js#1299, #691), which allows no batch. This wraps its private `_sendPacket`: the version is pinned and an
 * integration test holds the contract. Acknowledgements of an earlier connection are dropped: there the broker redelivers.
 */
export class DeferredAcks {
  private held = new Map<number, Packet>();
  /** Released before mqtt.js had made the packet: what needs no commit, or a commit quicker than the room for more. */
  private releasedEarly = new Set<number>();
  private generation = 0;
  private readonly send: SendPacket;

  constructor(client: MqttClient) {
    const inner = client as unknown as { _sendPacket: SendPacket };
    this.send = inner._sendPacket.bind(client);
    inner._sendPacket = (packet, ...rest) => {
      if (packet.cmd !== 'puback' || packet.messageId === undefined) return this.send(packet, ...rest);
      if (this.releasedEarly.delete(packet.messageId)) return this.send(packet, ...rest);
      this.held.set(packet.messageId, packet);
      for (const each of rest) if (typeof each === 'function') (each as () => void)();
      return client;
    };
    // Not on 'connect': what the broker sends right behind its CONNACK is handled before the client calls itself connected.
    client.on('close', () => this.forget());
  }

  private forget(): void {
    this.held = new Map();
    this.releasedEarly = new Set();
    this.generation += 1;
  }

  /** To be asked for while the message is being handled; give it back to `release` once the message is stored. */
  hold(messageId: number): HeldAck {
    return { messageId, generation: this.generation };
  }

  /** Acknowledges now, unless the connection has changed since. */
  release(ack: HeldAck): void {
    if (ack.generation !== this.generation) return;
    const packet = this.held.get(ack.messageId);
    if (!packet) {
      this.releasedEarly.add(ack.messageId);
      return;
    }
    this.held.delete(ack.messageId);
    this.send(packet);
  }

  get waiting(): number {
    return this.held.size;
  }
}
