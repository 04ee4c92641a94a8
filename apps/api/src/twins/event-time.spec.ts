import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Observation } from '@airway-twin/domain/measurement';
import {
  isOpen,
  proposeRecommendations,
  recommendationIdsOf,
  type Recommendation,
} from '@airway-twin/domain/recommendation';
import { NO_PERSONAL_OFFSET, summaryOf } from '@airway-twin/domain/risk';
import {
  RISK_UNAVAILABLE,
  aControlScore,
  aDiaryDay,
  aHealthMessage,
  aPatient,
  aPeakFlowSession,
  aPuff,
  aQuestionnaire,
  aSpirometerSession,
  aTwin,
  airwaysOf,
  anAirReading,
  at,
  relieverPuffs,
} from '@airway-twin/domain/testing';
import { presentTwin, type TwinState } from '@airway-twin/domain/twin';
import { evaluateTwins } from './evaluate.js';
import { evaluationPoints } from './evaluation-points.js';
import { foldFrom, newWorkingTwin, placeObservations, twinNowMs, type WorkingTwin } from './working-twin.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAYS = 40;
const CHECKPOINT_MS = 5 * DAY_MS;

/** What a day of a patient's life may hold, as devices and the app tell it. */
interface Day {
  readonly blow: 'none' | 'good' | 'low' | 'red' | 'single-low' | 'spirometer';
  readonly blowHour: number;
  readonly preventer: boolean;
  readonly reliever: number;
  readonly diary: 'none' | 'well' | 'woken' | 'danger-sign';
  readonly air: number | null;
}

const anyDay: fc.Arbitrary<Day> = fc.record({
  blow: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('none' as const, 'good' as const, 'low' as const) },
    { weight: 1, arbitrary: fc.constantFrom('red' as const, 'single-low' as const, 'spirometer' as const) },
  ),
  blowHour: fc.integer({ min: 6, max: 20 }),
  preventer: fc.boolean(),
  reliever: fc.constantFrom(0, 0, 2, 9),
  diary: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('none' as const, 'well' as const, 'woken' as const) },
    { weight: 1, arbitrary: fc.constant('danger-sign' as const) },
  ),
  air: fc.option(fc.integer({ min: 2, max: 80 })),
});

function lifeOf(days: readonly Day[]): Observation[] {
  return days.flatMap((each, day) => {
    const atMs = at(day, each.blowHour);
    const blow: Record<Day['blow'], Observation[]> = {
      none: [],
      good: [aPeakFlowSession(atMs, 290, 285)],
      low: [aPeakFlowSession(atMs, 200, 195)],
      red: [aPeakFlowSession(atMs, 130, 126)],
      'single-low': [aPeakFlowSession(atMs, 140)],
      spirometer: aSpirometerSession(atMs, [1.6, 1.55, 1.62]),
    };
    const diary: Record<Day['diary'], Observation[]> = {
      none: [],
      well: [aDiaryDay(day)],
      woken: [aDiaryDay(day, { nightWaking: true })],
      'danger-sign': [aDiaryDay(day, { redFlags: ['blue-lips'] })],
    };
    return [
      aHealthMessage(at(day, 5), 'inhaler'),
      ...blow[each.blow],
      ...(each.preventer ? [aPuff(at(day, 7)), aPuff(at(day, 19))] : []),
      ...relieverPuffs(at(day, 11), each.reliever),
      ...diary[each.diary],
      ...(each.air === null ? [] : [anAirReading(at(day, 15), each.air)]),
      ...(day % 7 === 6 ? [aQuestionnaire(at(day, 20), day === 20 ? 'more-than-usual' : 'no')] : []),
      ...(day === 12 ? [aControlScore(at(day, 18), 'ACT', 16)] : []),
    ];
  });
}

/** How each message travels: at once, up to a few hours late, up to 30 days late, or from a clock that is up to five minutes fast; and how often. */
interface Travel {
  readonly delayMs: number;
  readonly copies: number;
}
const anyTravel: fc.Arbitrary<Travel> = fc.record({
  delayMs: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 6 * 60 }).map((minutes) => minutes * MINUTE_MS) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 30 * 24 }).map((hours) => hours * 60 * MINUTE_MS) },
    { weight: 1, arbitrary: fc.integer({ min: -5, max: 0 }).map((minutes) => minutes * MINUTE_MS) },
  ),
  copies: fc.constantFrom(1, 1, 1, 2, 3),
});

interface Arrival {
  readonly observation: Observation;
  readonly atMs: number;
}

/** A life of 40 days, how its messages travel, and into how large batches they fall. */
const anyStory = fc.record({
  days: fc.array(anyDay, { minLength: DAYS, maxLength: DAYS }),
  travels: fc.array(anyTravel, { minLength: 60, maxLength: 60 }),
  batches: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 20, maxLength: 20 }),
});

