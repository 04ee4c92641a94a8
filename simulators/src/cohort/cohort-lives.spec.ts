import { describe, expect, it } from '@jest/globals';
import { RISK_ROWS_COLUMNS } from '@airway-twin/contracts/risk-rows';
import type { Observation } from '@airway-twin/domain/measurement';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import { airwaysOfBuild } from './body-builds.js';
import { cohortPerson, withQuietAirways } from './cohort-person.js';
import { dailyRows, HORIZON_DAYS, type Outcomes } from './daily-rows.js';
import { AS_IT_IS, ONE_ATTACK_DAYS } from './course-day.js';
import { firstDateOf, HiddenCourse } from './hidden-course.js';
import { hiddenNarrowing } from './narrowing-table.js';
import { factsOfPerson, type PersonFacts } from './person-facts.js';
import { cohortSeasons, DAYS_PER_YEAR } from './person-record.js';
import { scoringInstants, tellerOf } from './told-day.js';

const SEED = 4;
const seasons = cohortSeasons(SEED);
const breathed = hiddenNarrowing(0);
const shared = { seasons, narrowing: [breathed, breathed, breathed, breathed, breathed, breathed] };
const facts = (number: number): PersonFacts => factsOfPerson(number, SEED, AS_IT_IS, shared);
const CHILDREN = Array.from({ length: 140 }, (_unused, index) => index + 1)
  .filter((number) => cohortPerson(number, SEED).group === 'school-child')
  .slice(0, 70);
const lived = CHILDREN.map(facts);

function courseOf(number: number, quiet: boolean): HiddenCourse {
  const person = cohortPerson(number, SEED);
  return new HiddenCourse(
    {
      person: quiet ? withQuietAirways(person) : person,
      seed: SEED,
      seasons: seasons[person.spec.timeZone],
      narrowing: breathed,
      what: AS_IT_IS,
    },
    firstDateOf(person),
  );
}

describe('people of a cohort', () => {
  it('live the same life again, whoever lived before them', () => {
    const number = CHILDREN[3]!;
    expect(facts(number)).toEqual(lived[3]);
    expect(facts(number)).not.toEqual(factsOfPerson(number, SEED + 1, AS_IT_IS, shared));
  });

  it('have attacks about as often as children in primary care: between 6 and 27 % in a year', () => {
    const share = lived.filter(({ attacksYearAfter }) => attacksYearAfter > 0).length / lived.length;
    expect(share).toBeGreaterThan(0.06);
    expect(share).toBeLessThan(0.27);
  });

  it('have their attacks some days after a cold, most of them', () => {
    const lags = lived.flatMap(({ attacks }) => attacks.map(({ daysAfterCold }) => daysAfterCold));
    const known = lags.filter((lag) => lag !== null).sort((a, b) => a - b);
    expect(lags.length).toBeGreaterThan(10);
    expect(known.length / lags.length).toBeGreaterThan(0.5);
    expect(known[Math.floor(known.length / 2)]).toBeGreaterThan(2);
    expect(known[Math.floor(known.length / 2)]).toBeLessThan(5);
  });

  it('have no attack when nothing inflames or irritates their airways: attacks come from narrowing alone', () => {
    const attackers = lived.filter(({ attacksYearAfter }) => attacksYearAfter > 0).slice(0, 8);
    expect(attackers.length).toBeGreaterThan(3);
    for (const { number } of attackers) {
      const quiet = courseOf(number, true);
      for (let day = 0; day < DAYS_PER_YEAR; day++) expect(quiet.liveDay().attackAtMs).toBeNull();
    }
  });

  it('never start a second attack within two weeks of one', () => {
    const apart = lived.flatMap(({ attacks }) =>
      attacks.slice(1).map((attack, index) => (attack.atMs - attacks[index]!.atMs) / MS_PER_DAY),
    );
    for (const days of apart) expect(days).toBeGreaterThanOrEqual(ONE_ATTACK_DAYS - 0.01);
  });
});

