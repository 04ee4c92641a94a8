import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import { ALL_TOPICS_FILTER, API_USERNAME } from '@airway-twin/contracts/mqtt';
import { mqttPassword } from '../registry/credentials.js';
import { DeferredAcks } from './deferred-ack.js';

/** A message as the broker delivered it. */
export interface Delivery {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly redelivered: boolean;
  /** Acknowledges it to the broker; call it once the message is safely stored. */
  readonly acknowledge: () => void;
}

export interface MqttLinkOptions {
  readonly url: string;
  readonly credentialKey: string;
  /** The persistent session's name: another process that takes over uses the same one. */
  readonly clientId: string;
  readonly onDelivery: (delivery: Delivery) => void;
  /** Resolves when there is room for more; the link stops reading until then. */
  readonly space: () => Promise<void> | null;
  readonly onConnection: (connected: boolean) => void;
  readonly onError: (error: Error) => void;
}

/** The API's connection to the broker: a persistent session at QoS 1 on all topics, acknowledged after commit. */
export class MqttLink {
  private client: MqttClient | null = null;
  private acks: DeferredAcks | null = null;

  constructor(private readonly options: MqttLinkOptions) {}

  get connected(): boolean {
    return this.client?.connected ?? false;
  }

  /** Messages of this connection that were taken and not yet acknowledged. */
  get unacknowledged(): number {
    return this.acks?.waiting ?? 0;
  }

  start(): void {
    const { options } = this;
    const url = new URL(options.url);
    const client = mqtt.connect(options.url, {
      clientId: options.clientId,
      clean: false,
      username: url.username === '' ? API_USERNAME : decodeURIComponent(url.username),
      password:
        url.password === '' ? mqttPassword(options.credentialKey, API_USERNAME) : decodeURIComponent(url.password),
      protocolVersion: 4,
      reconnectPeriod: 500,
      connectTimeout: 5000,
      keepalive: 30,
      resubscribe: true,
    });
    this.client = client;
    const acks = new DeferredAcks(client);
    this.acks = acks;
    client.handleMessage = (packet: IPublishPacket, done) => {
      const ack = packet.qos > 0 && packet.messageId !== undefined ? acks.hold(packet.messageId) : null;
      options.onDelivery({
        topic: packet.topic,
        payload: typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload,
        redelivered: packet.dup,
        acknowledge: () => ack && acks.release(ack),
      });
      const space = options.space();
      if (space) void space.then(() => done());
      else done();
    };
    client.on('connect', () => {
      client.subscribe(ALL_TOPICS_FILTER, { qos: 1 }, (error) => {
        if (error) options.onError(error);
        options.onConnection(true);
      });
    });
    client.on('close', () => options.onConnection(false));
    client.on('error', options.onError);
  }

  /** Publishes at QoS 1, retained: what is desired of a device outlives its absence. Resolves when the broker has it. */
  async publishRetained(topic: string, payload: object): Promise<void> {
    await this.client?.publishAsync(topic, JSON.stringify(payload), { qos: 1, retain: true });
  }

  /** Publishes at QoS 1. */
  async publish(topic: string, payload: object): Promise<void> {
    await this.client?.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
  }

  /** Leaves the broker; the session stays and keeps what arrives meanwhile. */
  async stop(): Promise<void> {
    await this.client?.endAsync(true);
  }
}
