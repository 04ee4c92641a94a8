import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BlowToJudge, JudgedBlow } from './blow-quality.js';
import { SESSION_GRADES, gradeSession, isTrustedGrade, sessionGrades } from './session-grade.js';

const ADULT = 30;
const CHILD_OF_5 = 5;

function judged(litres: number, worth: JudgedBlow['fev1'] = 'acceptable'): JudgedBlow {
  return { fev1Litres: litres, fvcLitres: litres + 0.5, fev1: worth, fvc: worth, faults: [], end: 'plateau' };
}

const gradeOf = (litres: readonly number[], ageYears: number | null) =>
  gradeSession(
    litres.map((each) => judged(each)),
    ageYears,
  ).fev1.grade;

describe('grade of a session, older than 6 years', () => {
  it.each([
    [[3.2, 3.12, 3.1], 'A'],
    [[3.2, 3.12], 'B'],
    [[3.2, 3.02], 'C'],
    [[3.2, 2.97], 'D'],
    [[3.2, 2.8], 'E'],
    [[3.2], 'E'],
    [[], 'F'],
    [[3.2, 3.05, 2.4], 'A'],
    [[3.2, 3.04, 2.4], 'C'],
    [[3.2, 3.0], 'C'],
    [[3.2, 2.95], 'D'],
    [[3.2, 2.94], 'E'],
    [[2.9, 2.6, 3.1], 'C'],
  ])('FEV1 of %j L: %s', (litres, grade) => {
    expect(gradeOf(litres, ADULT)).toBe(grade);
    expect(gradeOf(litres, null)).toBe(grade);
  });
});

describe('grade of a session, 6 years or younger', () => {
  it.each([
    [[0.9, 0.85, 0.8], 'A'],
    [[0.9, 0.8], 'B'],
    [[0.9, 0.78], 'C'],
    [[0.9, 0.75], 'C'],
    [[0.9, 0.7], 'D'],
    [[0.9, 0.69], 'E'],
    [[1.4, 1.26, 1.2], 'A'],
    [[1.4, 1.25], 'C'],
    [[0.9], 'E'],
    [[], 'F'],
  ])('FEV1 of %j L, the tolerance 10 %% of the largest where that is more: %s', (litres, grade) => {
    expect(gradeOf(litres, CHILD_OF_5)).toBe(grade);
    expect(gradeOf(litres, 6)).toBe(grade);
  });

  it('the day after the sixth birthday the tolerances of older people hold', () => {
    expect(gradeOf([0.9, 0.76], 6)).toBe('C');
    expect(gradeOf([0.9, 0.76], 6.01)).toBe('B');
  });
});

describe('what a grade rests on', () => {
  it('only usable blows are a U, only unusable ones an F', () => {
    expect(gradeSession([judged(3, 'usable'), judged(3, 'unusable')], ADULT).fev1).toMatchObject({
      grade: 'U',
      bestLitres: 3,
      acceptableBlows: 0,
      usableBlows: 1,
      reasons: ['no-acceptable-blow'],
    });
    expect(gradeSession([judged(3, 'unusable')], ADULT).fev1).toMatchObject({ grade: 'F', bestLitres: null });
  });

  it('FEV1 and FVC are graded apart and may come from different blows', () => {
    const early = { ...judged(3.3), fvcLitres: 3.6, fvc: 'usable', faults: ['stopped-too-early'] } as const;
    const { fev1, fvc } = gradeSession([early, judged(3.2), judged(3.25)], ADULT);
    expect(fev1).toMatchObject({ grade: 'A', bestLitres: 3.3, reasons: [] });
    expect(fvc).toMatchObject({ grade: 'B', bestLitres: 3.75, reasons: ['stopped-too-early', 'too-few-acceptable'] });
  });

  it('an unusable high blow is not the best', () => {
    expect(gradeSession([judged(4.5, 'unusable'), judged(3.2), judged(3.1)], ADULT).fev1.bestLitres).toBe(3.2);
  });

  it('two blows too far apart say so', () => {
    const { reasons, differenceLitres } = gradeSession([judged(3.2), judged(2.8)], ADULT).fev1;
    expect(reasons).toEqual(['too-few-acceptable', 'not-repeatable']);
    expect(differenceLitres).toBeCloseTo(0.4, 9);
  });

  it('E, U and F never move the twin', () => {
    expect(SESSION_GRADES.filter(isTrustedGrade)).toEqual(['A', 'B', 'C', 'D']);
  });

  it('one more acceptable blow never makes a grade worse, unless it is the new largest', () => {
    const litres = fc.integer({ min: 200, max: 350 }).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(fc.array(litres, { minLength: 1, maxLength: 6 }), litres, (before, more) => {
        fc.pre(more <= Math.max(...before));
        const rank = (values: number[]) => SESSION_GRADES.indexOf(gradeOf(values, ADULT) as 'A');
        expect(rank([...before, more])).toBeLessThanOrEqual(rank(before));
      }),
    );
  });

  it('the order of acceptable blows does not matter', () => {
    const litres = fc.array(fc.double({ min: 0.5, max: 5, noNaN: true }), { maxLength: 6 });
    fc.assert(
      fc.property(litres, fc.constantFrom(CHILD_OF_5, ADULT), (values, age) => {
        expect(gradeOf([...values].reverse(), age)).toBe(gradeOf(values, age));
      }),
    );
  });
});

describe('sessionGrades', () => {
  const raw = (fev1Litres: number, changes: Partial<BlowToJudge> = {}): BlowToJudge => ({
    fev1Litres,
    fvcLitres: fev1Litres + 0.6,
    forcedExpiratoryTimeSeconds: 7,
    backExtrapolatedVolumeLitres: 0.05,
    flowVolumeCurve: null,
    ...changes,
  });

  it('three good blows are an A in both', () => {
    expect(sessionGrades([raw(3.2), raw(3.12), raw(3.1)], ADULT)).toEqual({ fev1: 'A', fvc: 'A', reasons: [] });
  });

  it('a slow start costs FEV1 its grade and is named', () => {
    const slow = { backExtrapolatedVolumeLitres: 0.4 };
    expect(sessionGrades([raw(3.2, slow), raw(3.1, slow)], ADULT)).toEqual({
      fev1: 'F',
      fvc: 'U',
      reasons: ['slow-start', 'no-acceptable-blow'],
    });
  });

  it('a child’s first blow without plateau does not count for FVC, the ones that repeat it do', () => {
    const short = { forcedExpiratoryTimeSeconds: 1.5, fvcLitres: 1.4 };
    expect(sessionGrades([raw(1.2, short), raw(1.2, short), raw(1.2, short)], 8)).toEqual({
      fev1: 'A',
      fvc: 'B',
      reasons: ['stopped-too-early', 'too-few-acceptable'],
    });
  });

  it('no blow at all is an F', () => {
    expect(sessionGrades([], ADULT)).toEqual({ fev1: 'F', fvc: 'F', reasons: ['no-blow'] });
  });
});
