import type { LiveServer } from '../live/live-server.js';
import { patientDevices, patientSnapshot, shownRecommendations } from '../live/snapshots.js';
import { siteKey } from '../registry/registry-store.js';
import type { Registry } from '../registry/registry.js';
import { shardOf } from '../shards/shard-of.js';
import type { OutboxEntry } from '../storage/outbox-store.js';
import type { Pool } from '../storage/pool.js';
import { recommendationsById, shownTwins } from '../storage/twin-store.js';
import type { CommittedBatch, CommittedTwin } from '../twins/commit-batch.js';
import { alarmsOf } from '../twins/outbox-bodies.js';
import type { TwinKeeper } from '../twins/twin-keeper.js';
import { withAlert } from '../twins/ward-row.js';
import type { DeviceWatch } from '../watch/device-watch.js';
import { isOpen } from '@airway-twin/domain/recommendation';

export interface ScreenDeliveryParts {
  readonly pool: Pool;
  readonly keeper: TwinKeeper;
  readonly registry: Registry;
  readonly live: () => LiveServer | null;
  readonly devices: DeviceWatch;
  readonly clock: () => number;
}

/** Brings what was committed to the screens of this process: from memory what it wrote itself, from the store what others wrote. */
export class ScreenDelivery {
  constructor(private readonly parts: ScreenDeliveryParts) {}

  /** Shows the twins of a batch of this process, of the shards given. */
  own(batch: CommittedBatch, shards: ReadonlySet<number>): void {
    const committedAtMs = this.parts.clock();
    for (const twin of batch.twins) {
      const { siteId, patientId } = twin.after.profile;
      if (shards.has(shardOf(siteId, patientId))) this.show(twin, committedAtMs);
    }
  }

  private show(twin: CommittedTwin, committedAtMs: number): void {
    const { registry } = this.parts;
    const live = this.parts.live();
    const { before, after, view, row, sentAtMs } = twin;
    const { siteId, patientId, displayName } = after.profile;
    for (const recommendation of alarmsOf(twin))
      live?.pushAlarm({ siteId, patientId, displayName, revision: after.revision, recommendation });
    live?.pushWardRow(siteId, row);
    if (!live?.isWatched(siteId, patientId)) return;
    live.pushPatient(siteId, {
      patientId,
      previousRevision: before.revision,
      revision: after.revision,
      changed: {
        twin: view,
        devices: patientDevices(after.profile, registry, this.parts.devices, committedAtMs),
        ...(before.profile !== after.profile && { profile: after.profile }),
        ...(before.risk !== after.risk && { risk: after.risk }),
        ...(before.recommendations !== after.recommendations && {
          recommendations: shownRecommendations(after.recommendations),
        }),
      },
      sentAtMs,
    });
  }

  /** Shows what stands in outbox entries, in their order: the newest of each twin, and every alarm once. */
  async read(entries: readonly OutboxEntry[]): Promise<void> {
    const { keeper, pool, clock } = this.parts;
    const moved = new Map<string, { siteId: string; patientId: string; fromRevision: number; toRevision: number }>();
    for (const { body } of entries) {
      for (const [siteId, deviceId, lastMeasuredAtMs, online] of body.devices)
        this.hear(siteId, deviceId, {
          lastReceivedAtMs: clock(),
          ...(lastMeasuredAtMs !== null && { lastMeasuredAtMs }),
          ...(online !== null && { online }),
        });
      for (const [siteId, patientId, before, after] of body.twins) {
        const key = siteKey(siteId, patientId);
        const known = moved.get(key);
        moved.set(key, { siteId, patientId, fromRevision: known?.fromRevision ?? before, toRevision: after });
      }
    }
    for (const { siteId, patientId, toRevision } of moved.values()) {
      const held = keeper.held(siteId, patientId);
      if (held && held.revision < toRevision) keeper.forget(siteId, patientId);
    }
    for (const { siteId, patientId, row, record } of await shownTwins(pool, [...moved.values()])) {
      if (row) keeper.show(siteId, patientId, withAlert(row), record);
      if (row) this.parts.live()?.pushWardRow(siteId, withAlert(row));
    }
    for (const { siteId, patientId, fromRevision } of moved.values())
      if (this.parts.live()?.isWatched(siteId, patientId)) await this.showRead(siteId, patientId, fromRevision);
    await this.ring(entries);
  }

  private hear(siteId: string, deviceId: string, seen: Parameters<Registry['notePresence']>[2]): void {
    this.parts.registry.notePresence(siteId, deviceId, seen);
    this.parts.devices.heard(siteId, deviceId);
  }

  /** A screen that is already further says so by asking for a snapshot: the revisions tell. */
  private async showRead(siteId: string, patientId: string, fromRevision: number): Promise<void> {
    const { keeper, registry, clock } = this.parts;
    const twin = await keeper.twin(siteId, patientId);
    if (!twin) return;
    const {
      revision,
      profile,
      twin: view,
      risk,
      recommendations,
      devices,
    } = patientSnapshot(twin, registry, this.parts.devices, clock());
    this.parts.live()?.pushPatient(siteId, {
      patientId,
      previousRevision: fromRevision,
      revision,
      changed: { profile, twin: view, risk, recommendations, devices },
      sentAtMs: null,
    });
  }

  private async ring(entries: readonly OutboxEntry[]): Promise<void> {
    const alarms = entries.flatMap(({ body }) => body.alarms);
    const revisions = new Map(
      entries.flatMap(({ body }) => body.twins.map(([site, patient, , after]) => [siteKey(site, patient), after])),
    );
    for (const recommendation of await recommendationsById(this.parts.pool, alarms)) {
      const { siteId, patientId } = recommendation;
      const profile = this.parts.registry.patient(siteId, patientId);
      if (!profile || !isOpen(recommendation)) continue;
      const revision = revisions.get(siteKey(siteId, patientId)) ?? 0;
      this.parts.live()?.pushAlarm({ siteId, patientId, displayName: profile.displayName, revision, recommendation });
    }
  }
}
