import { randomUUID } from 'node:crypto';
import { readFile, unlink, type FileHandle } from 'node:fs/promises';
import type { HoldingLimits, NumberedMessage } from '../outbox/index.js';
import { BOOTS_REMEMBERED } from './kept-outbox.js';
import { marksLine, messageLine, readSegment } from './journal-records.js';
import {
  DEFAULT_KEEP_RECEIPTED_MS,
  DEFAULT_MOST_BYTES,
  type KeptOutbox,
  type OutboxMarks,
  type OutboxStore,
} from './outbox-store.js';
import { holdFolder } from './folder-lock.js';
import { createSegment, readSegments, segmentPath, type FoundSegment } from './segments.js';

export interface JournalSettings {
  /** A folder of this device's own. */
  readonly folder: string;
  /** All files together, at most. Default 16 MiB, at least 1 MiB. */
  readonly mostBytes?: number;
  /** Default 7 days. */
  readonly keepReceiptedMs?: number;
  /** Of what is receipted and kept for its grace. Default: half of all. */
  readonly mostReceiptedBytes?: number;
  readonly onProblem?: (message: string) => void;
  /** For tests; else a new one for every start. */
  readonly bootId?: string;
}

interface Segment {
  readonly number: number;
  readonly path: string;
  bytes: number;
  liveBytes: number;
}

interface Place {
  readonly segment: Segment;
  readonly bytes: number;
}

const LEAST_BYTES = 1024 * 1024;
/** Parts into which the room is divided: one is being written, two may be full of what was forgotten, one is for compacting. */
const PARTS = 16;
const PARTS_NOT_FOR_MESSAGES = 5;

/**
 * An outbox on disk: an append-only journal in segments. A message counts as kept once its bytes are synced to the disk; messages that
 * come while one sync is under way share the next. Segments that hold nothing any more are deleted, and mostly empty ones written anew.
 * Throws when the folder cannot be read or written at all, or is in use; TypeError for a setting that cannot be right.
 */
export async function openJournal(settings: JournalSettings): Promise<OutboxStore> {
  const { folder } = settings;
  if (typeof folder !== 'string' || folder === '')
    throw new TypeError(`folder: expected a path, found ${String(folder)}`);
  positive('mostBytes', settings.mostBytes);
  positive('keepReceiptedMs', settings.keepReceiptedMs);
  positive('mostReceiptedBytes', settings.mostReceiptedBytes);
  const letGo = await holdFolder(folder);
  try {
    return await openHeld(settings, letGo);
  } catch (error) {
    await letGo();
    throw error;
  }
}

function positive(name: string, value: number | undefined): void {
  if (value !== undefined && !(Number.isFinite(value) && value > 0))
    throw new TypeError(`${name}: expected a number above 0, found ${String(value)}`);
}

