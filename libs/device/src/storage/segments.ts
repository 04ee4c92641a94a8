import { mkdir, open, readdir, readFile, truncate, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { readSegment, type SegmentContent } from './journal-records.js';

const NAME = /^outbox-(\d{8})\.log$/;

export function segmentPath(folder: string, number: number): string {
  return join(folder, `outbox-${String(number).padStart(8, '0')}.log`);
}

export interface FoundSegment extends SegmentContent {
  readonly number: number;
  readonly path: string;
}

/** All segments of the folder, oldest first. The torn end that a crash left is cut off. */
export async function readSegments(folder: string): Promise<FoundSegment[]> {
  await mkdir(folder, { recursive: true });
  const numbers = (await readdir(folder))
    .map((name) => Number(NAME.exec(name)?.[1] ?? -1))
    .filter((number) => number >= 0)
    .sort((a, b) => a - b);
  const found: FoundSegment[] = [];
  for (const number of numbers) {
    const path = segmentPath(folder, number);
    const bytes = await readFile(path);
    const content = readSegment(bytes);
    if (content.wholeBytes < bytes.length) await truncate(path, content.wholeBytes);
    found.push({ ...content, number, path });
  }
  return found;
}

/** A new segment that survives a power cut as a name of its folder. Throws when there is one of this number: someone else writes here. */
export async function createSegment(folder: string, number: number): Promise<FileHandle> {
  const path = segmentPath(folder, number);
  const file = await open(path, 'wx');
  try {
    await syncFolder(folder);
    return file;
  } catch (error) {
    await file.close();
    await unlink(path).catch(() => undefined);
    throw error;
  }
}

/** Windows has no such thing as syncing a folder, and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