const BEFORE_DAYS = 35;
const RECORD_DAYS = 60;

/** Sixty days of a person with an attack on the 36th of them and none before, and what was told of them. */
function toldRecord() {
  for (const number of CHILDREN) {
    const person = cohortPerson(number, SEED);
    const course = courseOf(number, false);
    const lived = Array.from({ length: DAYS_PER_YEAR }, () => course.liveDay());
    const attack = lived.findIndex(({ attackAtMs }) => attackAtMs !== null);
    if (attack < BEFORE_DAYS || attack > DAYS_PER_YEAR - RECORD_DAYS) continue;
    const days = lived.slice(attack - BEFORE_DAYS, attack - BEFORE_DAYS + RECORD_DAYS);
    const teller = tellerOf(person, SEED, seasons[person.spec.timeZone], 1);
    const endMs = days.at(-1)!.nextMidnightMs;
    const outcomes: Outcomes = {
      instants: scoringInstants(days[0]!.date, days.length, person.spec.timeZone),
      attacksMs: days.flatMap(({ attackAtMs }) => attackAtMs ?? []),
      isTold: (_fromMs, untilMs) => untilMs <= endMs,
    };
    const airways = airwaysOfBuild(person.build);
    return {
      recorded: { number, profile: teller.profile, airways },
      observations: days.flatMap((day) => teller.tell(day)),
      outcomes,
    };
  }
  throw new Error('none of these children has a first attack in the year');
}

describe('the rows of a person', () => {
  const { recorded, observations, outcomes } = toldRecord();
  const width = RISK_ROWS_COLUMNS.length;
  const rows = dailyRows(recorded, observations, outcomes);
  const column = (name: string) => RISK_ROWS_COLUMNS.indexOf(name);
  const at = (day: number, name: string) => rows[day * width + column(name)]!;
  const known = (values: Float32Array, day: number) => [
    ...values.subarray(day * width + 5, (day + 1) * width).map((value) => (Number.isNaN(value) ? -1 : value)),
  ];

  it.each([3, 20, 35, 50])('day %d is the same whether what comes after it is there, missing or changed', (day) => {
    const nowMs = outcomes.instants[day]!;
    const before = observations.filter(({ measuredAtMs }) => measuredAtMs <= nowMs);
    expect(before.length).toBeLessThan(observations.length);
    const changed = observations.map((one): Observation =>
      one.measuredAtMs > nowMs && one.stream === 'peakflow.session'
        ? { ...one, data: { ...one.data, blowsLitresPerMinute: [90, 90, 90] } }
        : one,
    );
    const upTo = { ...outcomes, instants: outcomes.instants.slice(0, day + 1), attacksMs: [] };
    expect(known(dailyRows(recorded, before, upTo), day)).toEqual(known(rows, day));
    expect(known(dailyRows(recorded, changed, upTo), day)).toEqual(known(rows, day));
  });

  it('name the attack on its day and on the six before, and nothing until two weeks after its start', () => {
    const day = outcomes.instants.findIndex((_at, index) => at(index, 'attackToday') === 1);
    expect(day).toBeGreaterThan(HORIZON_DAYS);
    for (let before = day - HORIZON_DAYS + 1; before <= day; before++) expect(at(before, 'attackWithin7d')).toBe(1);
    expect(at(day - HORIZON_DAYS, 'attackWithin7d')).toBe(0);
    for (let after = day + 1; after <= Math.min(day + ONE_ATTACK_DAYS, 59); after++) {
      expect(at(after, 'attackWithin7d')).toBeNaN();
    }
  });

  it('hold nothing of the hidden body', () => {
    const told = JSON.stringify(observations);
    for (const hidden of ['severity', 'pollenLoad', 'constriction', 'inflammation', 'virusLoad', 'narrowing']) {
      expect(told).not.toContain(hidden);
    }
  });
});
