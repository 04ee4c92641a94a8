import {
  CHANNEL_SCHEMA,
  deviceReceipt,
  deviceUsername,
  STREAM_SCHEMA,
  topicOf,
  type DesiredRequest,
  type DeviceStatus,
  type DeviceStream,
  type StreamMessage,
} from '@airway-twin/contracts/mqtt';
import {
  bootOf,
  failed,
  forgetOld,
  holdLoose,
  holds,
  linkLost,
  linkOpened,
  nextDueMs,
  readReceipt,
  taken,
  takeDue,
  waitingFor,
  type OutgoingEntry,
  type SendingRules,
} from '../outbox/index.js';
import { marksOf, restoredOutbox, type OutboxStore } from '../storage/index.js';
import { checkSettings, refusalOfMeasurement } from './checks.js';
import { keepDesires } from './desire-keeper.js';
import { keepDrafts, type Publication } from './drafts.js';
import type { Link, OpenLink, OutgoingMessage } from './link.js';
import { createWaits } from './waits.js';

/** A measurement as a maker's firmware hands it over: the library adds schema, boot, number and `sentAt`. */
export type Measurement<S extends DeviceStream> = Omit<StreamMessage<S>, 'schema' | 'bootId' | 'seq' | 'sentAt'>;

/** A message that bears its identity already. */
export type NumberedPayload<S extends DeviceStream = DeviceStream> = S extends DeviceStream
  ? Omit<StreamMessage<S>, 'sentAt'>
  : never;

export interface DeviceSettings extends Partial<SendingRules> {
  readonly site: string;
  readonly deviceId: string;
  /** Where the outbox is kept: `openJournal` on a disk, `memoryStore` for what need not outlive its process. */
  readonly store: OutboxStore;
  readonly openLink: OpenLink;
  /** True wall time, epoch ms: `sentAt` and status. */
  readonly wallNowMs?: () => number;
  /** The device's own clock, epoch ms: what requests expire by. A simulated device lives in its story. */
  readonly deviceNowMs?: () => number;
  /** A clock that never jumps, ms: when to send again. */
  readonly steadyNowMs?: () => number;
  /**
   * Something is desired of the person: show it, and call `wasShown` when they have seen it; the twin is told then. It gives false when the
   * request has been taken back or has expired meanwhile. What was shown is not handed over again, not after a restart either.
   */
  readonly onRequest?: (request: DesiredRequest, wasShown: () => boolean) => void;
  /** A command or receipt that does not follow the contract, another device under this id, a disk that fails. */
  readonly onProblem?: (message: string) => void;
  /**
   * A copy of a device that only sends, beside the device itself: it neither says hello or goodbye nor reads commands. Its text sets its
   * connection apart.
   */
  readonly copy?: string;
}

/** A connected device. */
export interface DeviceClient {
  readonly deviceId: string;
  readonly bootId: string;
  readonly online: boolean;
  /** Messages not yet taken by the broker. */
  readonly waiting: number;
  /** Numbered messages that no receipt covers. */
  readonly unreceipted: number;
  /** Has the twin given this device a receipt since its start? */
  readonly hearsReceipts: boolean;
  /**
   * Numbers a measurement and puts it into the outbox; settles when it is safely kept, or with the reason why it is not. What the contract
   * does not allow is refused here (`invalid`), with the field and what was expected. Later changes of the object change nothing.
   */
  publish<S extends DeviceStream>(stream: S, measurement: Measurement<S>): Promise<Publication>;
  /** The same for a message that bears its number already: a life that is told again, a recording. */
  publishNumbered(stream: DeviceStream, payload: NumberedPayload): Promise<Publication>;
  /** Is a message of this identity in the outbox, receipted or not? */
  holds(bootId: string, seq: number): boolean;
  /** Sends bytes as they are, on one of this device's own topics: how faults are injected. Held until the broker has taken them. */
  publishRaw(topic: string, payload: Uint8Array): void;
  /** Settles when fewer than `most` messages wait; with false when the device was closed before. */
  room(most: number): Promise<boolean>;
  /** Settles when everything was taken by the broker; with false when the device was closed before. */
  drained(): Promise<boolean>;
  /** Settles when every numbered message has its receipt: the twin has stored them. With false when the device was closed before. */
  receipted(): Promise<boolean>;
  /** Vanishes; what is published meanwhile waits in the outbox. */
  goSilent(): void;
  comeBack(): void;
  /** Keeps what was handed over, says goodbye and closes. What has no receipt stays in the store. */
  close(): Promise<void>;
}

const DEFAULT_RULES = { window: 50, resendAfterMs: 30_000, resendAtMostMs: 600_000, gapResendAfterMs: 1000 } as const;
const MARKS_EVERY_MS = 1000;
const LONGEST_NAP_MS = 60_000;
const encoder = new TextEncoder();

