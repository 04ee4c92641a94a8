import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { DEMO_PASSWORD, DEMO_SITE_ID, type Role, type SessionUser } from '@airway-twin/contracts/http';
import type { Pool } from '../storage/pool.js';

const deriveKey = promisify<string, Buffer, number, Buffer>(scrypt);
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** A password as it is stored: salt and scrypt key, both hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return `${salt.toString('hex')}:${(await deriveKey(password, salt, KEY_BYTES)).toString('hex')}`;
}

async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [salt, key] = stored.split(':');
  const derived = await deriveKey(password, Buffer.from(salt!, 'hex'), KEY_BYTES);
  return timingSafeEqual(derived, Buffer.from(key!, 'hex'));
}

/** Makes or changes an account. The password is never stored, only its scrypt key. */
export async function saveAccount(
  pool: Pool,
  account: { username: string; role: Role; siteId: string; patientId: string | null; password: string },
): Promise<void> {
  await pool.query(
    `INSERT INTO app.account (username, role, site_id, patient_id, password_scrypt) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (username) DO UPDATE SET role = EXCLUDED.role, site_id = EXCLUDED.site_id, patient_id = EXCLUDED.patient_id, password_scrypt = EXCLUDED.password_scrypt`,
    [account.username, account.role, account.siteId, account.patientId, await hashPassword(account.password)],
  );
}

/** The user with that name and password, or null. Takes as long for a name that does not exist. */
export async function checkAccount(pool: Pool, username: string, password: string): Promise<SessionUser | null> {
  const { rows } = await pool.query<{
    role: Role;
    site_id: string;
    patient_id: string | null;
    password_scrypt: string;
  }>('SELECT role, site_id, patient_id, password_scrypt FROM app.account WHERE username = $1', [username]);
  const row = rows[0];
  const matches = await passwordMatches(
    password,
    row?.password_scrypt ?? `${'00'.repeat(SALT_BYTES)}:${'00'.repeat(KEY_BYTES)}`,
  );
  return row && matches ? { username, role: row.role, siteId: row.site_id, patientId: row.patient_id } : null;
}

const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Is this the address of the same machine? Demo accounts exist for nobody else. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/**
 * Does the request come from this very machine, not through a proxy that stands on it, and not from a page of another host whose name was
 * made to point here (DNS rebinding)?
 */
export function fromThisMachine(address: string | undefined, headers: Readonly<Record<string, unknown>>): boolean {
  const proxied = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined;
  const host = typeof headers['host'] === 'string' ? headers['host'].replace(/:\d+$/, '') : '';
  return isLoopback(address) && !proxied && LOCAL_HOSTS.has(host);
}

/** The demo user of that name: `clinician`, `engineer`, or a patient of the demo site by id. Only while the demo is on and from loopback. */
export function demoUser(
  username: string,
  password: string,
  isDemoPatient: (patientId: string) => boolean,
): SessionUser | null {
  if (password !== DEMO_PASSWORD) return null;
  if (username === 'clinician' || username === 'engineer')
    return { username, role: username, siteId: DEMO_SITE_ID, patientId: null };
  return isDemoPatient(username) ? { username, role: 'patient', siteId: DEMO_SITE_ID, patientId: username } : null;
}
