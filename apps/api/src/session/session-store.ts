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
  private waiting = new Map<string, { resolve: (session: Session | null) => void; reject: (why: unknown) => void }[]>();
  private asking = false;

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
    const key = tokenSha256(token);
    const known = this.remembered.get(key);
    if (known && known.untilMs > this.clock()) return known.session.expiresAtMs > this.clock() ? known.session : null;
    return this.asked(key);
  }

  /** One question to the store at a time, for all who wait: after a restart every screen asks in the same second. */
  private asked(key: string): Promise<Session | null> {
    return new Promise((resolve, reject) => {
      const waiting = this.waiting.get(key) ?? [];
      this.waiting.set(key, [...waiting, { resolve, reject }]);
      if (!this.asking) {
        this.asking = true;
        setImmediate(() => void this.askForAll());
      }
    });
  }

  private async askForAll(): Promise<void> {
    while (this.waiting.size > 0) {
      const waiting = this.waiting;
      this.waiting = new Map();
      try {
        const found = await this.sessionsOf([...waiting.keys()]);
        for (const [key, all] of waiting) for (const { resolve } of all) resolve(found.get(key) ?? null);
      } catch (error) {
        for (const all of waiting.values()) for (const { reject } of all) reject(error);
      }
    }
    this.asking = false;
  }

  private async sessionsOf(keys: readonly string[]): Promise<Map<string, Session>> {
    const { rows } = await this.pool.query<{
      token_sha256: Buffer;
      username: string;
      role: Role;
      site_id: string;
      patient_id: string | null;
      demo: boolean;
      expires_at: Date;
    }>(
      'SELECT token_sha256, username, role, site_id, patient_id, demo, expires_at FROM app.session WHERE token_sha256 = ANY($1) AND expires_at > $2',
      [keys.map((key) => Buffer.from(key, 'base64')), new Date(this.clock()).toISOString()],
    );
    const found = new Map<string, Session>();
    for (const row of rows) {
      const key = row.token_sha256.toString('base64');
      const session: Session = {
        user: { username: row.username, role: row.role, siteId: row.site_id, patientId: row.patient_id },
        demo: row.demo,
        expiresAtMs: row.expires_at.getTime(),
      };
      found.set(key, session);
      if (this.remembered.size >= REMEMBERED_MOST) this.remembered.clear();
      this.remembered.set(key, { session, untilMs: this.clock() + REMEMBER_MS });
    }
    return found;
  }

  /** Forgets a session that has ended in another process. */
  forget(tokenSha256: string): void {
    this.remembered.delete(tokenSha256);
  }

  async close(token: string): Promise<void> {
    const key = tokenSha256(token);
    this.remembered.delete(key);
    await this.pool.query('DELETE FROM app.session WHERE token_sha256 = $1', [hash(token)]);
    // A look-up that ran meanwhile may have found it once more.
    this.remembered.delete(key);
  }
}

/** What a session is known by outside the store: base64 of the hash of its token. */
export function tokenSha256(token: string): string {
  return hash(token).toString('base64');
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
