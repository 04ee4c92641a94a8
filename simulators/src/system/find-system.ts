import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './command-line.js';

/** Where the running system is to be found. */
export interface SystemAddress {
  readonly apiUrl: string;
}

const RUNTIME_FILE = 'runtime.json';
const DEFAULT_DATA_DIR = '.airway-twin';

export function dataDirOf(environment: NodeJS.ProcessEnv): string {
  return environment['DATA_DIR'] ?? DEFAULT_DATA_DIR;
}

/** The running system: env API_URL, else what the supervisor wrote into DATA_DIR. Throws UsageError that says how to start it. */
export async function findSystem(environment: NodeJS.ProcessEnv): Promise<SystemAddress> {
  const stated = environment['API_URL'];
  if (stated !== undefined) return { apiUrl: httpUrl('API_URL', stated) };
  const file = join(dataDirOf(environment), RUNTIME_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`no running system found (${file} is missing): start it with "npm start", or set API_URL`);
  }
  return { apiUrl: httpUrl(`apiUrl in ${file}`, apiUrlIn(text)) };
}

function apiUrlIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'apiUrl' in value ? value.apiUrl : undefined;
  } catch {
    return undefined;
  }
}

function httpUrl(name: string, value: unknown): string {
  if (typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value)) return value.replace(/\/$/, '');
  throw new UsageError(`${name}: expected a URL such as http://127.0.0.1:3000, got ${JSON.stringify(value)}`);
}
