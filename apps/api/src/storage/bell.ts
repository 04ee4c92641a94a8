import pg from 'pg';
import type { Client, Pool } from './pool.js';

/** What one process tells the others at once. Whoever misses it finds out by looking: a ring is a hint, never the only way. */
export type Ring =
  | { readonly kind: 'committed' }
  /** `by`: the instance that changed it; null: whoever. */
  | { readonly kind: 'registry'; readonly by: string | null }
  | { readonly kind: 'session-ended'; readonly tokenSha256: string };

const CHANNEL = 'airway';
const LISTEN_AGAIN_MS = 1000;
/** A connection that has died without a word rings no more: it is asked so often whether it is there. */
const BEAT_EVERY_MS = 10_000;

/** Tells every process that listens, when the transaction commits. */
export async function tell(client: Client | Pool, ring: Ring): Promise<void> {
  await client.query(`SELECT pg_notify($1, $2)`, [CHANNEL, JSON.stringify(ring)]);
}

/** A connection of its own that listens for rings; when it is lost it listens again, and says so, for rings may have been missed. */
export class Bell {
  private client: pg.Client | null = null;
  private again: NodeJS.Timeout | null = null;
  private beat: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly onRing: (ring: Ring) => void,
    private readonly onListening: () => void,
    private readonly onError: (error: Error) => void,
    private readonly beatEveryMs = BEAT_EVERY_MS,
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      application_name: 'airway-api-bell',
    });
    this.client = client;
    client.on('error', (error) => {
      this.onError(error);
      this.lost(client);
    });
    client.on('end', () => this.lost(client));
    client.on('notification', ({ payload }) => {
      // Only this program writes to the channel, but a ring is still read as what came from outside.
      const ring = parseRing(payload);
      if (ring) this.onRing(ring);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.beat = setInterval(() => void this.askWhetherThere(client), this.beatEveryMs);
      this.beat.unref();
      this.onListening();
    } catch (error) {
      this.onError(error as Error);
      this.lost(client);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.again) clearTimeout(this.again);
    if (this.beat) clearInterval(this.beat);
    await this.client?.end().catch(() => undefined);
  }

  private async askWhetherThere(client: pg.Client): Promise<void> {
    try {
      await client.query({ text: 'SELECT 1', query_timeout: this.beatEveryMs } as pg.QueryConfig);
    } catch (error) {
      if (this.stopped || client !== this.client) return;
      this.onError(error as Error);
      this.lost(client);
    }
  }

  private lost(client: pg.Client): void {
    if (this.stopped || client !== this.client) return;
    this.client = null;
    if (this.beat) clearInterval(this.beat);
    client.end().catch(() => undefined);
    this.again = setTimeout(() => void this.start(), LISTEN_AGAIN_MS);
    this.again.unref();
  }
}

function parseRing(payload: string | undefined): Ring | null {
  try {
    const ring = JSON.parse(payload ?? '') as Partial<Ring> | null;
    switch (ring?.kind) {
      case 'committed':
        return { kind: 'committed' };
      case 'registry':
        return { kind: 'registry', by: 'by' in ring && typeof ring.by === 'string' ? ring.by : null };
      case 'session-ended':
        return 'tokenSha256' in ring && typeof ring.tokenSha256 === 'string'
          ? { kind: 'session-ended', tokenSha256: ring.tokenSha256 }
          : null;
      default:
        return null;
    }
  } catch {
    return null;
  }
}
