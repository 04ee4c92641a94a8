import { bootstrapped } from './effect-statistics.js';
import type { ComparedEffect } from './effects.js';
import { COURSE_FROM_DAY, COURSE_TO_DAY, type AttackCourse, type PersonFacts } from './person-facts.js';

/** Mean course around the attacks of all people, by day from `COURSE_FROM_DAY`. */
export function meanCourse(people: readonly Pick<PersonFacts, 'course'>[], of: keyof AttackCourse): number[] {
  return Array.from({ length: COURSE_TO_DAY - COURSE_FROM_DAY + 1 }, (_unused, place) => {
    let [sum, days] = [0, 0];
    for (const { course } of people) {
      sum += course[of][place]!.sum;
      days += course[of][place]!.days;
    }
    return sum / days;
  });
}

const at = (day: number): number => day - COURSE_FROM_DAY;
const usualOf = (course: readonly number[]): number =>
  course.slice(0, at(-9)).reduce((sum, value) => sum + value, 0) / at(-9);
/** A drift counts once it has come to so much of the whole change. */
const DRIFT_SHARE = 0.08;

/** Effects on the days around an attack. */
export function courseEffects(people: readonly PersonFacts[]): ComparedEffect[] {
  const source = 'Tattersfield 1999, Reddel 1999 (to verify)';
  const withAttacks = people.filter(({ attacks }) => attacks.length > 0);
  const peakFlow = (some: readonly PersonFacts[]): number[] => meanCourse(some, 'peakFlow');
  const drift =
    (of: keyof AttackCourse) =>
    (some: readonly PersonFacts[]): number =>
      driftBegins(meanCourse(some, of));
  return [
    {
      effect: 'peak flow begins to drift, day before the attack',
      source,
      target: '−7 to −5',
      low: -7,
      high: -5,
      found: bootstrapped(withAttacks, drift('peakFlow')),
      as: 'days',
    },
    {
      effect: 'symptom days begin to rise, day before the attack',
      source,
      target: '−7 to −5',
      low: -7,
      high: -5,
      found: bootstrapped(withAttacks, drift('symptomDay')),
      as: 'days',
    },
    {
      effect: 'share of the fall of peak flow that comes in the last three days',
      source,
      target: 'most of it (steep)',
      low: 0.5,
      high: 1,
      found: bootstrapped(withAttacks, (some) => {
        const course = peakFlow(some);
        return (course[at(-3)]! - course[at(0)]!) / (usualOf(course) - course[at(0)]!);
      }),
      as: 'share',
    },
    {
      effect: 'lowest peak flow, day',
      source,
      target: '0',
      low: -0.5,
      high: 0.5,
      found: bootstrapped(withAttacks, (some) => {
        const course = peakFlow(some);
        return course.indexOf(Math.min(...course)) + COURSE_FROM_DAY;
      }),
      as: 'days',
    },
    {
      effect: 'peak flow is back (within 3 % of usual), days after the attack',
      source,
      target: '5–7',
      low: 5,
      high: 7,
      found: bootstrapped(withAttacks, (some) => {
        const course = peakFlow(some);
        const back = course.findIndex((value, place) => place > at(0) && value > 0.97 * usualOf(course));
        return back < 0 ? NaN : back + COURSE_FROM_DAY;
      }),
      as: 'days',
    },
    {
      effect: 'reliever on the day before the attack against usual',
      source,
      target: 'rises in parallel (at least twice)',
      low: 2,
      high: Infinity,
      found: bootstrapped(withAttacks, (some) => {
        const course = meanCourse(some, 'relieverPuffs');
        return course[at(-1)]! / usualOf(course);
      }),
      as: 'ratio',
    },
  ];
}

/** First day from which on the course has left its usual level by a share of its whole change, and stays so until the attack. */
export function driftBegins(course: readonly number[]): number {
  const usual = usualOf(course);
  const whole = course[at(0)]! - usual;
  let first = 0;
  for (let day = -1; day >= COURSE_FROM_DAY && (course[at(day)]! - usual) / whole > DRIFT_SHARE; day--) first = day;
  return first;
}