async function openHeld(settings: JournalSettings, letGo: () => Promise<void>): Promise<OutboxStore> {
  const { folder } = settings;
  const mostBytes = Math.max(LEAST_BYTES, settings.mostBytes ?? DEFAULT_MOST_BYTES);
  const segmentBytes = Math.floor(mostBytes / PARTS);
  const limits: HoldingLimits = {
    mostBytes: segmentBytes * (PARTS - PARTS_NOT_FOR_MESSAGES),
    keepReceiptedMs: settings.keepReceiptedMs ?? DEFAULT_KEEP_RECEIPTED_MS,
    mostReceiptedBytes: settings.mostReceiptedBytes ?? mostBytes / 2,
    forgetUnreceipted: null,
  };
  const bootId = settings.bootId ?? randomUUID();
  const found = await readSegments(folder);
  const damaged = found.reduce((sum, one) => sum + one.damagedLines, 0);
  if (damaged > 0) settings.onProblem?.(`${damaged} records of the outbox in ${folder} are damaged and were left out`);
  const kept = keptIn(found);
  const places = new Map<string, Place>();
  const segments: Segment[] = found.map(({ number, path, wholeBytes }) => ({
    number,
    path,
    bytes: wholeBytes,
    liveBytes: 0,
  }));
  found.forEach(({ records }, index) => {
    for (const { record, bytes } of records) {
      if (record.kind === 'message') place(segments[index]!, record.message, bytes);
    }
  });

  let marks: OutboxMarks = withBoot(kept, bootId);
  let active: Segment;
  let file: FileHandle;
  let lastNumber = (found.at(-1)?.number ?? 0) + 1;
  await begin(lastNumber);
  await file!.datasync();
  let work: Promise<unknown> = Promise.resolve();
  let isTidying = true;
  let isTorn = false;
  afterOthers(tidy).catch(() => undefined);

  function place(segment: Segment, message: NumberedMessage, bytes: number): void {
    const key = keyOf(message);
    const before = places.get(key);
    if (before) before.segment.liveBytes -= before.bytes;
    places.set(key, { segment, bytes });
    segment.liveBytes += bytes;
  }

  async function begin(number: number): Promise<void> {
    file = await createSegment(folder, number);
    active = { number, path: segmentPath(folder, number), bytes: 0, liveBytes: 0 };
    segments.push(active);
    await append([marksLine(marks)]);
  }

  async function append(lines: readonly Buffer[]): Promise<void> {
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    const { bytesWritten } = await file.writev([...lines], active.bytes);
    if (bytesWritten < bytes) throw new Error('the disk took only a part');
    active.bytes += bytes;
  }

  /** Writes lines and syncs them; what was written in part is taken back. Returns what went wrong, or null. */
  async function write(lines: readonly Buffer[], sync: boolean): Promise<string | null> {
    const wholeBytes = active.bytes;
    try {
      if (isTorn) await file.truncate(wholeBytes);
      isTorn = false;
      await append(lines);
      if (sync) await file.datasync();
      return null;
    } catch (error) {
      active.bytes = wholeBytes;
      isTorn = true;
      await file.truncate(wholeBytes).then(
        () => (isTorn = false),
        () => undefined,
      );
      return (error as Error).message;
    }
  }

  /** `mayPlace`: is the message still wanted once it is written? */
  async function keep(
    messages: readonly NumberedMessage[],
    mayPlace: (message: NumberedMessage) => boolean,
  ): Promise<string | null> {
    const lines = messages.map(messageLine);
    try {
      await rollWhenFull();
    } catch (error) {
      return (error as Error).message;
    }
    const problem = await write(lines, true);
    if (problem !== null) return problem;
    messages.forEach((message, index) => {
      if (mayPlace(message)) place(active, message, lines[index]!.length);
    });
    return null;
  }

  async function rollWhenFull(): Promise<void> {
    if (active.bytes <= segmentBytes || isTorn) return;
    const full = file;
    // Each attempt has a number of its own: what a failed one left behind is in nobody's way.
    const number = (lastNumber += 1);
    try {
      await begin(number);
    } catch (error) {
      if (file === full) throw error;
      // The new segment is there but cannot be written: the old one goes on.
      await file.close();
      segments.pop();
      await unlink(segmentPath(folder, number)).catch(() => undefined);
      file = full;
      active = segments.at(-1)!;
      throw error;
    }
    await full.close();
  }

  /** Deletes empty segments; when too much room is taken by what was forgotten, moves the rest of the emptiest one and deletes it. */
  async function tidy(): Promise<void> {
    isTidying = false;
    for (;;) {
      for (const empty of segments.filter((one) => one !== active && one.liveBytes === 0)) await remove(empty);
      const idle = (one: Segment): number => one.bytes - one.liveBytes;
      const closed = segments.filter((one) => one !== active);
      if (closed.reduce((sum, one) => sum + idle(one), 0) <= 2 * segmentBytes) return;
      const emptiest = closed.reduce((best, one) => (idle(one) > idle(best) ? one : best));
      const content = readSegment(await readFile(emptiest.path));
      const alive = content.records.flatMap(({ record }) =>
        record.kind === 'message' && places.get(keyOf(record.message))?.segment === emptiest ? [record.message] : [],
      );
      // What is forgotten while it is written must not come back.
      if ((await keep(alive, (message) => places.has(keyOf(message)))) !== null) return;
    }
  }

  async function remove(segment: Segment): Promise<void> {
    await unlink(segment.path);
    segments.splice(segments.indexOf(segment), 1);
  }

  function afterOthers<T>(doIt: () => Promise<T>): Promise<T> {
    const result = work.then(doIt);
    work = result.catch((error: Error) => settings.onProblem?.(`the outbox in ${folder}: ${error.message}`));
    return result;
  }

  let closing: Promise<void> | null = null;
  return {
    bootId,
    isNewBoot: settings.bootId === undefined,
    limits,
    kept,
    keep: (messages) => (messages.length === 0 ? null : afterOthers(() => keep(messages, () => true))),
    forget(messages) {
      for (const message of messages) {
        const known = places.get(keyOf(message));
        if (!known) continue;
        known.segment.liveBytes -= known.bytes;
        places.delete(keyOf(message));
      }
      if (messages.length === 0 || isTidying) return;
      isTidying = true;
      afterOthers(tidy).catch(() => undefined);
    },
    note(newer) {
      marks = newer;
      afterOthers(async () => {
        await rollWhenFull();
        await write([marksLine(newer)], false);
      }).catch(() => undefined);
    },
    close: () =>
      (closing ??= afterOthers(async () => {
        try {
          await file.datasync();
        } finally {
          await file.close();
          await letGo();
        }
      })),
  };
}

function keyOf(message: NumberedMessage): string {
  return `${message.bootId} ${message.seq}`;
}

function withBoot(marks: OutboxMarks, bootId: string): OutboxMarks {
  const others = marks.boots.filter((boot) => boot.bootId !== bootId).slice(1 - BOOTS_REMEMBERED);
  const own = marks.boots.find((boot) => boot.bootId === bootId) ?? { bootId, sentThrough: -1, receipt: null };
  return { boots: [...others, own], shown: marks.shown, receiptAtMs: marks.receiptAtMs };
}

/** What the segments hold together: each message once, a boot's in the order of their numbers, and the newest marks. */
function keptIn(found: readonly FoundSegment[]): KeptOutbox {
  let marks: OutboxMarks = { boots: [], shown: [], receiptAtMs: null };
  const byBoot = new Map<string, Map<number, NumberedMessage>>();
  for (const { record } of found.flatMap(({ records }) => records)) {
    if (record.kind === 'marks') {
      marks = record.marks;
      continue;
    }
    const { message } = record;
    const own = byBoot.get(message.bootId) ?? new Map<number, NumberedMessage>();
    byBoot.set(message.bootId, own.set(message.seq, message));
  }
  const messages = [...byBoot.values()].flatMap((own) => [...own.values()].sort((a, b) => a.seq - b.seq));
  return { ...marks, messages };
}
