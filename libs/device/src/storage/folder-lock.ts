import { mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Folders that this process holds. A lock of our own number without its folder here was copied along, or written by a process before us. */
const held = new Set<string>();
/** A lock that is still empty is being written, or its writer was ended in the middle of that. */
const EMPTY_AT_MOST_MS = 500;

/**
 * Holds a folder for this process, until it is let go of or the process ends, however it ends. Throws when a living process holds it: two
 * that write one journal delete each other's messages.
 */
export async function holdFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const name = resolve(folder);
  const path = join(folder, 'lock');
  if (held.has(name)) throw inUse(folder, process.pid);
  held.add(name);
  try {
    await take(folder, path);
  } catch (error) {
    held.delete(name);
    throw error;
  }
  return async () => {
    if (held.delete(name)) await unlink(path).catch(() => undefined);
  };
}

async function take(folder: string, path: string): Promise<void> {
  for (;;) {
    try {
      const file = await open(path, 'wx');
      try {
        await file.writeFile(JSON.stringify({ pid: process.pid, began: await beganAt(process.pid) }));
      } finally {
        await file.close();
      }
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await holderOf(path);
    if (holder !== null && (await isAlive(holder))) throw inUse(folder, holder.pid);
    await unlink(path).catch(() => undefined);
  }
}

interface Holder {
  readonly pid: number;
  /** When it began, as an opaque text; null where the system does not tell. */
  readonly began: string | null;
}

async function holderOf(path: string): Promise<Holder | null> {
  for (const untilMs = Date.now() + EMPTY_AT_MOST_MS; ; await pause(20)) {
    try {
      return JSON.parse(await readFile(path, 'utf8')) as Holder;
    } catch (error) {
      if (!(error instanceof SyntaxError) || Date.now() > untilMs) return null;
    }
  }
}

async function isAlive({ pid, began }: Holder): Promise<boolean> {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return (await beganAt(pid)) === began;
}

/** Linux gives a number to the next process again; with the boot and the start of the process it is unmistakable. */
async function beganAt(pid: number): Promise<string | null> {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the name in field 2 may hold spaces, so that fields count from its bracket (proc(5)).
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3]}`;
  } catch {
    return null;
  }
}

function inUse(folder: string, pid: number): Error {
  return new Error(`the outbox in ${folder} is in use by process ${pid}`);
}
