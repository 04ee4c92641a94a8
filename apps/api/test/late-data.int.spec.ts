import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compareOrder, orderKey, type Observation } from '@airway-twin/domain/measurement';
import type { AirflowTable } from '@airway-twin/domain/mechanics';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { rebuildTwin, type TwinMemory, type TwinState } from '@airway-twin/domain/twin';
import { insertObservations } from '../src/storage/observation-store.js';
import { inTransaction } from '../src/storage/pool.js';
import { loadTwin, needsCheckpoint, placeStored } from '../src/twins/twin-keeper.js';
import { saveCheckpoints } from '../src/storage/twin-store.js';
import type { WorkingTwin } from '../src/twins/working-twin.js';
import { Line, SITE, aProfile } from './line.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const END_MS = Date.parse('2026-03-01T12:00:00Z');
const CHECKPOINT_DAYS = 5;
/** What memory folds again at most for something a little late. */
const HELD_MOST = 96;
const PER_DAY = 4;

let line: Line;
beforeAll(async () => {
  line = await Line.start();
});
afterAll(() => line.stop());

let seq = 0;
function observed<S extends Observation['stream']>(
  patientId: string,
  stream: S,
  measuredAtMs: number,
  data: Extract<Observation, { stream: S }>['data'],
): Observation {
  const source = { deviceId: `${patientId}-device`, bootId: 'boot', seq: seq++ };
  return { stream, siteId: SITE, patientId, source, measuredAtMs, data } as Observation;
}

function aBlow(patientId: string, atMs: number, best = 280): Observation {
  return observed(patientId, 'peakflow.session', atMs, { blowsLitresPerMinute: [best, best - 6], reliever: 'before' });
}

/** One day: a sign of life, two doses, and a blow. */
function aDay(patientId: string, startMs: number): Observation[] {
  const dose = (hour: number) =>
    observed(patientId, 'inhaler.actuation', startMs + hour * HOUR_MS, {
      drug: 'budesonide',
      role: 'controller',
      roleAssumed: false,
      technique: null,
    });
  const health = { batteryPercent: 80, firmware: null, dosesLeft: null };
  return [
    observed(patientId, 'device.health', startMs + HOUR_MS, health),
    dose(7),
    aBlow(patientId, startMs + 8 * HOUR_MS, 250 + ((startMs / DAY_MS) % 40)),
    dose(19),
  ];
}

/** A patient with so many days of history in the store, and their twin as the writer holds it. */
class Watched {
  readonly all: Observation[] = [];
  private revision = 0;
  private constructor(
    private readonly profile: PatientProfile,
    private readonly airways: AirflowTable,
    public twin: WorkingTwin,
  ) {}

  static async of(patientId: string, days: number): Promise<Watched> {
    await line.patient(aProfile(patientId), { [`${patientId}-device`]: 'peak-flow-meter' });
    const { runtime } = line.server;
    const profile = runtime.registry.patient(SITE, patientId)!;
    const airways = await runtime.airwayTables.tableOf(profile);
    const empty = (await loadTwin(runtime.pool, profile, airways, runtime.model.current()))!;
    const watched = new Watched(profile, airways, empty);
    for (let day = days; day > 0; day--) watched.all.push(...aDay(patientId, END_MS - day * DAY_MS));
    await inTransaction(runtime.pool, (client) => insertObservations(client, watched.all.map(watched.row)));
    watched.twin = (await loadTwin(runtime.pool, profile, airways, runtime.model.current()))!;
    return watched;
  }

  private readonly row = (observation: Observation) => ({
    observation,
    sentAtMs: observation.measuredAtMs,
    receivedAtMs: END_MS,
    revision: ++this.revision,
  });

  /** Stores and places what arrives, as the writer does; returns how many observations were folded for it. */
  async take(...added: Observation[]): Promise<number> {
    this.all.push(...added);
    const placed = await inTransaction(line.server.runtime.pool, async (client) => {
      await insertObservations(client, added.map(this.row));
      const after = await placeStored(client, this.twin, added);
      if (!needsCheckpoint(after)) return after;
      await saveCheckpoints(client, [after.base]);
      return { ...after, checkpointAtMs: after.base.clockMs };
    });
    this.twin = { ...this.twin, ...placed };
    return placed.folded;
  }

  late(byMs: number): Observation {
    return aBlow(this.profile.patientId, this.twin.state.clockMs! - byMs, 240);
  }

  rebuilt(until: Observation[] = this.all): TwinState {
    return rebuildTwin(this.profile, this.airways, until);
  }

