import type { Delay, ServerToClientEvents } from '@airway-twin/contracts/live';
import type { LiveLink } from '../live/live-link.js';
import type { Clock } from '../live/feed.js';

type Question = 'watchPatient' | 'watchWard' | 'watchEngineering' | 'watchSilences' | 'watchPipeline';
type Answer<M extends Question> = Awaited<ReturnType<LiveLink[M]>>;

/** A server for tests, steered by hand: connects, loses the connection, emits, and answers what is asked in the order it was asked. */
export interface ScriptedLink {
  readonly link: LiveLink;
  /** Questions that have not been answered, oldest first. */
  readonly asked: string[];
  connect(): void;
  disconnect(): void;
  emit<E extends keyof ServerToClientEvents>(event: E, ...args: Parameters<ServerToClientEvents[E]>): void;
  /** Answers the oldest open question and lets the promises of the test run on. */
  answer(answer: Answer<Question>): Promise<void>;
  /** Lets the oldest open question time out. */
  timeOut(): Promise<void>;
}

/** Makes a scripted link, connected from the start. */
export function scriptedLink(): ScriptedLink {
  let connected = true;
  let delay: Delay | null = null;
  const handlers = new Map<string, Set<(...args: never[]) => void>>();
  const open: { resolve: (value: never) => void; reject: (why: Error) => void }[] = [];
  const asked: string[] = [];
  const listen = (event: string, handler: (...args: never[]) => void): (() => void) => {
    const of = handlers.get(event) ?? new Set();
    handlers.set(event, of.add(handler));
    return () => of.delete(handler);
  };
  const call = (event: string, ...args: unknown[]): void => {
    for (const handler of [...(handlers.get(event) ?? [])]) handler(...(args as never[]));
  };
  const ask = <T>(what: string): Promise<T> => {
    asked.push(what);
    return new Promise<T>((resolve, reject) => open.push({ resolve: resolve as (value: never) => void, reject }));
  };
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
  return {
    asked,
    link: {
      connected: () => connected,
      delay: () => delay,
      onConnect: (handler) => listen('connect', handler),
      onDisconnect: (handler) => listen('disconnect', handler),
      listen: (event, handler) => listen(event, handler),
      watchPatient: (patientId) => ask(`patient ${patientId}`),
      unwatchPatient: () => undefined,
      watchWard: () => ask('ward'),
      unwatchWard: () => undefined,
      watchEngineering: () => ask('engineering'),
      unwatchEngineering: () => undefined,
      watchSilences: () => ask('silences'),
      unwatchSilences: () => undefined,
      watchPipeline: () => ask('pipeline'),
      close: () => undefined,
    },
    connect() {
      connected = true;
      call('connect');
    },
    disconnect() {
      connected = false;
      delay = null;
      call('disconnect');
    },
    emit(event, ...args) {
      if (event === 'delay') delay = args[0] as Delay | null;
      call(event, ...args);
    },
    async answer(value) {
      asked.shift();
      open.shift()?.resolve(value as never);
      await settle();
    },
    async timeOut() {
      asked.shift();
      open.shift()?.reject(new Error('operation has timed out'));
      await settle();
    },
  };
}

/** A clock that stands still until the test moves it. */
export function handClock(startMs: number): Clock & { forward(ms: number): void } {
  let nowMs = startMs;
  let timers: { atMs: number; run: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    later(run, afterMs) {
      const timer = { atMs: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    forward(ms) {
      nowMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const { run } of due) run();
    },
  };
}
