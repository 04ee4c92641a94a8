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
import type { WorkingTwin } from '../twins/working-twin.js';
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
    const { keeper, pool, clock, registry } = this.parts;
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
      // Also when none is held: one may just be on its way from the store, read before this.
      if (!held || held.revision < toRevision) keeper.forget(siteId, patientId);
    }
    const live = this.parts.live();
    // All that the store is asked for comes first: what fails then is read again whole, and nothing has been shown of it yet.
    const shown = await shownTwins(pool, [...moved.values()]);
    const watched = [...moved.values()].filter((each) => live?.isWatched(each.siteId, each.patientId));
    const twins = await Promise.all(watched.map(({ siteId, patientId }) => keeper.twin(siteId, patientId)));
    const rings = await recommendationsById(
      pool,
      entries.flatMap(({ body }) => body.alarms),
    );
    for (const { siteId, patientId, row, record } of shown) {
      if (!row) continue;
      keeper.show(siteId, patientId, withAlert(row), record);
      live?.pushWardRow(siteId, withAlert(row));
    }
    watched.forEach(({ fromRevision }, index) => {
      const twin = twins[index];
      if (twin) this.showRead(twin, fromRevision);
    });
    for (const recommendation of rings) {
      const { siteId, patientId } = recommendation;
      const profile = registry.patient(siteId, patientId);
      const revision = moved.get(siteKey(siteId, patientId))?.toRevision ?? 0;
      if (profile && isOpen(recommendation))
        live?.pushAlarm({ siteId, patientId, displayName: profile.displayName, revision, recommendation });
    }
  }

  private hear(siteId: string, deviceId: string, seen: Parameters<Registry['notePresence']>[2]): void {
    this.parts.registry.notePresence(siteId, deviceId, seen);
    this.parts.devices.heard(siteId, deviceId);
  }

  /** A screen that is already further says so by asking for a snapshot: the revisions tell. */
  private showRead(read: WorkingTwin, fromRevision: number): void {
    const { registry, clock, devices: watch } = this.parts;
    const { patientId, revision, profile, twin, risk, recommendations, devices } = patientSnapshot(
      read,
      registry,
      watch,
      clock(),
    );
    this.parts.live()?.pushPatient(profile.siteId, {
      patientId,
      previousRevision: fromRevision,
      revision,
      changed: { profile, twin, risk, recommendations, devices },
      sentAtMs: null,
    });
  }
}
