import {
  CHANNEL_SCHEMA,
  deviceCommand,
  topicOf,
  type DesiredRequest,
  type DeviceStatus,
  type DeviceStream,
  deviceUsername,
} from '@airway-twin/contracts/mqtt';
import type { UnsentPayload } from '../patients/life-events.js';
import { NOTHING_DESIRED, desire, isStillDesired, reportOf, shown, type DesiredState } from './desired-state.js';
import type { Link, OpenLink, OutgoingMessage } from './link.js';

export interface DeviceSettings {
  readonly site: string;
  readonly deviceId: string;
  readonly bootId: string;
  readonly openLink: OpenLink;
  /** True wall time, epoch ms: `sentAt` and status. */
  readonly wallNowMs: () => number;
  /** The device's own clock, epoch ms: what requests expire by. A simulated device lives in its story. */
  readonly deviceNowMs: () => number;
  /** How long until the person looks at a request, ms of wall time. */
  readonly showDelayMs?: () => number;
  /** The person has seen the request. */
  readonly onShown?: (request: DesiredRequest) => void;
  /** A command that does not follow the contract. */
  readonly onProblem?: (message: string) => void;
  /**
   * A copy of a device that only sends, beside the device itself: it neither says hello or goodbye nor reads commands. Its text sets its
   * connection apart.
   */
  readonly copy?: string;
  /** Messages under way to the broker at one time. */
  readonly window?: number;
}

/** A connected device. */
export interface DeviceClient {
  readonly deviceId: string;
  readonly online: boolean;
  /** Messages not yet taken by the broker. */
  readonly waiting: number;
  /** Puts a stream message into the outbox; it leaves as soon as the link and the window allow, `sentAt` is set then. */
  publish(stream: DeviceStream, payload: UnsentPayload): void;
  /** Puts bytes as they are into the outbox, on one of this device's own topics: how faults are injected. */
  publishRaw(topic: string, payload: Uint8Array): void;
  /** Settles when fewer than `most` messages wait. */
  room(most: number): Promise<void>;
  /** Settles when everything was taken by the broker. */
  drained(): Promise<void>;
  /** Vanishes; what is published meanwhile waits in the outbox. */
  goSilent(): void;
  comeBack(): void;
  close(): Promise<void>;
}

type Entry = { readonly bytes: () => OutgoingMessage };
const DEFAULT_WINDOW = 50;
const encoder = new TextEncoder();

/**
 * A device with its own connection: birth message, last will, outbox, commands. QoS 1 and an outbox that forgets a message only when
 * the broker has taken it: a lost link costs time, never a message; the same message may arrive twice.
 */
