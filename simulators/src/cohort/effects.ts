import { courseEffects } from './attack-course.js';
import { bootstrapped, oddsRatio, rateRatio, shareOf, type Estimate } from './effect-statistics.js';
import type { AttackFacts, PersonFacts } from './person-facts.js';

/** A published effect beside the cohort's. */
export interface ComparedEffect {
  readonly effect: string;
  readonly source: string;
  /** Published value and interval as they are written; `low` and `high` are what counts as met. */
  readonly target: string;
  readonly low: number;
  readonly high: number;
  readonly found: Estimate;
  readonly as: 'share' | 'ratio' | 'days';
}

/** Everyone's year before and after enrolment, and for some of them the same years as they would have been. */
export interface CohortFacts {
  readonly people: readonly PersonFacts[];
  readonly moreAdherent: readonly PersonFacts[];
  readonly moreParticles: readonly PersonFacts[];
}

/** µg/m³ that are added in the weeks of a what-if: enough to be told from chance; the ratio is given per 10. */
export const PARTICLES_ASKED_WITH = 40;
const CHILD_UNTIL_YEARS = 18;
const PRIMARY_SCHOOL_UNTIL_YEARS = 13;

/** All effects, in the order of the table. */
export function comparedEffects({ people, moreAdherent, moreParticles }: CohortFacts): ComparedEffect[] {
  const children = people.filter(({ ageYears }) => ageYears < CHILD_UNTIL_YEARS);
  const young = children.filter(({ ageYears }) => ageYears < PRIMARY_SCHOOL_UNTIL_YEARS);
  const adults = people.filter(({ ageYears }) => ageYears >= CHILD_UNTIL_YEARS);
  const history = (from: number, to: number): Estimate => {
    const outcome = (group: readonly PersonFacts[]) => {
      const yes = group.filter(({ attacksYearAfter }) => attacksYearAfter > 0).length;
      return { yes, no: group.length - yes };
    };
    const between = young.filter(({ attacksYearBefore: before }) => before >= from && before <= to);
    return oddsRatio(outcome(between), outcome(young.filter(({ attacksYearBefore }) => attacksYearBefore === 0)));
  };
  return [
    {
      effect: 'children of 6–12 years with an attack in a year',
      source: 'PMC6056517 (5–12 years, 525 of 3,776)',
      target: '13.9 % (12.8–15.0, Wilson)',
      low: 0.128,
      high: 0.15,
      found: shareOf(young.filter(({ attacksYearAfter }) => attacksYearAfter > 0).length, young.length),
      as: 'share',
    },
    {
      effect: 'one attack last year against none, odds ratio, 6–12 years',
      source: 'PMC6056517',
      target: '3.7 (2.9–4.8)',
      low: 2.9,
      high: 4.8,
      found: history(1, 1),
      as: 'ratio',
    },
    {
      effect: 'two or more attacks last year against none, odds ratio, 6–12 years',
      source: 'PMC6056517',
      target: '7.7 (5.6–10.7)',
      low: 5.6,
      high: 10.7,
      found: history(2, Infinity),
      as: 'ratio',
    },
    {
      effect: 'FEV1, rate ratio per 10 % predicted lower, adults, previous attacks held',
      source: 'JACI-IP 2014;2:751',
      target: '1.14 (1.03–1.27)',
      low: 1.03,
      high: 1.27,
      found: rateRatio(
        adults.map((one) => ({
          count: one.attacksYearAfter,
          factors: [-one.fev1PercentPredicted / 10, one.attacksYearBefore, one.ageYears / 10],
        })),
      ),
      as: 'ratio',
    },
    {
      effect: 'each previous attack, rate ratio, adults, FEV1 held',
      source: 'JACI-IP 2014;2:751',
      target: '1.15 (1.01–1.31)',
      low: 1.01,
      high: 1.31,
      found: rateRatio(
        adults.map((one) => ({
          count: one.attacksYearAfter,
          factors: [one.attacksYearBefore, -one.fev1PercentPredicted / 10, one.ageYears / 10],
        })),
      ),
      as: 'ratio',
    },
    {
      effect:
        'reliever, 3 or more canisters a year against 0–2, rate ratio, children, treatment and previous attacks held',
      source: 'SABINA Junior, PMC9828275',
      target: '1.22–1.35 by age',
      low: 1.2,
      high: 1.35,
      found: canisters(children),
      as: 'ratio',
    },
    {
      effect: 'the same, adults',
      source: 'ERJ 2020;55:1901872 (3–5 canisters 1.26, 6–10 1.44, 11 and more 1.77)',
      target: '1.26–1.77 by canisters',
      low: 1.26,
      high: 1.77,
      found: canisters(adults),
      as: 'ratio',
    },
    {
      effect: 'adherence 25 points higher, rate ratio, as people differ',
      source: 'Williams 2011',
      target: '0.75–0.80',
      low: 0.75,
      high: 0.8,
      found: rateRatio(
        people
          .filter(({ adherence }) => !Number.isNaN(adherence))
          .map((one) => ({
            count: one.attacksYearAfter,
            factors: [one.adherence / 0.25, one.ageYears < CHILD_UNTIL_YEARS ? 1 : 0],
          })),
      ),
      as: 'ratio',
    },
    {
      effect: 'adherence 25 points higher, rate ratio, the same people with the same chances',
      source: 'Williams 2011',
      target: '0.75–0.80',
      low: 0.75,
      high: 0.8,
      found: pairedRatio(people, moreAdherent, () => true),
      as: 'ratio',
    },
    {
      effect:
        'weeks with more fine particles, rate ratio per 10 µg/m³ (asked with 40), the same children and weeks with the same chances',
      source: 'JPMPH 2016;49:205',
      target: '1.048 (1.028–1.067)',
      low: 1.028,
      high: 1.067,
      found: perUnit(
        pairedRatio(children, moreParticles, (attack) => attack.inWeekOfMore),
        PARTICLES_ASKED_WITH / 10,
      ),
      as: 'ratio',
    },
    {
      effect: 'peak of children’s attacks, days after Labor Day',
      source: 'JACI 2006;117:557',
      target: '17.7 (16.8–18.5)',
      low: 16.8,
      high: 18.5,
      found: bootstrapped(children, autumnPeak),
      as: 'days',
    },
    {
      effect: 'adults’ peak after that of children, days',
      source: 'JACI 2006;117:557',
      target: 'about 6.3',
      low: 3,
      high: 10,
      found: bootstrapped(
        people,
        (some) => autumnPeak(some.filter(isAdult)) - autumnPeak(some.filter((one) => !isAdult(one))),
      ),
      as: 'days',
    },
    {
      effect: 'children’s attacks with a cold in the ten days before',
      source: 'to verify (clinical reference 3.3)',
      target: 'about 80 %',
      low: 0.75,
      high: 0.85,
      found: viralShare(children),
      as: 'share',
    },
    {
      effect: 'from the beginning of the cold to the attack, median, days',
      source: 'to verify (clinical reference 3.3)',
      target: '2–5',
      low: 2,
      high: 5,
      found: bootstrapped(people, coldLag),
      as: 'days',
    },
    ...courseEffects(people),
  ];
}

