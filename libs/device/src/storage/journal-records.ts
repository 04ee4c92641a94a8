import { crc32 } from 'node:zlib';
import { bootReceipt } from '@airway-twin/contracts/mqtt';
import type { NumberedMessage } from '../outbox/index.js';
import type { OutboxMarks } from './outbox-store.js';

/**
 * The journal, line by line: eight hexadecimal digits of the CRC-32 of what follows, and then
 *
 *     m {bootId} {seq} {topic} {payload}   a message; the payload is the JSON object without `sentAt`
 *     k {json}                             marks: own boots, how far each was sent, the newest receipt of each; what was shown
 */
export type JournalRecord =
  | { readonly kind: 'message'; readonly message: NumberedMessage }
  | { readonly kind: 'marks'; readonly marks: OutboxMarks };

const NEWLINE = 0x0a;
const CHECK_DIGITS = 8;
const MESSAGE = /^m (\S+) (\d+) (\S+) (.+)$/s;

export function messageLine({ bootId, seq, topic, payload }: NumberedMessage): Buffer {
  return lineOf(`m ${bootId} ${seq} ${topic} ${payload}`);
}

export function marksLine(marks: OutboxMarks): Buffer {
  return lineOf(`k ${JSON.stringify(marks)}`);
}

function lineOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from(`${checkOf(bytes)} `), bytes, Buffer.from('\n')]);
}

function checkOf(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(CHECK_DIGITS, '0');
}

/** What a segment holds: whole records, lines with an end that are damaged, and where the last whole record ends. */
export interface SegmentContent {
  readonly records: readonly { readonly record: JournalRecord; readonly bytes: number }[];
  readonly damagedLines: number;
  /** Beyond it lies what a crash cut short, and whole lines that are damaged. */
  readonly wholeBytes: number;
}

/** Reads the bytes of a segment, whatever happened to them. */
export function readSegment(bytes: Buffer): SegmentContent {
  const records: { record: JournalRecord; bytes: number }[] = [];
  let damagedLines = 0;
  let wholeBytes = 0;
  let from = 0;
  while (from < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, from);
    if (newline === -1) break;
    const record = readLine(bytes.subarray(from, newline));
    if (record) {
      records.push({ record, bytes: newline + 1 - from });
      wholeBytes = newline + 1;
    } else damagedLines += 1;
    from = newline + 1;
  }
  return { records, damagedLines, wholeBytes };
}

function readLine(line: Buffer): JournalRecord | null {
  const content = line.subarray(CHECK_DIGITS + 1);
  if (content.length === 0 || line.toString('latin1', 0, CHECK_DIGITS + 1) !== `${checkOf(content)} `) return null;
  const text = content.toString();
  if (text.startsWith('k ')) return marksOf(text.slice(2));
  const parts = MESSAGE.exec(text);
  if (!parts) return null;
  const [, bootId, seq, topic, payload] = parts as unknown as [string, string, string, string, string];
  return { kind: 'message', message: { bootId, seq: Number(seq), topic, payload } };
}

/** The line's check has shown that these are the bytes that were written; a receipt is looked at once more all the same. */
function marksOf(json: string): JournalRecord | null {
  try {
    const marks = JSON.parse(json) as Omit<OutboxMarks, 'shown'> & Partial<Pick<OutboxMarks, 'shown'>>;
    const boots = marks.boots.map((boot) => ({ ...boot, receipt: bootReceipt.safeParse(boot.receipt).data ?? null }));
    return { kind: 'marks', marks: { boots, shown: marks.shown ?? [], receiptAtMs: marks.receiptAtMs } };
  } catch {
    return null;
  }
}
