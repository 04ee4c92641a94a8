import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../measurement/observation.js';
import { MS_PER_DAY } from '../time/calendar.js';
import {
  aDiaryDay,
  aPatient,
  aPeakFlowSession,
  aPollenDay,
  aTwin,
  anAirReading,
  at,
  preventerTaken,
} from '../testing/a-story.js';
import { advanceTo } from './fold.js';
import { presentTwin } from './present.js';
import type { TraitState, TwinState } from './state.js';
import { shownInflammation } from './traits.js';

const blow = aPeakFlowSession(at(5, 8), 240, 236);
const stories: readonly [string, Observation[]][] = [
  ['a cold', [blow, aDiaryDay(5, { triggers: ['cold'] })]],
  ['high pollen', [blow, aPollenDay(at(5, 9), 'very-high')]],
  ['bad air', [blow, anAirReading(at(5, 9), 300)]],
  ['the preventer stopped', [...preventerTaken(0, 5), blow]],
  ['six doses of the preventer a day', [...[0, 1, 2].flatMap(() => preventerTaken(0, 5)), blow]],
  [
    'all of it',
    [
      ...preventerTaken(0, 6),
      blow,
      aPollenDay(at(5, 9), 'very-high'),
      anAirReading(at(5, 9), 80),
      aDiaryDay(5, { triggers: ['cold'] }),
    ],
  ],
];

/** Steps are not exact: the same within a hundredth of the whole scale. */
function expectSame(one: TraitState, other: TraitState): void {
  expect(one.atMs).toBe(other.atMs);
  one.mean.forEach((value, index) => expect(value).toBeCloseTo(other.mean[index]!, 2));
  one.covariance.forEach((value, index) => expect(value).toBeCloseTo(other.covariance[index]!, 3));
}
const inflammation = (state: TwinState) => shownInflammation(state.traits!).mid;

describe.each(stories)('twenty days of silence after %s', (_what, story) => {
  const state = aTwin(aPatient(), story);
  const end = state.clockMs! + 20 * MS_PER_DAY;
  const atOnce = advanceTo(state, end).traits!;

  it.each([0.3, 2.71, 6, 13.37])('are the same at once and by way of day %d', (days) => {
    expectSame(advanceTo(advanceTo(state, state.clockMs! + days * MS_PER_DAY), end).traits!, atOnce);
  });

  it('are the same by way of every hour', () => {
    let hourly: TwinState = state;
    for (let hour = 1; hour <= 20 * 24; hour++) hourly = advanceTo(hourly, state.clockMs! + hour * 3_600_000);
    expectSame(hourly.traits!, atOnce);
  });
});

it('a cold fades within two weeks of being told', () => {
  const cold = aTwin(aPatient(), [blow, aDiaryDay(5, { triggers: ['cold'] })]);
  const well = aTwin(aPatient(), [blow, aDiaryDay(5)]);
  const raised = (days: number) =>
    inflammation(advanceTo(cold, at(5 + days))) - inflammation(advanceTo(well, at(5 + days)));
  expect(raised(5)).toBeGreaterThan(0.06);
  expect(raised(20)).toBeLessThan(raised(6) / 2);
});

it('ten years of silence end where the belief is at rest', () => {
  const state = aTwin(aPatient(), [...preventerTaken(0, 5), blow]);
  const rest = (years: number) => {
    const { constriction, inflammation } = presentTwin(advanceTo(state, at(years * 365)), at(years * 365));
    return [constriction!.mid, inflammation!.mid];
  };
  rest(10).forEach((mid, index) => expect(mid).toBeCloseTo(rest(20)[index]!, 1));
});
