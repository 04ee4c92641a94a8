import { CHANNEL_SCHEMA, topicOf, type DeviceReceipt } from '@airway-twin/contracts/mqtt';
import { siteKey } from '../registry/registry-store.js';
import { storedBoots } from '../storage/boot-store.js';
import { desiredOfDevices } from '../storage/device-store.js';
import { deliveredThrough, outboxAfter, saveDelivered, type OutboxEntry } from '../storage/outbox-store.js';
import type { Pool } from '../storage/pool.js';
import { desiredCommand } from './desired-commands.js';

const CONSUMER = 'devices';
/** A device that talks all the time hears how far it is stored at most so often. */
export const RECEIPT_EVERY_MS = 2000;
const ROUND_MS = 100;
const DEVICES_AT_ONCE = 500;
const READ_AT_ONCE = 1000;
const LOAD_AGAIN_MS = 1000;
const TELL_ALL_EVERY_MS = 60_000;

/** Name of the consumer whose cursors say how far devices have been told. */
export const DEVICE_CONSUMER = CONSUMER;

interface Due {
  readonly siteId: string;
  readonly deviceId: string;
  readonly shard: number;
  /** The first outbox entry that is not delivered before this device has been told. */
  readonly sinceSeq: number;
  receipt: boolean;
  command: boolean;
}

export interface DeviceDeliveryParts {
  readonly pool: Pool;
  readonly clock: () => number;
  readonly connected: () => boolean;
  readonly publishRetained: (topic: string, payload: object) => Promise<void>;
  readonly onError: (error: Error) => void;
}

/**
 * Tells devices what is stored of them and what is desired of them, by a cursor that is kept in the store: it moves only when the broker has
 * taken what it stands for, so a process that takes a shard over goes on where the one before stopped. Both are told retained and whole, so
 * telling them again does no harm.
 */