export function connectDevice(settings: DeviceSettings): DeviceClient {
  const { site, deviceId, bootId, copy } = settings;
  const window = settings.window ?? DEFAULT_WINDOW;
  const outbox: Entry[] = [];
  const flying = new Set<Entry>();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const waiters = new Set<{ readonly most: number; readonly done: () => void }>();
  let link: Link | null = null;
  let linkNumber = 0;
  let online = false;
  let desired: DesiredState = NOTHING_DESIRED;

  const statusMessage = (isOnline: boolean, atMs: number): OutgoingMessage => {
    const status: DeviceStatus = {
      schema: CHANNEL_SCHEMA.status,
      online: isOnline,
      bootId,
      at: new Date(atMs).toISOString(),
    };
    return { topic: topicOf({ site, device: deviceId, channel: 'status' }), payload: bytesOf(status), retain: true };
  };

  const settleWaiters = (): void => {
    for (const waiter of waiters) {
      if (outbox.length + flying.size < waiter.most) {
        waiters.delete(waiter);
        waiter.done();
      }
    }
  };

  const pump = (): void => {
    const current = link;
    const number = linkNumber;
    while (current && online && flying.size < window && outbox.length > 0) {
      const entry = outbox.shift()!;
      flying.add(entry);
      current.publish(entry.bytes()).then(
        () => {
          if (number !== linkNumber) return;
          flying.delete(entry);
          pump();
          settleWaiters();
        },
        () => {
          // A link that was given up has put its messages back already.
          if (number !== linkNumber || !flying.delete(entry)) return;
          outbox.unshift(entry);
        },
      );
    }
  };

  const report = (): void => {
    const now = settings.wallNowMs();
    put({
      bytes: () => ({
        topic: topicOf({ site, device: deviceId, channel: 'reported' }),
        payload: bytesOf(reportOf(desired, bootId, now)),
        retain: false,
      }),
    });
  };

  const show = (request: DesiredRequest): void => {
    if (!isStillDesired(desired, request.recommendationId, settings.deviceNowMs())) return;
    desired = shown(desired, request.recommendationId, settings.deviceNowMs());
    report();
    settings.onShown?.(request);
  };

  const onMessage = (topic: string, payload: Uint8Array): void => {
    if (topic !== topicOf({ site, device: deviceId, channel: 'command' }) || payload.length === 0) return;
    const command = parseCommand(payload);
    if (!command) return settings.onProblem?.(`${deviceId} was sent a command that does not follow the contract`);
    const heldBefore = desired.desiredVersion;
    const next = desire(desired, command, settings.deviceNowMs());
    desired = next.state;
    if (desired.desiredVersion !== heldBefore && next.toShow.length === 0) report();
    for (const request of next.toShow) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        show(request);
      }, settings.showDelayMs?.() ?? 0);
      timers.add(timer);
    }
  };

  const open = (): void => {
    linkNumber += 1;
    const number = linkNumber;
    // A will is written before its link opens. Hello carries the same instant: who orders them by time must not take the will for older.
    const openedMs = settings.wallNowMs();
    link = settings.openLink(
      {
        clientId: copy === undefined ? deviceUsername(site, deviceId) : `${deviceUsername(site, deviceId)}.${copy}`,
        subscriptions: copy === undefined ? [topicOf({ site, device: deviceId, channel: 'command' })] : [],
        lastWill: copy === undefined ? statusMessage(false, openedMs) : null,
      },
      {
        onOnline: () => {
          if (number !== linkNumber) return;
          online = true;
          // Straight to the link: a full outbox must not make a living device look absent.
          if (copy === undefined) link?.publish(statusMessage(true, openedMs)).catch(() => undefined);
          pump();
        },
        onOffline: () => {
          if (number === linkNumber) online = false;
        },
        onMessage: (topic, payload) => onMessage(topic, payload),
      },
    );
  };

  const put = (entry: Entry): void => {
    outbox.push(entry);
    pump();
  };

  const room = (most: number): Promise<void> =>
    new Promise((resolve) => {
      waiters.add({ most, done: resolve });
      settleWaiters();
    });

  open();
  return {
    deviceId,
    get online() {
      return online;
    },
    get waiting() {
      return outbox.length + flying.size;
    },
    publish(stream, payload) {
      put({
        bytes: () => ({
          topic: topicOf({ site, device: deviceId, channel: stream }),
          payload: bytesOf({ ...payload, sentAt: new Date(settings.wallNowMs()).toISOString() }),
          retain: false,
        }),
      });
    },
    publishRaw: (topic, payload) => put({ bytes: () => ({ topic, payload, retain: false }) }),
    room,
    drained: () => room(1),
    goSilent() {
      online = false;
      linkNumber += 1;
      outbox.unshift(...flying);
      flying.clear();
      link?.vanish();
      link = null;
    },
    comeBack() {
      if (!link) open();
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      const closing = link;
      if (closing && online && copy === undefined)
        await closing.publish(statusMessage(false, settings.wallNowMs())).catch(() => undefined);
      linkNumber += 1;
      link = null;
      online = false;
      await closing?.close();
    },
  };
}

function parseCommand(payload: Uint8Array): ReturnType<typeof deviceCommand.parse> | null {
  try {
    return deviceCommand.safeParse(JSON.parse(new TextDecoder().decode(payload))).data ?? null;
  } catch {
    return null;
  }
}

function bytesOf(value: object): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}