  async checkpoints(): Promise<TwinMemory[]> {
    const { rows } = await line.server.runtime.pool.query<{ state: TwinMemory }>(
      'SELECT state FROM app.twin_checkpoint WHERE site_id = $1 AND patient_id = $2 ORDER BY clock_at',
      [SITE, this.profile.patientId],
    );
    return rows.map((row) => row.state);
  }
}

/** No more than what was measured in the time of the lateness, from the checkpoint before it on, and what memory holds. */
const bound = (lateDays: number) => (lateDays + CHECKPOINT_DAYS + 1) * (PER_DAY + 1) + HELD_MOST;
const memoryOf = ({ airways: _computed, ...memory }: TwinState) => JSON.parse(JSON.stringify(memory)) as TwinMemory;

describe('data that come late into a history of three years', () => {
  let long: Watched;
  let short: Watched;
  beforeAll(async () => {
    [long, short] = [await Watched.of('long', 3 * 365), await Watched.of('short', 180)];
    // The first time nothing is stored to fold from: from then on there is.
    expect(await long.take(long.late(60 * DAY_MS))).toBe(long.all.length);
    expect(await short.take(short.late(60 * DAY_MS))).toBe(short.all.length);
  }, 120_000);

  it.each([
    ['an hour', 1 / 24],
    ['a day', 1],
    ['30 days', 30],
  ])('%s late: fold what was measured since, no more, however long the history', async (_how, days) => {
    const [ofLong, ofShort] = [await long.take(long.late(days * DAY_MS)), await short.take(short.late(days * DAY_MS))];
    expect(ofLong).toBeGreaterThan(0);
    expect(ofLong).toBeLessThanOrEqual(bound(days));
    expect(ofShort).toBeLessThanOrEqual(bound(days));
  });

  it('day after day 30 days late: each time as cheap as the first, for the checkpoints made wrong are written anew', async () => {
    const folded: number[] = [];
    for (let day = 0; day < 25; day++) {
      await long.take(...aDay('long', END_MS + day * DAY_MS));
      folded.push(await long.take(long.late(30 * DAY_MS)));
    }
    expect(Math.max(...folded)).toBeLessThanOrEqual(bound(30));
  }, 60_000);

  it('give the twin that a rebuild from nothing gives, bit for bit, also when it is read from the store again', async () => {
    expect(memoryOf(long.twin.state)).toEqual(memoryOf(long.rebuilt()));
    const { pool, registry, airwayTables, model } = line.server.runtime;
    const profile = registry.patient(SITE, 'long')!;
    const read = (await loadTwin(pool, profile, await airwayTables.tableOf(profile), model.current()))!;
    expect(memoryOf(read.state)).toEqual(memoryOf(long.twin.state));
    expect(read.checkpointAtMs).not.toBeNull();
  }, 60_000);

  it('leave a stored state for every few days of the life, each the fold of all that was measured before it', async () => {
    const stored = await long.checkpoints();
    expect(stored.length).toBeGreaterThan((3 * 365) / (CHECKPOINT_DAYS + 1));
    const gaps = stored.slice(1).map((state, index) => state.clockMs! - stored[index]!.clockMs!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual((CHECKPOINT_DAYS + 1) * DAY_MS);
    for (const state of [stored[3]!, stored.at(-8)!, stored.at(-4)!, stored.at(-1)!]) {
      const before = long.all.filter((each) => compareOrder(orderKey(each), state.lastObservation!) <= 0);
      expect(state).toEqual(memoryOf(long.rebuilt(before)));
    }
  }, 60_000);

  it('leave no stored state that they have made wrong, whenever it was stored', async () => {
    const watched = await Watched.of('kept', 60);
    await watched.take(watched.late(40 * DAY_MS));
    // What memory had moved on from was stored then, at an instant that no re-fold comes by.
    const until = watched.all.filter((each) => each.measuredAtMs <= END_MS - 13 * DAY_MS - 9 * HOUR_MS);
    const movedOnFrom = watched.rebuilt(until);
    await inTransaction(line.server.runtime.pool, (client) => saveCheckpoints(client, [movedOnFrom]));
    await watched.take(watched.late(20 * DAY_MS));
    const stored = await watched.checkpoints();
    expect(stored.length).toBeGreaterThan(3);
    for (const state of stored) {
      const before = watched.all.filter((each) => compareOrder(orderKey(each), state.lastObservation!) <= 0);
      expect(state).toEqual(memoryOf(watched.rebuilt(before)));
    }
  }, 60_000);
});