function arrivalsOf(life: readonly Observation[], travels: readonly Travel[]): Arrival[] {
  const arrivals = life.flatMap((observation, index) => {
    const { delayMs, copies } = travels[index % travels.length]!;
    return Array.from({ length: copies }, (_unused, copy) => ({
      observation,
      atMs: observation.measuredAtMs + delayMs + copy * 3 * 60 * MINUTE_MS,
    }));
  });
  return arrivals.sort((a, b) => a.atMs - b.atMs);
}

function inBatches(arrivals: readonly Arrival[], sizes: readonly number[]): Arrival[][] {
  const batches: Arrival[][] = [];
  for (let start = 0, index = 0; start < arrivals.length; index++) {
    const size = sizes[index % sizes.length]!;
    batches.push(arrivals.slice(start, start + size));
    start += size;
  }
  return batches;
}

const keyOf = ({ source, measuredAtMs }: Observation) =>
  `${source.deviceId} ${source.bootId} ${source.seq} ${measuredAtMs}`;

/** What came of a story: the twin, everything that was ever recommended as it stood when it was made, and as it is now. */
interface Lived {
  readonly twin: WorkingTwin;
  readonly made: readonly { readonly recommendation: Recommendation; readonly state: TwinState }[];
  readonly record: ReadonlyMap<string, Recommendation>;
  readonly fromStore: number;
}

/** As the writer does it: a copy is known by its key, batch by batch, from a stored state when a batch reaches back beyond memory. */
async function lived(clock: 'wall' | 'data', batches: readonly (readonly Arrival[])[], endMs: number): Promise<Lived> {
  const profile = aPatient({ clock });
  let twin = newWorkingTwin(profile, airwaysOf(profile));
  const stored = new Map<string, Observation>();
  const record = new Map<string, Recommendation>();
  const made: { recommendation: Recommendation; state: TwinState }[] = [];
  let checkpoints: TwinState[] = [];
  let fromStore = 0;
  for (const batch of [...batches, []]) {
    const added: Observation[] = [];
    for (const { observation } of batch) {
      if (stored.has(keyOf(observation))) continue;
      stored.set(keyOf(observation), observation);
      added.push(observation);
    }
    const placed = placeObservations(twin, added) ?? fromCheckpoint(added);
    const wallNowMs = batch.at(-1)?.atMs ?? endMs;
    const now = { state: placed.state, nowMs: twinNowMs({ profile, state: placed.state }, wallNowMs) };
    const [result] = await evaluateTwins([{ twin, points: evaluationPoints(twin, placed.steps, now), now }], {
      model: { kind: 'unavailable', reason: 'no model in this test' },
      population: () => NO_PERSONAL_OFFSET,
      alertsPerPatientMonth: 1,
    });
    const { recommendations, riskMemory, evaluatedAtMs, created, moved } = result!;
    for (const recommendation of created) made.push({ recommendation, state: placed.state });
    for (const each of moved) record.set(each.id, each);
    const { base, recent, milestone, state } = placed;
    twin = { ...twin, base, recent, milestone, state, riskMemory, evaluatedAtMs, recommendations };
  }
  return { twin, made, record, fromStore };

  function fromCheckpoint(added: readonly Observation[]) {
    fromStore += 1;
    const earliestMs = Math.min(...added.map((each) => each.measuredAtMs));
    checkpoints = checkpoints.filter((each) => each.clockMs! < earliestMs);
    const from = checkpoints.at(-1) ?? newWorkingTwin(profile, airwaysOf(profile)).state;
    const later = [...stored.values()].filter((each) => from.clockMs === null || each.measuredAtMs > from.clockMs);
    const ordered = later.sort((a, b) => a.measuredAtMs - b.measuredAtMs || (keyOf(a) < keyOf(b) ? -1 : 1));
    const refolded = foldFrom(from, bySource(ordered), added, CHECKPOINT_MS);
    // A stored state whose instant is shared with a later observation would not tell them apart here.
    checkpoints.push(...refolded.passed.filter((each) => ordered.every((one) => !sharesInstant(each, one))));
    return refolded;
  }
}

function sharesInstant(state: TwinState, one: Observation): boolean {
  const { deviceId, bootId, seq } = state.lastObservation!;
  return (
    one.measuredAtMs === state.clockMs &&
    (one.source.deviceId !== deviceId || one.source.bootId !== bootId || one.source.seq !== seq)
  );
}

function bySource(observations: readonly Observation[]): Observation[] {
  return [...observations].sort(
    (a, b) =>
      a.measuredAtMs - b.measuredAtMs ||
      (a.source.deviceId < b.source.deviceId ? -1 : a.source.deviceId > b.source.deviceId ? 1 : 0) ||
      a.source.seq - b.source.seq,
  );
}

const inTime = (life: readonly Observation[]): Arrival[][] =>
  [...life]
    .sort((a, b) => a.measuredAtMs - b.measuredAtMs)
    .map((observation) => [{ observation, atMs: observation.measuredAtMs }]);

const END_MS = at(DAYS + 31);
const bits = (value: unknown) => JSON.stringify(value);

