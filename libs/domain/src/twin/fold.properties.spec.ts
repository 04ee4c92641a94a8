import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareOrder, orderKey, type Observation, type Stream, type StreamData } from '../measurement/observation.js';
import { PLAUSIBLE, type PlausibleRange } from '../measurement/plausible.js';
import { DRUGS } from '../patient/drugs.js';
import { aPatient, aTwin, at } from '../testing/a-story.js';
import { localDate } from '../time/calendar.js';
import { foldObservation } from './fold.js';
import { forecastLungFunction } from './forecast.js';
import { presentTwin } from './present.js';
import type { TwinState } from './state.js';

/** Anything that ingest lets through, the ends of what is plausible as often as the middle: who lives is not asked here. */
const MINUTES = 40 * 24 * 60;
const inRange = ({ least, most }: PlausibleRange) =>
  fc.oneof(fc.constant(least), fc.constant(most), fc.double({ min: least, max: most, noNaN: true }));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const reliever = fc.constantFrom('before' as const, 'after' as const, 'unknown' as const);
const pollen = maybe(fc.constantFrom('low' as const, 'moderate' as const, 'high' as const, 'very-high' as const));
const yesOrNo = maybe(fc.boolean());

const someDate = fc.integer({ min: -3, max: 45 }).map((day) => localDate(at(day, 12), 'UTC'));
const DATA: { readonly [S in Stream]: fc.Arbitrary<StreamData[S]> } = {
  'inhaler.actuation': fc.record({
    drug: fc.constantFrom(...DRUGS),
    role: fc.constantFrom('reliever' as const, 'controller' as const, 'mart' as const),
    roleAssumed: fc.boolean(),
    technique: maybe(
      fc.record({
        peakInspiratoryFlowLitresPerMinute: maybe(inRange(PLAUSIBLE.peakInspiratoryFlowLitresPerMinute)),
        inhaledVolumeLitres: maybe(inRange(PLAUSIBLE.inhaledVolumeLitres)),
        inhalationSeconds: maybe(inRange(PLAUSIBLE.inhalationSeconds)),
        shaken: yesOrNo,
        tiltDegrees: maybe(inRange(PLAUSIBLE.tiltDegrees)),
      }),
    ),
  }),
  'spirometer.blow': fc.record({
    sessionId: fc.constantFrom('a', 'b', 'c'),
    fev1Litres: inRange(PLAUSIBLE.fev1Litres),
    fvcLitres: inRange(PLAUSIBLE.fvcLitres),
    pefLitresPerSecond: inRange(PLAUSIBLE.pefLitresPerSecond),
    fef2575LitresPerSecond: maybe(inRange(PLAUSIBLE.fef2575LitresPerSecond)),
    forcedExpiratoryTimeSeconds: inRange(PLAUSIBLE.forcedExpiratoryTimeSeconds),
    backExtrapolatedVolumeLitres: fc.oneof(fc.constant(0.03), inRange(PLAUSIBLE.backExtrapolatedVolumeLitres)),
    reliever,
    flowVolumeCurve: fc.constant(null),
  }),
  'peakflow.session': fc.record({
    // Two that agree as often as not: such a session is believed.
    blowsLitresPerMinute: fc.oneof(
      inRange(PLAUSIBLE.pefLitresPerMinute).map((blow) => [blow, blow]),
      fc.array(inRange(PLAUSIBLE.pefLitresPerMinute), { minLength: 1, maxLength: 3 }),
    ),
    reliever,
  }),
  'air.reading': fc.record({
    placement: fc.constantFrom('indoor' as const, 'outdoor' as const, 'personal' as const),
    pm25MicrogramsPerM3: maybe(inRange(PLAUSIBLE.pm25MicrogramsPerM3)),
    pm10MicrogramsPerM3: maybe(inRange(PLAUSIBLE.pm10MicrogramsPerM3)),
    no2MicrogramsPerM3: maybe(inRange(PLAUSIBLE.no2MicrogramsPerM3)),
    o3MicrogramsPerM3: maybe(inRange(PLAUSIBLE.o3MicrogramsPerM3)),
    temperatureCelsius: fc.constant(null),
    relativeHumidityPercent: fc.constant(null),
  }),
  'environment.day': fc.record({
    localDate: someDate,
    grassPollen: pollen,
    treePollen: pollen,
    weedPollen: pollen,
    temperatureCelsius: fc.constant(null),
    temperatureMinCelsius: fc.constant(null),
    temperatureMaxCelsius: fc.constant(null),
    relativeHumidityPercent: fc.constant(null),
    pressureHectopascals: fc.constant(null),
    windMetresPerSecond: fc.constant(null),
    pm25MicrogramsPerM3: maybe(inRange(PLAUSIBLE.pm25MicrogramsPerM3)),
    pm10MicrogramsPerM3: fc.constant(null),
    no2MicrogramsPerM3: maybe(inRange(PLAUSIBLE.no2MicrogramsPerM3)),
    o3MicrogramsPerM3: maybe(inRange(PLAUSIBLE.o3MicrogramsPerM3)),
  }),
  'device.health': fc.constant({ batteryPercent: 50, firmware: null, dosesLeft: null }),
  'symptoms.day': fc.record({
    localDate: someDate,
    nightWaking: yesOrNo,
    daySymptoms: yesOrNo,
    activityLimited: yesOrNo,
    relieverPuffs: fc.constant(null),
    controllerTaken: fc.constant(null),
    triggers: fc.subarray(['cold', 'exercise', 'pollen'] as const),
    redFlags: fc.subarray(['blue-lips'] as const),
  }),
  'symptoms.week': fc.record({
    localDate: someDate,
    nightWakingDays: fc.constant(null),
    daySymptomDays: fc.constant(null),
    activityLimitedDays: fc.constant(null),
    breathlessnessGrade: fc.constant(null),
    wheezeGrade: fc.constant(null),
    relieverPuffsPerDay: fc.constant(null),
    oralSteroid: fc.constantFrom('no' as const, 'as-usual' as const, 'more-than-usual' as const, null),
    unscheduledDoctorDates: fc.constant([]),
    emergencyDates: fc.constant([]),
    hospitalDates: fc.constant([]),
  }),
  'control.score': fc.record({ instrument: fc.constantFrom('ACT' as const, 'C-ACT' as const), score: fc.nat(25) }),
};

