import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecording, recordingSeconds, type Recording } from './recording.js';

const EXTENSION = '.jsonl';

export interface RecordingSummary {
  readonly name: string;
  readonly messages: number;
  readonly seconds: number;
}

/** Recordings that the console offers, from several folders; those that cannot be read are told to `say` and left out. */
export async function listRecordings(
  folders: readonly string[],
  say: (line: string) => void,
): Promise<RecordingSummary[]> {
  const summaries: RecordingSummary[] = [];
  for (const folder of folders) {
    for (const name of await recordingNames(folder)) {
      if (summaries.some((one) => one.name === name)) continue;
      try {
        const recording = await readRecording(join(folder, `${name}${EXTENSION}`));
        summaries.push({ name, messages: recording.messages.length, seconds: recordingSeconds(recording) });
      } catch (error) {
        say((error as Error).message);
      }
    }
  }
  return summaries;
}

/** The recording of that name; null when no folder has it. Names come from the console: only those that a folder lists are opened. */
export async function openRecording(folders: readonly string[], name: string): Promise<Recording | null> {
  for (const folder of folders) {
    if ((await recordingNames(folder)).includes(name)) return readRecording(join(folder, `${name}${EXTENSION}`));
  }
  return null;
}

async function recordingNames(folder: string): Promise<string[]> {
  try {
    const files = await readdir(folder);
    return files
      .filter((file) => file.endsWith(EXTENSION))
      .map((file) => file.slice(0, -EXTENSION.length))
      .sort();
  } catch {
    return [];
  }
}
