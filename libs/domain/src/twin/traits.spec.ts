import { describe, expect, it } from '@jest/globals';
import { airflowAt } from '../mechanics/index.js';
import type { Observation } from '../measurement/observation.js';
import {
  aPatient,
  aPeakFlowSession,
  aSessionAfterReliever,
  aSpirometerSession,
  aTwin,
  airwaysOf,
  at,
  preventerTaken,
  relieverPuffs,
} from '../testing/a-story.js';
import { MS_PER_MINUTE } from '../time/calendar.js';
import { driftTraits } from './drift.js';
import { advanceTo } from './fold.js';
import { momentOf } from './moment.js';
import { presentTwin } from './present.js';
import { relieverEffect } from './reliever.js';
import type { TwinState } from './state.js';
import { traitDrive } from './trait-drive.js';
import { TRAIT } from './trait-model.js';
import { chanceOfChange, driftUnused, relieverResponse, seeRelieverUse, traitCorrelation } from './traits.js';

const patient = aPatient();
const airways = airwaysOf(patient);
const lastAtMs = (story: readonly Observation[]) => Math.max(...story.map(({ measuredAtMs }) => measuredAtMs));
const viewAfter = (story: readonly Observation[], atMs = lastAtMs(story)) => presentTwin(aTwin(patient, story), atMs);

/** FEV1 of this patient's own airways at those traits, L. */
const fev1At = (constriction: number, inflammation: number) =>
  airways.healthy.fev1 * Math.exp(airflowAt(airways, 'fev1', constriction, inflammation).lnShare);
/** Three blows that agree. */
const blows = (fev1: number) => [fev1, fev1 - 0.02, fev1 - 0.05];
const TWO_PUFFS = [0, 1].map((minute) => ({
  atMs: minute * MS_PER_MINUTE,
  drug: 'salbutamol' as const,
  role: 'reliever' as const,
  technique: null,
}));

describe('constriction and inflammation, which one blow cannot tell apart', () => {
  /** Airways of those traits, measured for the first time: two sessions before the reliever, or one before and one after it. */
  function measured(constriction: number, inflammation: number) {
    const narrow = blows(fev1At(constriction, inflammation));
    const relieved = blows(fev1At(constriction * (1 - RELIEVED), inflammation));
    const later = at(14, 8) + 30 * MS_PER_MINUTE;
    const before = [...preventerTaken(0, 14), ...aSpirometerSession(at(14, 8), narrow)];
    const puffs = relieverPuffs(at(14, 8) + 10 * MS_PER_MINUTE, 2);
    return {
      once: aTwin(patient, before),
      twoBefore: aTwin(patient, [...before, ...aSpirometerSession(later, narrow)]),
      beforeAndAfter: aTwin(patient, [...before, ...puffs, ...aSpirometerSession(later, relieved, AFTER)]),
      notRelieved: aTwin(patient, [...before, ...puffs, ...aSpirometerSession(later, narrow, AFTER)]),
    };
  }
  const AFTER = { reliever: 'after' } as const;
  /** What two puffs take away of the constriction in twenty minutes. */
  const RELIEVED = relieverEffect(TWO_PUFFS, 20 * MS_PER_MINUTE);
  const unmasked = (state: TwinState) => presentTwin(state, at(14, 8.6)).constrictionUnmasked!.mid;
  const level = (state: TwinState) => state.traits!.mean[TRAIT.scale]!;

  it.each([
    [0.3, 0.2],
    [0.4, 0.3],
  ])('at C %d and I %d: a blow that the reliever lifts shows the constriction that it took away', (c, i) => {
    const { twoBefore, beforeAndAfter } = measured(c, i);
    expect(unmasked(beforeAndAfter)).toBeGreaterThan(unmasked(twoBefore) + 0.04);
    expect(Math.abs(unmasked(beforeAndAfter) - c)).toBeLessThan(Math.abs(unmasked(twoBefore) - c));
  });

  it.each([
    [0.3, 0.2],
    [0.4, 0.3],
  ])('at C %d and I %d: it shows too that the lungs are not smaller than they should be', (c, i) => {
    const { twoBefore, beforeAndAfter } = measured(c, i);
    expect(level(twoBefore)).toBeLessThan(-0.07);
    expect(level(beforeAndAfter)).toBeGreaterThan(level(twoBefore) + 0.05);
  });

  it('after a blow before and one after the reliever the band of constriction holds the truth, and is known', () => {
    const { beforeAndAfter } = measured(0.4, 0.3);
    const { low, high, known } = presentTwin(beforeAndAfter, at(14, 8.6)).constrictionUnmasked!;
    expect(known).toBe(true);
    expect(low).toBeLessThan(0.4);
    expect(high).toBeGreaterThan(0.4);
  });

  it('a sudden change has less chance in minutes than in half a day', () => {
    expect(chanceOfChange(0.3)).toBeLessThan(0.1);
    expect(chanceOfChange(12)).toBe(1);
    expect(chanceOfChange(null)).toBe(1);
  });

  it('a fall that the reliever does not lift speaks for a reliever that fails', () => {
    const { beforeAndAfter, notRelieved } = measured(0.4, 0.3);
    expect(relieverResponse(notRelieved.traits!)).toBeLessThan(relieverResponse(beforeAndAfter.traits!) - 0.02);
    expect(level(notRelieved)).toBeLessThan(level(beforeAndAfter));
  });

  it('pull against each other in a low blow of a patient who is known: believing more of one is believing less of the other', () => {
    const known = [
      ...preventerTaken(0, 14),
      ...Array.from({ length: 14 }, (_unused, day) => aSpirometerSession(at(day, 8), blows(fev1At(0.12, 0.2)))).flat(),
    ];
    const low = [...known, ...aSpirometerSession(at(14, 8), blows(fev1At(0.4, 0.3)))];
    expect(traitCorrelation(aTwin(patient, low).traits!)).toBeLessThan(-0.1);
  });
});