const anyObservation = fc.constantFrom(...(Object.keys(DATA) as Stream[])).chain((stream) =>
  fc.record({
    stream: fc.constant(stream),
    measuredAtMs: fc.nat(MINUTES).map((minute) => at(0) + minute * 60_000),
    deviceId: fc.constantFrom('one', 'two', 'three'),
    data: DATA[stream] as fc.Arbitrary<unknown>,
  }),
);
/** Observations of one patient, each of its own message; several may fall on one instant. */
const anyStream = (maxLength: number) =>
  fc
    .array(anyObservation, { minLength: 2, maxLength })
    .map((all) =>
      all.map(
        ({ deviceId, ...rest }, seq) =>
          ({ ...rest, siteId: 'demo', patientId: 'p07', source: { deviceId, bootId: 'b', seq } }) as Observation,
      ),
    );

const ordered = (story: readonly Observation[]) => [...story].sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
const throughJson = (state: TwinState): TwinState => JSON.parse(JSON.stringify(state)) as TwinState;
const bits = (state: TwinState) => JSON.stringify(state);
const patient = aPatient();

describe('whatever devices send', () => {
  it('the order in which it is told does not matter: the same state, bit for bit', () => {
    fc.assert(
      fc.property(
        anyStream(40).chain((story) =>
          fc.tuple(fc.constant(story), fc.shuffledSubarray(story, { minLength: story.length })),
        ),
        ([story, shuffled]) => {
          expect(bits(aTwin(patient, shuffled))).toBe(bits(aTwin(patient, story)));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('folding in parts, each state stored as JSON in between, gives the same as all at once', () => {
    fc.assert(
      fc.property(anyStream(30), fc.array(fc.nat(30), { maxLength: 4 }), (story, cuts) => {
        const inParts = ordered(story).reduce(
          (state, observation, index) =>
            foldObservation(cuts.includes(index) ? throughJson(state) : state, observation),
          aTwin(patient),
        );
        expect(bits(inParts)).toBe(bits(aTwin(patient, story)));
      }),
      { numRuns: 40 },
    );
  });

  it('one that arrives late gives, by a re-fold from a state stored before it, what it would have given in its turn', () => {
    fc.assert(
      fc.property(anyStream(30), fc.nat(), fc.nat(), (story, which, when) => {
        const all = ordered(story);
        const late = which % all.length;
        // A checkpoint somewhere before the late one; the twin had gone on to the end without it.
        const checkpoint = throughJson(aTwin(patient, all.slice(0, when % (late + 1))));
        const withoutIt = aTwin(
          patient,
          all.filter((_unused, index) => index !== late),
        );
        if (late < all.length - 1) expect(() => foldObservation(withoutIt, all[late]!)).toThrow(/out of order/);
        expect(bits(all.slice(when % (late + 1)).reduce(foldObservation, checkpoint))).toBe(bits(aTwin(patient, all)));
      }),
      { numRuns: 40 },
    );
  });

  it('bands of C and I stay within 0…1, in their order and finite, now and months later; so do forecasts', () => {
    fc.assert(
      fc.property(anyStream(60), fc.nat(200), (story, daysLater) => {
        const state = aTwin(patient, story);
        // JSON writes what is not finite as null.
        const members = [state.habits.pef, state.habits.fev1].flatMap((habit) => habit?.members ?? []);
        expect(JSON.stringify([state.traits, members])).not.toContain('null');
        for (const atMs of [state.clockMs!, state.clockMs! + daysLater * 86_400_000]) {
          const view = presentTwin(state, atMs);
          for (const band of [view.constriction!, view.constrictionUnmasked!, view.inflammation!]) {
            expect(band.low).toBeGreaterThanOrEqual(0);
            expect(band.mid).toBeGreaterThanOrEqual(band.low);
            expect(band.high).toBeGreaterThanOrEqual(band.mid);
            expect(band.high).toBeLessThanOrEqual(1);
          }
          expect(view.relieverEffect).toBeGreaterThanOrEqual(0);
          expect(view.relieverEffect).toBeLessThanOrEqual(1);
          for (const measure of ['fev1', 'pef'] as const) {
            const { low, mid, high } = forecastLungFunction(state, measure, atMs)!;
            expect(low).toBeGreaterThan(0);
            expect(mid).toBeGreaterThanOrEqual(low);
            expect(high).toBeGreaterThanOrEqual(mid);
            expect(high).toBeLessThan(Infinity);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  it('every variance of the belief stays above nought: what is seen is never taken for certain', () => {
    fc.assert(
      fc.property(anyStream(60), (story) => {
        const { mean, covariance } = aTwin(patient, story).traits!;
        let place = 0;
        for (let row = 0; row < mean.length; place += mean.length - row, row += 1)
          expect(covariance[place]!).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});
