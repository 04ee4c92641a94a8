import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareOrder, orderKey, type Observation } from '../measurement/observation.js';
import { aPatient, aTwin, at } from '../testing/a-story.js';
import { MS_PER_HOUR, localDate } from '../time/calendar.js';
import { advanceTo, foldObservation } from './fold.js';
import { presentTwin } from './present.js';
import type { TwinState } from './state.js';
import { shownInflammation } from './traits.js';

const site = { siteId: 'demo', patientId: 'p07' };
let nextSeq = 0;

function session(atMs: number, ...blowsLitresPerMinute: number[]): Observation {
  return {
    ...site,
    stream: 'peakflow.session',
    source: { deviceId: 'meter', bootId: 'b', seq: nextSeq++ },
    measuredAtMs: atMs,
    data: { blowsLitresPerMinute, reliever: 'before' },
  };
}

function puff(atMs: number, drug: 'salbutamol' | 'budesonide' = 'salbutamol'): Observation {
  return {
    ...site,
    stream: 'inhaler.actuation',
    source: { deviceId: 'inhaler', bootId: 'b', seq: nextSeq++ },
    measuredAtMs: atMs,
    data: { drug, role: drug === 'salbutamol' ? 'reliever' : 'controller', roleAssumed: false, technique: null },
  };
}

function diary(atMs: number, localDate: string, nightWaking: boolean): Observation {
  return {
    ...site,
    stream: 'symptoms.day',
    source: { deviceId: 'app.p07', bootId: `e${nextSeq}`, seq: nextSeq++ },
    measuredAtMs: atMs,
    data: {
      localDate,
      nightWaking,
      daySymptoms: nightWaking,
      activityLimited: false,
      relieverPuffs: null,
      controllerTaken: null,
      triggers: [],
      redFlags: [],
    },
  };
}

/** Four weeks of blows around 290 L/min, twice confirmed as personal best, and the preventer taken. */
function goodWeeks(): Observation[] {
  return Array.from({ length: 28 }, (_unused, day) => [
    puff(at(day, 7), 'budesonide'),
    session(at(day, 8), 288, 292, 270),
    puff(at(day, 19), 'budesonide'),
  ]).flat();
}

function happening(
  kind: 'blow' | 'puff' | 'steroid' | 'health' | 'diary' | 'future-diary',
  atMs: number,
  best: number,
): Observation {
  switch (kind) {
    case 'blow':
      return session(atMs, best, best - 10, best - 60);
    case 'puff':
      return puff(atMs, 'salbutamol');
    case 'steroid':
      return puff(atMs, 'budesonide');
    case 'diary':
      return diary(atMs, localDate(atMs, 'UTC'), (atMs / MS_PER_HOUR) % 2 === 0);
    case 'future-diary':
      return diary(atMs, '2062-06-01', true);
    case 'health':
      return {
        ...site,
        stream: 'device.health',
        source: { deviceId: 'idle', bootId: 'b', seq: nextSeq++ },
        measuredAtMs: atMs,
        data: { batteryPercent: null, firmware: null, dosesLeft: null },
      };
  }
}

