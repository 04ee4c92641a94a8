import type { LinkEvents, LinkSettings, OpenLink, OutgoingMessage } from '../client/link.js';

/** A broker in memory with one switch: online or not. */
export interface MemoryBroker {
  readonly openLink: OpenLink;
  readonly taken: OutgoingMessage[];
  readonly links: LinkSettings[];
  online(): void;
  offline(): void;
  command(topic: string, value: unknown): void;
  /** While held, published messages wait for `release`. */
  hold(): void;
  release(count: number): void;
  readonly inFlight: number;
}

/** Links for tests of a device without a network. */
export function memoryBroker(): MemoryBroker {
  const taken: OutgoingMessage[] = [];
  const links: LinkSettings[] = [];
  let events: LinkEvents | null = null;
  let isOnline = false;
  let held = false;
  let waiting: { message: OutgoingMessage; done: () => void }[] = [];
  const take = (message: OutgoingMessage, done: () => void): void => {
    taken.push(message);
    done();
  };
  return {
    taken,
    links,
    get inFlight() {
      return waiting.length;
    },
    openLink(settings, theirs) {
      links.push(settings);
      events = theirs;
      if (isOnline) queueMicrotask(() => theirs.onOnline());
      return {
        publish: (message) =>
          new Promise((done) => {
            if (held) waiting.push({ message, done });
            else take(message, done);
          }),
        close: () => Promise.resolve(),
        vanish: () => {
          waiting = [];
          if (settings.lastWill) taken.push(settings.lastWill);
        },
      };
    },
    online() {
      isOnline = true;
      events?.onOnline();
    },
    offline() {
      isOnline = false;
      events?.onOffline();
    },
    command: (topic, value) => events?.onMessage(topic, new TextEncoder().encode(JSON.stringify(value)), false),
    hold: () => (held = true),
    release(count) {
      for (const { message, done } of waiting.splice(0, count)) take(message, done);
    },
  };
}