export class DeviceDelivery {
  private readonly due = new Map<string, Due>();
  private readonly toldAtMs = new Map<string, number>();
  private readonly ends = new Map<number, number>();
  private saved = new Map<number, number>();
  /** Shards of which not all that the process before left undelivered has been read yet: their cursors stand still. */
  private readonly loading = new Set<number>();
  private toldAllAtMs = -Infinity;
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly parts: DeviceDeliveryParts) {}

  /** How many devices wait to be told something. */
  get waiting(): number {
    return this.due.size;
  }

  /** Takes shards over: reads what the process before has not delivered, until the store has answered. */
  async gain(shards: readonly number[]): Promise<void> {
    if (shards.length === 0) return;
    for (const shard of shards) this.loading.add(shard);
    while (!this.stopped) {
      const still = shards.filter((shard) => this.loading.has(shard));
      try {
        await this.load(still);
        return this.wake();
      } catch (error) {
        this.parts.onError(error as Error);
        await new Promise((resolve) => setTimeout(resolve, LOAD_AGAIN_MS).unref());
      }
    }
  }

  private async load(shards: readonly number[]): Promise<void> {
    const { pool } = this.parts;
    const cursors = await deliveredThrough(pool, CONSUMER, shards);
    for (const [shard, seq] of cursors) {
      this.saved.set(shard, seq);
      this.ends.set(shard, Math.max(this.ends.get(shard) ?? 0, seq));
    }
    for (let full = true; full;) {
      const entries = await outboxAfter(pool, cursors, READ_AT_ONCE);
      this.add(entries);
      for (const { shard, seq } of entries) cursors.set(shard, seq);
      full = entries.length === READ_AT_ONCE;
    }
    for (const shard of shards) this.loading.delete(shard);
  }

  /**
   * Tells every device of the shards of this process anew what is stored of it: the broker may have lost what it retained, or the store may
   * have been brought back from a backup. At most once a minute; what goes by the outbox is not held up by it.
   */
  async tellAll(devices: () => Promise<readonly { siteId: string; deviceId: string; shard: number }[]>): Promise<void> {
    const nowMs = this.parts.clock();
    if (nowMs - this.toldAllAtMs < TELL_ALL_EVERY_MS) return;
    this.toldAllAtMs = nowMs;
    for (const { siteId, deviceId, shard } of await devices())
      if (this.ends.has(shard)) this.want(siteId, deviceId, shard, Infinity).receipt = true;
    this.wake();
  }

  lose(shards: readonly number[]): void {
    for (const [key, due] of this.due) if (shards.includes(due.shard)) this.due.delete(key);
    for (const shard of shards) {
      this.ends.delete(shard);
      this.saved.delete(shard);
      this.loading.delete(shard);
    }
  }

  /** Entries of shards that this process holds. */
  add(entries: readonly OutboxEntry[]): void {
    for (const { shard, seq, body } of entries) {
      this.ends.set(shard, Math.max(this.ends.get(shard) ?? 0, seq));
      for (const [siteId, deviceId] of body.devices) this.want(siteId, deviceId, shard, seq).receipt = true;
      for (const [siteId, deviceId] of body.commands) this.want(siteId, deviceId, shard, seq).command = true;
    }
    this.wake();
  }

  /** Tells what is due now, and keeps how far that is. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.round;
    if (this.parts.connected()) await this.tellDue(true).catch(this.parts.onError);
  }

  private want(siteId: string, deviceId: string, shard: number, seq: number): Due {
    const key = siteKey(siteId, deviceId);
    const known = this.due.get(key);
    if (known && known.shard === shard && known.sinceSeq <= seq) return known;
    const due: Due = {
      siteId,
      deviceId,
      shard,
      sinceSeq: seq,
      receipt: known?.receipt ?? false,
      command: known?.command ?? false,
    };
    this.due.set(key, due);
    return due;
  }

  private wake(): void {
    if (this.timer || this.stopped) return;
    this.timer = setTimeout(() => {
      this.round = this.tellDue(false)
        .catch(this.parts.onError)
        .then(() => {
          this.timer = null;
          if (this.due.size > 0 || this.isUnsaved()) this.wake();
        });
    }, ROUND_MS);
    this.timer.unref();
  }

  private async tellDue(evenIfTold: boolean): Promise<void> {
    if (!this.parts.connected()) return;
    const nowMs = this.parts.clock();
    const now = [...this.due]
      .filter(
        ([key, due]) => evenIfTold || due.command || nowMs - (this.toldAtMs.get(key) ?? -Infinity) >= RECEIPT_EVERY_MS,
      )
      .slice(0, evenIfTold ? undefined : DEVICES_AT_ONCE);
    // Taken out first: what is committed while the store is asked is due again.
    for (const [key] of now) this.due.delete(key);
    try {
      const receipts = now.filter(([, due]) => due.receipt).map(([, due]) => due);
      const commands = now.filter(([, due]) => due.command).map(([, due]) => due);
      const boots = await storedBoots(this.parts.pool, receipts);
      const desired = await desiredOfDevices(this.parts.pool, commands);
      await Promise.all([
        ...boots.map((each) => this.publishReceipt(each, nowMs)),
        ...desired.map((each) => {
          const { topic, command } = desiredCommand(each);
          return this.parts.publishRetained(topic, command);
        }),
      ]);
    } catch (error) {
      for (const [key, due] of now) this.keepDue(key, due);
      throw error;
    }
    for (const [key] of now) this.toldAtMs.set(key, nowMs);
    if (this.toldAtMs.size > 100_000) this.toldAtMs.clear();
    await this.saveCursors();
  }

  private keepDue(key: string, due: Due): void {
    const since = this.due.get(key);
    if (!this.ends.has(due.shard)) return;
    this.due.set(key, {
      ...due,
      sinceSeq: Math.min(due.sinceSeq, since?.sinceSeq ?? Infinity),
      receipt: due.receipt || (since?.receipt ?? false),
      command: due.command || (since?.command ?? false),
    });
  }

  /** How far each shard is delivered: to just before the first entry that someone still waits for. */
  private deliveredNow(): Map<number, number> {
    const delivered = new Map([...this.ends].filter(([shard]) => !this.loading.has(shard)));
    for (const { shard, sinceSeq } of this.due.values())
      if (delivered.has(shard)) delivered.set(shard, Math.min(delivered.get(shard)!, sinceSeq - 1));
    return delivered;
  }

  private isUnsaved(): boolean {
    return [...this.deliveredNow()].some(([shard, seq]) => seq > (this.saved.get(shard) ?? 0));
  }

  private async saveCursors(): Promise<void> {
    const delivered = this.deliveredNow();
    const ahead = new Map([...delivered].filter(([shard, seq]) => seq > (this.saved.get(shard) ?? 0)));
    if (ahead.size === 0) return;
    await saveDelivered(this.parts.pool, CONSUMER, ahead);
    for (const [shard, seq] of ahead) if (this.ends.has(shard)) this.saved.set(shard, seq);
  }

  private async publishReceipt(
    { siteId, deviceId, boots }: Awaited<ReturnType<typeof storedBoots>>[number],
    nowMs: number,
  ): Promise<void> {
    const receipt: DeviceReceipt = { schema: CHANNEL_SCHEMA.receipt, at: new Date(nowMs).toISOString(), boots };
    await this.parts.publishRetained(topicOf({ site: siteId, device: deviceId, channel: 'receipt' }), receipt);
  }
}