/** Two good weeks, peak flow near the declared best. */
const goodWeeks = [
  ...preventerTaken(0, 14),
  ...Array.from({ length: 14 }, (_unused, day) => aPeakFlowSession(at(day, 8), 288, 285, 270)),
];

describe('a blow after a reliever', () => {
  const puffs = relieverPuffs(at(14, 8), 2);
  const session = aSessionAfterReliever(at(14, 8) + 20 * MS_PER_MINUTE, 250, 248, 240);
  const withPuffs = viewAfter([...goodWeeks, ...puffs, session]);
  const without = viewAfter([...goodWeeks, session]);

  it('is read as such: the same value means narrower airways once the reliever is thought away', () => {
    expect(withPuffs.constrictionUnmasked!.mid).toBeGreaterThan(without.constrictionUnmasked!.mid + 0.08);
  });

  it('shows what constriction the reliever has left, less than without it', () => {
    expect(withPuffs.constriction!.mid).toBeLessThan(withPuffs.constrictionUnmasked!.mid - 0.1);
  });

  it('is nearly one without it when the puffs have worn off', () => {
    const late = viewAfter([...goodWeeks, ...puffs, aPeakFlowSession(at(14, 18), 250, 248, 240)]);
    const plain = viewAfter([...goodWeeks, aPeakFlowSession(at(14, 18), 250, 248, 240)]);
    expect(late.relieverEffect).toBeLessThan(0.1);
    expect(Math.abs(late.constriction!.mid - plain.constriction!.mid)).toBeLessThan(0.05);
  });
});

describe('low blows that agree, under ten puffs', () => {
  const puffs = relieverPuffs(at(14, 6), 10);
  const attack = [...goodWeeks, ...puffs, aSessionAfterReliever(at(14, 6.5), 140, 136, 130)];
  const worse = [...attack, aSessionAfterReliever(at(14, 7.5), 138, 134, 128)];
  const calm = aTwin(patient, goodWeeks);
  const inAttack = aTwin(patient, worse);

  it('are an attack: airways shown narrow in spite of the reliever', () => {
    expect(viewAfter(attack).constriction!.mid).toBeGreaterThan(viewAfter(goodWeeks).constriction!.mid + 0.2);
    expect(viewAfter(worse).constriction!.mid).toBeGreaterThan(0.35);
  });

  it('show a reliever that fails', () => {
    expect(relieverResponse(inAttack.traits!)).toBeLessThan(0.7 * relieverResponse(calm.traits!));
    expect(viewAfter(worse).relieverEffect).toBeLessThan(0.6);
  });

  it('are never explained away as a meter that shows too little: its offset hardly moves', () => {
    const meter = (state: TwinState) => state.traits!.mean[TRAIT.meter]!;
    // Peak flow has halved, which is −0.7 in its natural logarithm.
    expect(Math.abs(meter(inAttack) - meter(calm))).toBeLessThan(0.1);
  });

  it('leave no belief in narrow airways behind once the blows are good again', () => {
    const well = [
      ...worse,
      ...preventerTaken(14, 21),
      ...[15, 16, 17, 18, 19, 20].map((day) => aPeakFlowSession(at(day, 8), 286, 284, 270)),
    ];
    expect(viewAfter(well).constriction!.mid).toBeLessThan(viewAfter(goodWeeks).constriction!.mid + 0.08);
  });

  it('in a week without an attack the same puffs are believed to work', () => {
    expect(viewAfter([...goodWeeks, ...puffs], at(14, 6.5)).relieverEffect).toBeGreaterThan(0.6);
  });
});