const anyStory = fc
  .array(
    fc.oneof(
      fc.record({
        kind: fc.constant('blow' as const),
        hour: fc.integer({ min: 0, max: 900 }),
        best: fc.integer({ min: 80, max: 420 }),
      }),
      fc.record({ kind: fc.constant('puff' as const), hour: fc.integer({ min: 0, max: 900 }), best: fc.constant(0) }),
      fc.record({
        kind: fc.constantFrom('steroid' as const, 'health' as const, 'diary' as const, 'future-diary' as const),
        hour: fc.integer({ min: 0, max: 900 }),
        best: fc.constant(0),
      }),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((events) =>
    events.map((event, seq): Observation => {
      const observation = happening(event.kind, at(0, event.hour), event.best);
      return { ...observation, source: { ...observation.source, seq } };
    }),
  );

describe('the same observations give the same twin', () => {
  it('in whatever order they arrive, and however often', () => {
    fc.assert(
      fc.property(anyStory, fc.infiniteStream(fc.nat()), (story, numbers) => {
        const shuffled = [...story, ...story.slice(0, 5)]
          .map((observation) => ({ observation, place: numbers.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ observation }) => observation);
        expect(aTwin(aPatient(), shuffled)).toEqual(aTwin(aPatient(), story));
      }),
      { numRuns: 60 },
    );
  });

  it('also when the state went through JSON on the way', () => {
    fc.assert(
      fc.property(anyStory, fc.nat(59), (story, cut) => {
        const ordered = [...story].sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
        const whole = aTwin(aPatient(), ordered);
        const half = aTwin(aPatient(), ordered.slice(0, cut));
        const stored = JSON.parse(JSON.stringify(half)) as typeof half;
        const rest = ordered.slice(cut).filter((observation) => !ordered.slice(0, cut).includes(observation));
        expect(rest.reduce(foldObservation, stored)).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses to fold an observation that lies before what it holds', () => {
    const state = foldObservation(aTwin(aPatient()), session(at(1), 290, 285));
    expect(() => foldObservation(state, session(at(0), 290, 285))).toThrow(/out of order/);
  });

  it('looking at the twin later changes nothing of what is folded next', () => {
    const state = aTwin(aPatient(), goodWeeks());
    const before = JSON.stringify(state);
    advanceTo(state, at(40));
    presentTwin(state, at(41));
    expect(JSON.stringify(state)).toBe(before);
  });
});

describe('personal best', () => {
  const undeclared = aPatient({ declaredBestPefLitresPerMinute: null });

  it('is not moved by one stray blow far above the others', () => {
    const state = aTwin(undeclared, [...goodWeeks(), session(at(28, 8), 612, 700, 544)]);
    expect(state.lungFunction.bestPefLitresPerMinute).toMatchObject({ value: 292, origin: 'confirmed' });
  });

  it('is not moved by two agreeing high blows of one occasion until another occasion confirms them', () => {
    const once = [...goodWeeks(), session(at(28, 8), 400, 395)];
    expect(aTwin(undeclared, once).lungFunction.bestPefLitresPerMinute?.value).toBe(292);
    const twice = [...once, session(at(29, 8), 380, 375)];
    expect(aTwin(undeclared, twice).lungFunction.bestPefLitresPerMinute?.value).toBe(400);
  });

  it('is the declared one while blows confirm only a lower one', () => {
    const lower = goodWeeks().slice(0, 30);
    expect(aTwin(aPatient(), lower).lungFunction.bestPefLitresPerMinute).toMatchObject({
      value: 300,
      origin: 'declared',
    });
  });
});

describe('constriction and inflammation as bands', () => {
  const blowDay = (best: number) => [...goodWeeks(), session(at(28, 8), best, best - 5)];

  it('says nothing before there are breaths to tell from, and bands narrow with blows', () => {
    const first = presentTwin(aTwin(aPatient(), [puff(at(0), 'budesonide')]), at(0, 1));
    expect(first.constriction?.known).toBe(false);
    const after = presentTwin(aTwin(aPatient(), goodWeeks()), at(27, 20));
    expect(after.constriction).toMatchObject({ known: true });
    expect(after.inflammation).toMatchObject({ known: true });
  });

  it('a fall of the blow raises constriction; the more it falls the more', () => {
    const mids = [290, 240, 190, 150].map(
      (best) => presentTwin(aTwin(aPatient(), blowDay(best)), at(28, 8)).constriction!.mid,
    );
    expect(mids).toEqual([...mids].sort((a, b) => a - b));
    expect(mids[3]! - mids[0]!).toBeGreaterThan(0.15);
  });

  it('a reliever takes constriction away within minutes and leaves inflammation as it is', () => {
    const low = blowDay(180);
    const before = presentTwin(aTwin(aPatient(), low), at(28, 8) + 60_000);
    const after = presentTwin(
      aTwin(aPatient(), [...low, puff(at(28, 8) + 60_000), puff(at(28, 8) + 90_000)]),
      at(28, 8) + 16 * 60_000,
    );
    expect(after.constriction!.mid).toBeLessThan(0.5 * before.constriction!.mid);
    expect(Math.abs(after.inflammation!.mid - before.inflammation!.mid)).toBeLessThan(0.03);
    const hoursLater = presentTwin(aTwin(aPatient(), [...low, puff(at(28, 9))]), at(29, 9));
    expect(hoursLater.relieverEffect).toBeLessThan(0.05);
  });

  it('an attack in which many puffs do not help shows narrow airways, not open ones', () => {
    const puffs = Array.from({ length: 10 }, (_unused, index) => puff(at(28, 6 + index * 0.2)));
    const attack = presentTwin(
      aTwin(aPatient(), [...goodWeeks(), ...puffs, session(at(28, 8.2), 137, 133), session(at(28, 9), 140, 136)]),
      at(28, 9),
    );
    expect(attack.zone.value).toBe('red');
    expect(attack.constriction!.mid).toBeGreaterThan(0.35);
    expect(attack.relieverEffect).toBeLessThan(0.6);
  });

  it('puffs alone never make the airways surely open: until a blow shows it, the band holds the doubt', () => {
    const low = [...goodWeeks(), session(at(28, 8), 140, 136)];
    const before = presentTwin(aTwin(aPatient(), low), at(28, 8) + 60_000).constriction!;
    const puffed = [...low, puff(at(28, 8) + 60_000), puff(at(28, 8) + 90_000)];
    const after = presentTwin(aTwin(aPatient(), puffed), at(28, 8) + 20 * 60_000).constriction!;
    expect(after.mid).toBeLessThan(before.mid);
    expect(after.high - after.low).toBeGreaterThan(before.high - before.low);
    const blown = [...puffed, session(at(28, 8) + 20 * 60_000, 255, 250)];
    const shown = presentTwin(aTwin(aPatient(), blown), at(28, 8) + 21 * 60_000).constriction!;
    expect(shown.high - shown.low).toBeLessThan(after.high - after.low);
  });

  it('the same two puffs are trusted less in inflamed airways than in calm ones', () => {
    const puffs = (day: number) => [puff(at(day, 9)), puff(at(day, 9))];
    const effect = (...more: Observation[]) => {
      const observations = [...goodWeeks(), ...more];
      return presentTwin(aTwin(aPatient(), observations), observations.at(-1)!.measuredAtMs + 15 * 60_000)
        .relieverEffect;
    };
    const inflamed = Array.from({ length: 10 }, (_unused, day) =>
      diary(at(28 + day, 20), localDate(at(28 + day), 'UTC'), true),
    );
    const calm = effect(...puffs(28));
    const swollen = effect(...inflamed, ...puffs(38));
    expect(calm).toBeGreaterThan(0.75);
    expect(swollen).toBeLessThan(0.85 * calm);
  });

  it('three weeks without the preventer raise inflammation, three weeks with it lower it again', () => {
    const stopped = [...goodWeeks(), session(at(49, 8), 285, 283)];
    const taken = aTwin(aPatient(), goodWeeks());
    const without = aTwin(aPatient(), stopped);
    const inflammation = (state: TwinState) => shownInflammation(state.traits!).mid;
    expect(inflammation(without)).toBeGreaterThan(inflammation(taken) + 0.1);
  });

  it('a blow that its own session does not confirm moves neither trait', () => {
    const sure = aTwin(aPatient(), goodWeeks());
    const doubtful = aTwin(aPatient(), [...goodWeeks(), session(at(28, 8), 150, 90)]);
    expect(doubtful.traits).toEqual(advanceTo(sure, at(28, 8)).traits);
  });

  it('bands widen again while nothing is measured', () => {
    const state = aTwin(aPatient(), goodWeeks());
    const width = (dayLater: number) => {
      const band = presentTwin(state, at(28 + dayLater)).constriction!;
      return band.high - band.low;
    };
    expect(width(3)).toBeGreaterThan(width(0));
    expect(presentTwin(state, at(60)).constriction!.known).toBe(false);
  });
});

describe('the zone', () => {
  const zoneAfter = (...more: Observation[]) => {
    const observations = [...goodWeeks(), ...more];
    const last = Math.max(...observations.map((observation) => observation.measuredAtMs));
    return presentTwin(aTwin(aPatient(), observations), last).zone;
  };

  it.each([
    [288, 'green'],
    [200, 'yellow'],
    [140, 'red'],
  ] as const)('a repeatable best of %i L/min with a personal best of 292 is %s', (best, zone) => {
    expect(zoneAfter(session(at(28, 8), best, best - 6)).value).toBe(zone);
  });

  it('one low blow alone never turns it: it asks for a repeat; a second session that agrees does', () => {
    const alone = zoneAfter(session(at(28, 8), 130));
    expect(alone.value).not.toBe('red');
    expect(alone.reasons.map((reason) => reason.code)).toContain('unverified-low-blow');
    expect(zoneAfter(session(at(28, 8), 130), session(at(28, 9), 128)).value).toBe('red');
  });

  it('a night of waking is yellow even when the blow is good', () => {
    expect(zoneAfter(session(at(28, 8), 290, 288), diary(at(28, 20), '2026-03-30', true)).value).toBe('yellow');
  });

  it('four reliever puffs in a day are yellow, and are no more the day after', () => {
    const puffs = [1, 2, 3, 4].map((hour) => puff(at(28, 8 + hour)));
    expect(zoneAfter(session(at(28, 8), 290, 288), ...puffs).value).toBe('yellow');
    expect(zoneAfter(session(at(28, 8), 290, 288), ...puffs, session(at(29, 20), 290, 288)).value).toBe('green');
  });

  it('is not known, and said to be stale, when nobody has blown or written for days', () => {
    const zone = presentTwin(aTwin(aPatient(), goodWeeks()), at(33)).zone;
    expect(zone).toMatchObject({ value: 'unknown', stale: true });
  });
});

describe('doses', () => {
  it('MART puffs beyond the maintenance of the day count as reliever, the maintenance never does', () => {
    const mart = aPatient({
      medications: [
        {
          drug: 'budesonide-formoterol',
          role: 'mart',
          dosesPerDay: 2,
          puffsPerDose: 1,
          minimumInspiratoryFlowLitresPerMinute: 30,
        },
      ],
    });
    const martPuff = (atMs: number): Observation => ({
      ...site,
      stream: 'inhaler.actuation',
      source: { deviceId: 'inhaler', bootId: 'b', seq: nextSeq++ },
      measuredAtMs: atMs,
      data: { drug: 'budesonide-formoterol', role: 'mart', roleAssumed: false, technique: null },
    });
    const days = [0, 1, 2].flatMap((day) => [martPuff(at(day, 8)), martPuff(at(day, 20))]);
    const asNeeded = [martPuff(at(2, 21)), martPuff(at(2, 22))];
    expect(presentTwin(aTwin(mart, days), at(2, 23)).medication).toMatchObject({ relieverPuffs24h: 0 });
    expect(presentTwin(aTwin(mart, [...days, ...asNeeded]), at(2, 23)).medication).toMatchObject({
      relieverPuffs24h: 2,
    });
  });

  it('adherence is not known, rather than zero, when the sensor has been silent for days', () => {
    const state = aTwin(aPatient(), goodWeeks());
    expect(presentTwin(state, at(28)).medication.adherence7d).toBeCloseTo(1, 1);
    expect(presentTwin(state, at(32)).medication.adherence7d).toBeNull();
  });
});
