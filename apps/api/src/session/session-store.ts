import { createHash, randomBytes } from 'node:crypto';
import type { Role, SessionUser } from '@airway-twin/contracts/http';
import type { Pool } from '../storage/pool.js';

const SESSION_LASTS_MS = 12 * 3_600_000;
/** A session that was checked a moment ago is not looked up again. */
const REMEMBER_MS = 10_000;
const REMEMBERED_MOST = 5000;

export interface Session {
  readonly user: SessionUser;
  /** Made by a demo account: valid only while the demo is on, and only from loopback. */
  readonly demo: boolean;
  readonly expiresAtMs: number;
}

/** Bearer sessions. Only the hash of a token is kept; any API process can check it. */
export class SessionStore {
  private readonly remembered = new Map<string, { session: Session; untilMs: number }>();

  constructor(
    private readonly pool: Pool,
    private readonly clock: () => number,
  ) {}

  async open(user: SessionUser, demo: boolean): Promise<{ token: string; expiresAtMs: number }> {
    const token = randomBytes(32).toString('base64url');
    const expiresAtMs = this.clock() + SESSION_LASTS_MS;
    await this.pool.query('DELETE FROM app.session WHERE expires_at < $1', [new Date(this.clock()).toISOString()]);
    await this.pool.query(
      'INSERT INTO app.session (token_sha256, username, role, site_id, patient_id, demo, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [hash(token), user.username, user.role, user.siteId, user.patientId, demo, new Date(expiresAtMs).toISOString()],
    );
    return { token, expiresAtMs };
  }

  /** The session of a token; null when there is none or it has ended. */
  async find(token: string): Promise<Session | null> {
    const key = hash(token).toString('base64');
    const known = this.remembered.get(key);
    if (known && known.untilMs > this.clock()) return known.session.expiresAtMs > this.clock() ? known.session : null;
    const { rows } = await this.pool.query<{
      username: string;
      role: Role;
      site_id: string;
      patient_id: string | null;
      demo: boolean;
      expires_at: Date;
    }>(
      'SELECT username, role, site_id, patient_id, demo, expires_at FROM app.session WHERE token_sha256 = $1 AND expires_at > $2',
      [hash(token), new Date(this.clock()).toISOString()],
    );
    const row = rows[0];
    if (!row) return null;
    const session: Session = {
      user: { username: row.username, role: row.role, siteId: row.site_id, patientId: row.patient_id },
      demo: row.demo,
      expiresAtMs: row.expires_at.getTime(),
    };
    if (this.remembered.size >= REMEMBERED_MOST) this.remembered.clear();
    this.remembered.set(key, { session, untilMs: this.clock() + REMEMBER_MS });
    return session;
  }

  async close(token: string): Promise<void> {
    this.remembered.delete(hash(token).toString('base64'));
    await this.pool.query('DELETE FROM app.session WHERE token_sha256 = $1', [hash(token)]);
  }
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
