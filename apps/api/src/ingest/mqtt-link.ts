import mqtt, { type IConnackPacket, type IPublishPacket, type MqttClient } from 'mqtt';
import { API_USERNAME } from '@airway-twin/contracts/mqtt';
import { mqttPassword } from '../registry/credentials.js';
import { DeferredAcks } from './deferred-ack.js';

const SUBSCRIBE_AGAIN_MS = 1000;

/** A message as the broker delivered it. */
export interface Delivery {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly redelivered: boolean;
  /** Where it waits when another process received it; absent for what the broker delivered to this one. */
  readonly handoverId?: number;
  /** Acknowledges it to the broker; call it once the message is safely stored. */
  readonly acknowledge: () => void;
}

export interface MqttLinkOptions {
  readonly url: string;
  readonly credentialKey: string;
  readonly role: () => LinkRole;
  readonly onDelivery: (delivery: Delivery) => void;
  /** Resolves when there is room for more; the link stops reading until then. */
  readonly space: () => Promise<void> | null;
  readonly onConnection: (connected: boolean) => void;
  readonly onError: (error: Error) => void;
}

/** What a process is to the broker. */
export interface LinkRole {
  /** The persistent session's name: another process that takes over its reading uses the same one. */
  readonly clientId: string;
  /** What it reads; null: nothing, it only publishes. */
  readonly filter: string | null;
  /** What it reads besides while `filter` is asked for anew; null: that is of no use for it. */
  readonly meanwhile: string | null;
}

/** The API's connection to the broker: a persistent session at QoS 1 on all topics, acknowledged after commit. */
export class MqttLink {
  private client: MqttClient | null = null;
  private acks: DeferredAcks | null = null;
  private role: LinkRole | null = null;
  private changing: Promise<void> = Promise.resolve();
  private isHeld = false;
  /** Fails each publish that the broker has not acknowledged yet. */
  private readonly publishing = new Set<(lost: Error) => void>();

  constructor(private readonly options: MqttLinkOptions) {}

  get connected(): boolean {
    return this.client?.connected ?? false;
  }

  /** Messages of this connection that were taken and not yet acknowledged. */
  get unacknowledged(): number {
    return this.acks?.waiting ?? 0;
  }

  /** Messages that were published and that the broker has not acknowledged yet. */
  get unanswered(): number {
    return this.publishing.size;
  }

  /** Takes its role; asked again later, it connects anew when the role has changed. */
  start(): void {
    this.changing = this.changing.then(async () => {
      const role = this.options.role();
      if (role.clientId === this.role?.clientId && role.filter === this.role.filter) return;
      this.role = role;
      await this.client?.endAsync(true);
      if (!this.isHeld) this.connect(role);
    });
    this.changing.catch(this.options.onError);
  }

  /** Reads no further: what the broker delivers from here on stays unacknowledged, for whoever reads next. */
  hold(): void {
    this.isHeld = true;
  }

  private connect(role: LinkRole): void {
    const { options } = this;
    const url = new URL(options.url);
    const client = mqtt.connect(options.url, {
      clientId: role.clientId,
      clean: role.filter === null,
      username: url.username === '' ? API_USERNAME : decodeURIComponent(url.username),
      password:
        url.password === '' ? mqttPassword(options.credentialKey, API_USERNAME) : decodeURIComponent(url.password),
      protocolVersion: 4,
      reconnectPeriod: 500,
      // A broker that is starting, or learning its users anew, refuses for a moment.
      reconnectOnConnackError: true,
      connectTimeout: 5000,
      keepalive: 30,
      resubscribe: true,
      log: () => undefined,
    });
    this.client = client;
    const acks = new DeferredAcks(client);
    this.acks = acks;
    client.handleMessage = (packet: IPublishPacket, done) => {
      if (this.isHeld) {
        // Dropped unacknowledged, and read on: the broker's word on what this process still publishes comes behind it.
        done();
        return;
      }
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
    client.on('connect', ({ sessionPresent }: IConnackPacket) => {
      if (role.filter === null) options.onConnection(true);
      else void this.subscribe(client, role.filter, sessionPresent ? role.meanwhile : null);
    });
    client.on('close', () => {
      const lost = new Error('the connection to the broker was lost before it had answered');
      for (const fail of this.publishing) fail(lost);
      options.onConnection(false);
    });
    client.on('error', options.onError);
  }

  /**
   * Connected counts from the broker's word that it will deliver; while it refuses, it is asked again. `meanwhile`: the broker has kept the
   * session, and with it the subscription, which is taken back and made anew. A Mosquitto that was killed (2.0.11) keeps a shared subscription
   * of a 3.1.1 client in its books and delivers nothing by it, and says yes to whoever asks for it again. What comes between the two is read by
   * the other filter.
   */
  private async subscribe(client: MqttClient, filter: string, meanwhile: string | null): Promise<void> {
    try {
      if (meanwhile !== null) {
        await client.subscribeAsync(meanwhile, { qos: 1 });
        await client.unsubscribeAsync(filter);
      }
      await client.subscribeAsync(filter, { qos: 1 });
      if (meanwhile !== null) await client.unsubscribeAsync(meanwhile);
      if (client === this.client && !this.isHeld) this.options.onConnection(true);
    } catch (error) {
      if (client !== this.client || this.isHeld) return;
      this.options.onError(error as Error);
      setTimeout(() => client.connected && void this.subscribe(client, filter, meanwhile), SUBSCRIBE_AGAIN_MS).unref();
    }
  }

  /**
   * Publishes at QoS 1, retained: what is desired of a device outlives its absence. Resolves when the broker has it; fails when the connection
   * is lost before.
   */
  async publishRetained(topic: string, payload: object): Promise<void> {
    await this.send(topic, payload, true);
  }

  /** Publishes at QoS 1; resolves and fails as above. */
  async publish(topic: string, payload: object): Promise<void> {
    await this.send(topic, payload, false);
  }

  private async send(topic: string, payload: object, retain: boolean): Promise<void> {
    const { client } = this;
    if (!client) return;
    let fail: (lost: Error) => void = () => undefined;
    const lost = new Promise<never>((_resolve, reject) => (fail = reject));
    this.publishing.add(fail);
    try {
      await Promise.race([client.publishAsync(topic, JSON.stringify(payload), { qos: 1, retain }), lost]);
    } finally {
      this.publishing.delete(fail);
    }
  }

  /** Leaves the broker; the session stays and keeps what arrives meanwhile. */
  async stop(): Promise<void> {
    this.isHeld = true;
    await this.changing;
    await this.client?.endAsync(true);
  }
}
