import { randomUUID } from 'node:crypto';
import type { Pool } from '../storage/pool.js';
import { leaseRound, letGo, register, type Instance } from '../storage/shard-store.js';
import { SHARDS } from './shard-of.js';

/** A shard is another process's to take when its holder has not been heard of for so long. */
export const LEASE_MS = 10_000;
const ROUND_MS = 2_000;

export interface LeaseEvents {
  /** Shards that this process holds now and did not before, or under a new epoch; and those it holds no more. */
  readonly changed: (gained: readonly number[], lost: readonly number[]) => void;
  /** Another process has started under the same name: this one must end. */
  readonly superseded: () => void;
  readonly onError: (error: Error) => void;
}

/** Every n-th shard, by the place of the name among those present: the same answer in every process that sees the same names. */
export function shareOf(present: readonly string[], instance: string): number[] {
  const sorted = [...present].sort();
  const place = sorted.indexOf(instance);
  return Array.from({ length: SHARDS }, (_unused, shard) => shard).filter(
    (shard) => place >= 0 && shard % sorted.length === place,
  );
}

/** Holds this process's share of the shards: asks again every two seconds, and at once when a commit was fenced off. */
export class ShardLeases {
  private held: ReadonlyMap<number, number> = new Map();
  private owners: ReadonlyMap<number, string> = new Map();
  private present: readonly Instance[] = [];
  private readonly token = randomUUID();
  private round: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private isOver = false;

  constructor(
    private readonly pool: Pool,
    private readonly me: Instance,
    private readonly events: LeaseEvents,
  ) {}

  /** Takes the share for the first time. Throws when the store cannot be asked. */
  async start(): Promise<void> {
    await register(this.pool, { ...this.me, token: this.token });
    await this.once();
    this.timer = setInterval(() => void this.refresh(), ROUND_MS);
    this.timer.unref();
  }

  /** The epoch under which this process may commit to the shard; null when the shard is another's. */
  epochOf(shard: number): number | null {
    return this.held.get(shard) ?? null;
  }

  get shards(): readonly number[] {
    return [...this.held.keys()];
  }

  /** Are there other processes to be told what was committed? */
  get isAlone(): boolean {
    return this.present.every((each) => each.instance === this.me.instance);
  }

  /** Where the process that holds the shard is reached; null when nobody holds it now, or this process does. */
  urlOf(shard: number): string | null {
    const owner = this.owners.get(shard);
    if (owner === this.me.instance) return null;
    return this.present.find((each) => each.instance === owner)?.url ?? null;
  }

  /** Asks now who holds what. Never throws: while the store is away what was known stays. */
  refresh(): Promise<void> {
    this.round = this.round.then(() => this.once()).catch((error: Error) => this.events.onError(error));
    return this.round;
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.round;
    if (this.isOver) return;
    this.isOver = true;
    this.held = new Map();
    await letGo(this.pool, { instance: this.me.instance, token: this.token }).catch(this.events.onError);
  }

  private async once(): Promise<void> {
    if (this.isOver) return;
    const me = { instance: this.me.instance, token: this.token };
    const now = await leaseRound(this.pool, me, this.held, LEASE_MS, shareOf);
    const before = this.held;
    this.held = now.held;
    this.owners = now.owners;
    this.present = now.present;
    const gained = [...now.held].filter(([shard, epoch]) => before.get(shard) !== epoch).map(([shard]) => shard);
    const lost = [...before.keys()].filter((shard) => !now.held.has(shard));
    if (gained.length + lost.length > 0) this.events.changed(gained, lost);
    if (now.superseded) {
      this.isOver = true;
      if (this.timer) clearInterval(this.timer);
      this.events.superseded();
    }
  }
}