/** Each story once late, reordered and doubled, and once as it happened; both looked at, at the end, at one instant. */
async function forEveryStory(
  clock: 'wall' | 'data',
  holds: (late: Lived, ordered: Lived, life: readonly Observation[]) => void,
  numRuns: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyStory, async ({ days, travels, batches }) => {
      const life = lifeOf(days);
      const late = await lived(clock, inBatches(arrivalsOf(life, travels), batches), END_MS);
      const ordered = await lived(clock, inTime(life), END_MS);
      holds(late, ordered, life);
    }),
    { numRuns },
  );
}

describe.each(['wall', 'data'] as const)(
  'a life told late, out of order, doubled and by fast clocks (%s clock)',
  (clock) => {
    it('ends in the same twin, bit for bit, and tells of the same attacks; what was said on the way is kept', async () => {
      let refolds = 0;
      await forEveryStory(
        clock,
        (late, ordered, life) => {
          refolds += late.fromStore;
          // The twin, and what anyone sees of it: values, freshness, zone, bands, doses.
          const profile = aPatient({ clock });
          expect(bits(late.twin.state)).toBe(bits(aTwin(profile, life)));
          expect(bits(presentTwin(late.twin.state, END_MS))).toBe(bits(presentTwin(ordered.twin.state, END_MS)));
          // Each attack that was told counts once, whenever it was told.
          expect(late.twin.riskMemory.personal.toldDays).toEqual(ordered.twin.riskMemory.personal.toldDays);
          expect(summaryOf(late.twin.riskMemory.personal).observed).toBe(
            summaryOf(ordered.twin.riskMemory.personal).observed,
          );
          for (const one of [late, ordered]) {
            saidIsKept(one);
            nothingOfThePastRings(one);
            noOneIsAskedInVain(one);
            noRedBlowGoesUnnoticed(one);
          }
        },
        8,
      );
      expect(refolds).toBeGreaterThan(0);
    }, 300_000);
  },
);

/** What may differ from the ordered stream: a recommendation once given stays given, and each further step is kept with its reason. */
function saidIsKept({ made, record }: Lived): void {
  for (const { recommendation } of made) {
    const now = record.get(recommendation.id)!;
    expect(now.events.slice(0, recommendation.events.length)).toEqual(recommendation.events);
    const times = now.events.map((event) => event.atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  }
}

/** An emergency card is of the present: what it tells was measured within the day before it was made. */
function nothingOfThePastRings({ made }: Lived): void {
  for (const { recommendation } of made.filter((each) => each.recommendation.urgency === 'now')) {
    const codes = recommendation.reasons.map((each) => each.code);
    expect(codes).not.toContain('zone-data-stale');
    const blow = recommendation.reasons.find((each) => each.code === 'zone-lung-function');
    if (blow && !codes.includes('zone-red-flag'))
      expect(recommendation.createdAtMs - Number(blow.values['measuredAtMs'])).toBeLessThanOrEqual(DAY_MS);
  }
}

/**
 * What is asked and nobody has answered still has its reason by all that is known at the end: asked once more, the rules take nothing back
 * and add nothing. (A record on the data clock is not looked at again for a late sign of life of a device alone.)
 */
function noOneIsAskedInVain({ twin }: Lived): void {
  const { state, profile, recommendations, riskMemory } = twin;
  const open = recommendations.filter(isOpen);
  expect(new Set(open.map((each) => each.ruleId)).size).toBe(open.length);
  if (profile.clock === 'data') return;
  const nowMs = twinNowMs(twin, END_MS);
  const changes = proposeRecommendations(
    open,
    recommendations.filter((each) => !isOpen(each)),
    { profile, state, view: presentTwin(state, nowMs), risk: RISK_UNAVAILABLE, riskAlert: riskMemory.decision, nowMs },
    recommendationIdsOf(profile.siteId, profile.patientId),
  );
  expect(changes).toEqual({ created: [], changed: [] });
}

/**
 * A red blow that nothing better has followed, and a danger sign of the last two weeks, are known to someone: by an emergency card, or by a
 * review that a clinician is asked for.
 */
function noRedBlowGoesUnnoticed({ twin, record }: Lived): void {
  const nowMs = twinNowMs(twin, END_MS);
  const { zone } = presentTwin(twin.state, nowMs);
  const reasons = [...record.values()].flatMap((each) => each.reasons);
  for (const { redFlags, localDate } of twin.state.symptoms.days)
    for (const flag of redFlags)
      expect(reasons).toContainEqual(expect.objectContaining({ values: { flag, localDate } }));
  const blow = zone.reasons.find((each) => each.code === 'lung-function');
  if (zone.value !== 'red' || !blow) return;
  const told = [...record.values()].some(
    (each) =>
      (each.ruleId === 'red-zone' && isOpen(each)) ||
      each.reasons.some(({ values }) => values['measuredAtMs'] === blow.atMs),
  );
  expect(told).toBe(true);
}