/**
 * A device with its own connection: birth message, last will, outbox, commands, receipts. A message is forgotten only when the twin has
 * given a receipt for it; a lost link, a broker that loses its store, or a twin that is brought back from a backup cost time, never a
 * message. The same message may arrive twice. Throws TypeError, by its name, for a setting that cannot be right.
 */
export function connectDevice(settings: DeviceSettings): DeviceClient {
  checkSettings(settings);
  const { site, deviceId, store, copy } = settings;
  const { bootId } = store;
  const wallNowMs = settings.wallNowMs ?? Date.now;
  const steadyNowMs = settings.steadyNowMs ?? (() => performance.now());
  const tell = settings.onProblem ?? (() => undefined);
  const rules: SendingRules = {
    window: settings.window ?? DEFAULT_RULES.window,
    resendAfterMs: settings.resendAfterMs ?? DEFAULT_RULES.resendAfterMs,
    resendAtMostMs: settings.resendAtMostMs ?? DEFAULT_RULES.resendAtMostMs,
    gapResendAfterMs: settings.gapResendAfterMs ?? DEFAULT_RULES.gapResendAfterMs,
    jitterSeed: settings.jitterSeed ?? seedOf(`${site}.${deviceId}`),
  };
  const outbox = restoredOutbox(store, rules, steadyNowMs());
  const waits = createWaits();
  let isClosed = false;
  let closing: Promise<void> | null = null;
  let link: Link | null = null;
  let linkNumber = 0;
  let online = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let timerDueMs = Number.POSITIVE_INFINITY;
  let marksTimer: ReturnType<typeof setTimeout> | null = null;

  const topic = (channel: Parameters<typeof topicOf>[0]['channel']): string =>
    topicOf({ site, device: deviceId, channel });
  const waiting = (): number => waitingFor(outbox) + drafts.size;
  const unreceipted = (): number => outbox.unreceiptedCount + drafts.size;

  const desires = keepDesires({
    bootId,
    wallNowMs,
    deviceNowMs: settings.deviceNowMs ?? wallNowMs,
    shownBefore: store.kept.shown,
    onRequest: settings.onRequest ?? (() => undefined),
    report(report) {
      noteSoon();
      holdLoose(outbox, { kind: 'loose', topic: topic('reported'), payload: bytesOf(report), retain: false });
      pump();
    },
  });

  const drafts = keepDrafts({
    outbox,
    store,
    steadyNowMs,
    onProblem: (problem) => tell(`${deviceId}: the outbox could not be written: ${problem}`),
    onKept() {
      forget();
      pump();
      waits.look();
    },
  });

  const statusMessage = (isOnline: boolean, atMs: number, more: Pick<DeviceStatus, 'nextSeq'>): OutgoingMessage => {
    const at = new Date(atMs).toISOString();
    const status: DeviceStatus = { schema: CHANNEL_SCHEMA.status, online: isOnline, bootId, at, ...more };
    return { topic: topic('status'), payload: bytesOf(status), retain: true };
  };
  /** Of a boot that goes on from an earlier start nothing is known until a message bears its number. */
  const numbered = (): Pick<DeviceStatus, 'nextSeq'> => {
    const { nextSeq } = bootOf(outbox, bootId);
    return store.isNewBoot || nextSeq > 0 ? { nextSeq } : {};
  };

  function send(entry: OutgoingEntry, current: Link, number: number): void {
    current.publish(messageOf(entry, wallNowMs())).then(
      () => {
        if (number !== linkNumber) return;
        taken(outbox, entry);
        pump();
        waits.look();
      },
      () => {
        // A link that was given up has put its messages back already.
        if (number !== linkNumber) return;
        failed(outbox, entry);
        // A broker that refuses on a living link is asked again, but not at once.
        wakeAt(steadyNowMs() + rules.gapResendAfterMs);
      },
    );
  }

  function pump(): void {
    const nowMs = steadyNowMs();
    const current = link;
    if (!current || !online) return;
    const due = takeDue(outbox, nowMs);
    const number = linkNumber;
    for (const entry of due) send(entry, current, number);
    if (due.length > 0) noteSoon();
    wakeAt(nextDueMs(outbox));
  }

  /** One timer, for the soonest that may be due. One that rings early finds nothing and is set anew. */
  function wakeAt(dueMs: number | null): void {
    if (dueMs === null || (timer && timerDueMs <= dueMs)) return;
    if (timer) clearTimeout(timer);
    timerDueMs = dueMs;
    timer = setTimeout(
      () => {
        timer = null;
        forget();
        pump();
        waits.look();
      },
      Math.min(LONGEST_NAP_MS, Math.max(1, Math.ceil(dueMs - steadyNowMs()))),
    ).unref();
  }

  function forget(): void {
    const forgotten = forgetOld(outbox, steadyNowMs());
    if (forgotten.length > 0) store.forget(forgotten);
  }

  function noteSoon(): void {
    marksTimer ??= setTimeout(() => {
      marksTimer = null;
      store.note(marksOf(outbox, desires.shown));
    }, MARKS_EVERY_MS).unref();
  }

  function onMessage(from: string, payload: Uint8Array): void {
    if (payload.length === 0) return;
    if (from === topic('command') && copy === undefined) {
      if (!desires.read(jsonOf(payload))) tell(`${deviceId} was sent a command that does not follow the contract`);
    } else if (from === topic('receipt')) {
      const receipt = deviceReceipt.safeParse(jsonOf(payload));
      if (!receipt.success) return tell(`${deviceId} was sent a receipt that does not follow the contract`);
      const outcome = readReceipt(outbox, receipt.data, steadyNowMs(), wallNowMs());
      if (outcome.kind === 'older') return;
      if (copy === undefined) outcome.foreignBoots.forEach(tellForeign);
      if (outcome.newlyReceipted + outcome.takenBack > 0) noteSoon();
      forget();
      pump();
      waits.look();
    }
  }

  function tellForeign(foreign: string): void {
    tell(
      `${deviceId}: the twin knows boot ${foreign}, which is not ours: another device under this id, or a lost outbox`,
    );
  }

  function open(): void {
    linkNumber += 1;
    const number = linkNumber;
    // A will is written before its link opens. Hello carries the same instant: who orders them by time must not take the will for older.
    const openedMs = wallNowMs();
    link = settings.openLink(
      {
        username: deviceUsername(site, deviceId),
        clientId: copy === undefined ? deviceUsername(site, deviceId) : `${deviceUsername(site, deviceId)}.${copy}`,
        subscriptions: copy === undefined ? [topic('command'), topic('receipt')] : [topic('receipt')],
        lastWill: copy === undefined ? statusMessage(false, openedMs, {}) : null,
      },
      {
        onOnline: (mostUnderWay) => {
          if (number !== linkNumber) return;
          online = true;
          outbox.window = Math.min(rules.window, mostUnderWay ?? rules.window);
          // Straight to the link: a full outbox must not make a living device look absent.
          if (copy === undefined) link?.publish(statusMessage(true, openedMs, numbered())).catch(() => undefined);
          linkOpened(outbox, steadyNowMs());
          pump();
        },
        onOffline: () => {
          if (number === linkNumber) online = false;
        },
        onMessage: (from, payload) => {
          if (number === linkNumber) onMessage(from, payload);
        },
      },
    );
  }

  open();
  return {
    deviceId,
    bootId,
    get online() {
      return online;
    },
    get waiting() {
      return waiting();
    },
    get unreceipted() {
      return unreceipted();
    },
    get hearsReceipts() {
      return outbox.lastReceipt !== null;
    },
    publish(stream, measurement) {
      const refusal = refusalOfMeasurement(stream, measurement);
      if (refusal !== null) return Promise.resolve(refusal);
      const fields = JSON.stringify({ ...measurement, schema: STREAM_SCHEMA[stream] }).slice(0, -1);
      return drafts.put((boot, seq) => ({
        bootId: boot,
        seq,
        topic: topic(stream),
        payload: `${fields},"bootId":${JSON.stringify(boot)},"seq":${seq}}`,
      }));
    },
    publishNumbered(stream, payload) {
      const message = {
        bootId: payload.bootId,
        seq: payload.seq,
        topic: topic(stream),
        payload: JSON.stringify(payload),
      };
      return drafts.put(() => message);
    },
    holds: (boot, seq) => holds(outbox, boot, seq),
    publishRaw(rawTopic, payload) {
      holdLoose(outbox, { kind: 'loose', topic: rawTopic, payload, retain: false });
      pump();
    },
    room: (most) => waits.until(() => waiting() < most),
    drained: () => waits.until(() => waiting() === 0),
    receipted: () => waits.until(() => unreceipted() === 0),
    goSilent() {
      online = false;
      linkNumber += 1;
      linkLost(outbox);
      link?.vanish();
      link = null;
    },
    comeBack() {
      if (!link && !isClosed) open();
    },
    close: () => (closing ??= close()),
  };

  async function close(): Promise<void> {
    isClosed = true;
    desires.stop();
    await drafts.close();
    if (timer) clearTimeout(timer);
    if (marksTimer) clearTimeout(marksTimer);
    const last = link;
    if (last && online && copy === undefined)
      await last.publish(statusMessage(false, wallNowMs(), numbered())).catch(() => undefined);
    linkNumber += 1;
    link = null;
    online = false;
    await last?.close();
    store.note(marksOf(outbox, desires.shown));
    await store.close();
    waits.end();
  }
}

function messageOf(entry: OutgoingEntry, wallNowMs: number): OutgoingMessage {
  if (entry.kind === 'loose') return entry;
  const sentAt = new Date(wallNowMs).toISOString();
  return {
    topic: entry.topic,
    payload: encoder.encode(`${entry.payload.slice(0, -1)},"sentAt":"${sentAt}"}`),
    retain: false,
  };
}

function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
}

function bytesOf(value: object): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}
