import {
  agreeWithin,
  isYoungChild,
  judgeBlow,
  type BlowFault,
  type BlowToJudge,
  type JudgedBlow,
} from './blow-quality.js';

/** Grade of a session for one measure: A best … E; U: only usable blows; F: none at all. */
export const SESSION_GRADES = ['A', 'B', 'C', 'D', 'E', 'U', 'F'] as const;
export type SessionGrade = (typeof SESSION_GRADES)[number];

/** Why a session is not an A: what is wrong with its blows, or with how few they are and how far apart. */
export type SessionReason = BlowFault | 'no-blow' | 'no-acceptable-blow' | 'too-few-acceptable' | 'not-repeatable';

/** Grade of one measure with what it rests on. */
export interface GradedMeasure {
  readonly grade: SessionGrade;
  /** Largest acceptable value, L, else the largest usable one; null without either. */
  readonly bestLitres: number | null;
  readonly acceptableBlows: number;
  readonly usableBlows: number;
  /** Between the two largest acceptable values, L; null with fewer than two. */
  readonly differenceLitres: number | null;
  readonly reasons: readonly SessionReason[];
}

export interface GradedSession {
  readonly fev1: GradedMeasure;
  readonly fvc: GradedMeasure;
  readonly blows: readonly JudgedBlow[];
}

/** Grades of a session as letters, with every reason that keeps one of them from an A. */
export interface SessionGrades {
  readonly fev1: SessionGrade;
  readonly fvc: SessionGrade;
  readonly reasons: readonly SessionReason[];
}

/** Design choice (clinical.md 1.4: exclude E, U and F): a value of such a session asks for a repeat and moves nothing. */
const TRUSTED: readonly SessionGrade[] = ['A', 'B', 'C', 'D'];

/** May a value of that grade move the twin? Not E (a single blow, or blows too far apart), U or F. */
export function isTrustedGrade(grade: SessionGrade): boolean {
  return TRUSTED.includes(grade);
}

/** Judges the blows of one session in the order they were blown and grades it; the age in years, null when not known. */
export function sessionGrades(blows: readonly BlowToJudge[], ageYears: number | null): SessionGrades {
  return gradesOf(gradeSession(judgeBlows(blows, ageYears), ageYears));
}

/** The letters of a graded session. */
export function gradesOf({ fev1, fvc }: Pick<GradedSession, 'fev1' | 'fvc'>): SessionGrades {
  const reasons: SessionReason[] = [];
  addDistinct(reasons, fev1.reasons);
  addDistinct(reasons, fvc.reasons);
  return { fev1: fev1.grade, fvc: fvc.grade, reasons };
}

/** Judges each blow of one session, in the order they were blown. */
export function judgeBlows(blows: readonly BlowToJudge[], ageYears: number | null): JudgedBlow[] {
  let largest: number | null = null;
  return blows.map((blow) => {
    const judged = judgeBlow(blow, ageYears, largest);
    largest = Math.max(largest ?? 0, blow.fvcLitres);
    return judged;
  });
}

/**
 * Grades FEV1 and FVC of a session, each by its own acceptable blows (ATS/ERS 2019, Graham et al., AJRCCM 2019;200:e70, table 10). FEV1 and
 * FVC may come from different blows. Age in years; null (not known) is graded as older than 6.
 */
export function gradeSession(blows: readonly JudgedBlow[], ageYears: number | null): GradedSession {
  return {
    fev1: gradeMeasure(blows, 'fev1', ageYears),
    fvc: gradeMeasure(blows, 'fvc', ageYears),
    blows,
  };
}

/** The acceptable values of one measure: how many, and the two largest, L. */
interface AcceptableValues {
  count: number;
  first: number | null;
  second: number | null;
}

function gradeMeasure(blows: readonly JudgedBlow[], measure: 'fev1' | 'fvc', ageYears: number | null): GradedMeasure {
  const acceptable: AcceptableValues = { count: 0, first: null, second: null };
  const faults: SessionReason[] = [];
  let usableBlows = 0;
  let largestUsable: number | null = null;
  for (const blow of blows) {
    const litres = measure === 'fev1' ? blow.fev1Litres : blow.fvcLitres;
    const worth = blow[measure];
    if (worth === 'acceptable') {
      addAcceptable(acceptable, litres);
      continue;
    }
    addDistinct(faults, blow.faults);
    if (worth !== 'usable') continue;
    usableBlows += 1;
    if (largestUsable === null || litres > largestUsable) largestUsable = litres;
  }
  const { count, first, second } = acceptable;
  const grade = gradeOf(acceptable, usableBlows, ageYears);
  if (grade !== 'A') addDistinct(faults, countReasons(blows, acceptable, ageYears));
  return {
    grade,
    bestLitres: first ?? largestUsable,
    acceptableBlows: count,
    usableBlows,
    differenceLitres: first !== null && second !== null ? first - second : null,
    reasons: grade === 'A' ? [] : faults,
  };
}

function addAcceptable(values: AcceptableValues, litres: number): void {
  values.count += 1;
  if (values.first === null || litres > values.first) {
    values.second = values.first;
    values.first = litres;
  } else if (values.second === null || litres > values.second) values.second = litres;
}

/** Adds those that are not yet among them. */
function addDistinct(reasons: SessionReason[], more: readonly SessionReason[]): void {
  for (const each of more) if (!reasons.includes(each)) reasons.push(each);
}

/** Largest difference of the best two for A and B, for C and for D, L, at that age and largest value. */
function limitsLitres(ageYears: number | null, largest: number): readonly [number, number, number] {
  if (!isYoungChild(ageYears)) return [0.15, 0.2, 0.25];
  const tenth = 0.1 * largest;
  return [Math.max(0.1, tenth), Math.max(0.15, tenth), Math.max(0.2, tenth)];
}

function gradeOf(
  { count, first, second }: AcceptableValues,
  usableBlows: number,
  ageYears: number | null,
): SessionGrade {
  if (first === null) return usableBlows > 0 ? 'U' : 'F';
  if (second === null) return 'E';
  const [ab, c, d] = limitsLitres(ageYears, first);
  if (agreeWithin(first, second, ab)) return count >= 3 ? 'A' : 'B';
  if (agreeWithin(first, second, c)) return 'C';
  return agreeWithin(first, second, d) ? 'D' : 'E';
}

function countReasons(
  blows: readonly JudgedBlow[],
  { count, first, second }: AcceptableValues,
  ageYears: number | null,
): SessionReason[] {
  if (blows.length === 0) return ['no-blow'];
  if (first === null) return ['no-acceptable-blow'];
  const reasons: SessionReason[] = count < 3 ? ['too-few-acceptable'] : [];
  if (second !== null && !agreeWithin(first, second, limitsLitres(ageYears, first)[0])) reasons.push('not-repeatable');
  return reasons;
}