describe('blows of bad quality', () => {
  const sure = aTwin(patient, goodWeeks);
  const atMs = at(14, 8.5);
  const bands = (state: TwinState) => {
    const { constriction, constrictionUnmasked, inflammation } = presentTwin(state, atMs);
    return { constriction, constrictionUnmasked, inflammation };
  };

  it.each([
    ['a single blow (grade E)', aSpirometerSession(at(14, 8), [0.9]), 'E'],
    ['two blows 0.4 L apart (grade E)', aSpirometerSession(at(14, 8), [1.3, 0.9]), 'E'],
    [
      'three blows that all start slowly (grade F)',
      aSpirometerSession(at(14, 8), [0.9, 0.9, 0.9], { backExtrapolatedVolumeLitres: 0.4 }),
      'F',
    ],
    [
      'three blows broken off within a second (grade F)',
      aSpirometerSession(at(14, 8), [0.9, 0.9, 0.9], { forcedExpiratoryTimeSeconds: 0.8 }),
      'F',
    ],
  ] as const)('move neither C nor I nor a band of them, nor teach the habit: %s', (_what, session, grade) => {
    const blown = aTwin(patient, [...goodWeeks, ...session]);
    expect(blown.lungFunction.sessions.at(-1)!.grades!.fev1).toBe(grade);
    expect(blown.habits.fev1).toBeNull();
    // The belief stands at the newest blow either way; steps of the drift are not exact.
    const reference = bands(sure);
    Object.entries(bands(blown)).forEach(([trait, band]) => {
      const plain = reference[trait as keyof typeof reference]!;
      expect(band!.low).toBeCloseTo(plain.low, 4);
      expect(band!.mid).toBeCloseTo(plain.mid, 4);
      expect(band!.high).toBeCloseTo(plain.high, 4);
    });
  });

  it('of grade F where the FVC is only usable (grade U) move nothing either', () => {
    const session = aSpirometerSession(at(14, 8), [0.9, 0.9, 0.9], {
      backExtrapolatedVolumeLitres: 0.4,
      forcedExpiratoryTimeSeconds: 6,
    });
    const blown = aTwin(patient, [...goodWeeks, ...session]);
    expect(blown.lungFunction.sessions.at(-1)!.grades!.fvc).toBe('U');
    expect(blown.traits).toEqual(
      session.reduce((state, { measuredAtMs }) => advanceTo(state, measuredAtMs), sure).traits,
    );
  });

  it('of a peak-flow meter that do not agree move neither trait, and still teach how this person blows', () => {
    const blown = aTwin(patient, [...goodWeeks, aPeakFlowSession(at(14, 8), 150, 90)]);
    expect(blown.traits).toEqual(advanceTo(sure, at(14, 8)).traits);
    expect(blown.habits.pef).not.toEqual(sure.habits.pef);
  });

  it('count once they are repeated well', () => {
    const session = aSpirometerSession(at(14, 8), [1.1, 1.1, 1.08]);
    expect(bands(aTwin(patient, [...goodWeeks, ...session])).constriction!.mid).toBeGreaterThan(
      bands(sure).constriction!.mid + 0.05,
    );
  });
});

describe('a spirometer session of three blows', () => {
  it('has its say once, at the blow that makes it trusted: a third that agrees adds nothing', () => {
    const session = aSpirometerSession(at(14, 8), [1.5, 1.48, 1.5]);
    const two = aTwin(patient, [...goodWeeks, ...session.slice(0, 2)]);
    const three = aTwin(patient, [...goodWeeks, ...session]);
    expect(three.traits).toEqual(advanceTo(two, session[2]!.measuredAtMs).traits);
  });
});

describe('a watched time without a puff', () => {
  it('tells the same whether the belief is stored between the drift and the silence or not', () => {
    const twin = aTwin(patient, [...relieverPuffs(at(13, 8), 2), ...aSpirometerSession(at(14, 8), blows(2))]);
    const moment = momentOf(twin, at(14, 20));
    const drive = traitDrive(twin);
    expect(driftUnused(twin.traits!, drive, 0.5, moment)).toEqual(
      seeRelieverUse(driftTraits(twin.traits!, moment.atMs, drive), 0, 0.5, moment),
    );
  });
});