function isAdult({ ageYears }: PersonFacts): boolean {
  return ageYears >= CHILD_UNTIL_YEARS;
}

function canisters(people: readonly PersonFacts[]): Estimate {
  return rateRatio(
    people.map((one) => ({
      count: one.attacksYearAfter,
      factors: [
        one.canistersYearBefore >= 3 ? 1 : 0,
        one.attacksYearBefore === 1 ? 1 : 0,
        one.attacksYearBefore > 1 ? 1 : 0,
        one.step === 1 ? 1 : 0,
        one.step === 2 ? 1 : 0,
        one.ageYears / 10,
      ],
    })),
  );
}

/** A ratio for so many units as the ratio for one. */
function perUnit({ value, low, high }: Estimate, units: number): Estimate {
  return { value: value ** (1 / units), low: low ** (1 / units), high: high ** (1 / units) };
}

/** Attacks of both years as they would have been, over those as they were, of the people who were lived twice. */
function pairedRatio(
  asItIs: readonly PersonFacts[],
  asItWouldBe: readonly PersonFacts[],
  counts: (attack: AttackFacts) => boolean,
): Estimate {
  const counted = ({ attacks }: PersonFacts): number => attacks.filter(counts).length;
  const byNumber = new Map(asItIs.map((one) => [one.number, one]));
  const pairs = asItWouldBe.flatMap((would) => {
    const is = byNumber.get(would.number);
    return is ? [{ is: counted(is), would: counted(would) }] : [];
  });
  return bootstrapped(
    pairs,
    (some) => some.reduce((sum, one) => sum + one.would, 0) / some.reduce((sum, one) => sum + one.is, 0),
  );
}

const AUTUMN = { from: -20, to: 60, smoothDays: 7 } as const;

/** The day of autumn on which smoothed attacks are most, days after Labor Day. */
export function autumnPeak(people: readonly Pick<PersonFacts, 'attacks'>[]): number {
  const days = people.flatMap(({ attacks }) => attacks.map((attack) => attack.daysFromLaborDay));
  let best = { at: NaN, height: 0 };
  for (let at = AUTUMN.from; at <= AUTUMN.to; at += 0.5) {
    const height = days.reduce((sum, day) => sum + Math.exp(-0.5 * ((day + 0.5 - at) / AUTUMN.smoothDays) ** 2), 0);
    if (height > best.height) best = { at, height };
  }
  return best.at;
}

function viralShare(people: readonly PersonFacts[]): Estimate {
  const attacks = people.flatMap((one) => one.attacks);
  return shareOf(attacks.filter(({ daysAfterCold }) => daysAfterCold !== null).length, attacks.length);
}

function coldLag(people: readonly PersonFacts[]): number {
  const lags = people
    .flatMap(({ attacks }) => attacks.flatMap(({ daysAfterCold }) => daysAfterCold ?? []))
    .sort((a, b) => a - b);
  return lags[Math.floor(lags.length / 2)] ?? NaN;
}
