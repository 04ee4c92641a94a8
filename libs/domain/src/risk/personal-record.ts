/*
 * What the product has learnt of one patient: on which days the model scored them and how many attacks it expected, and which attacks
 * were told. Days are numbers of the patient's own calendar (`calendarDay`). The same facts give the same record in whatever order the
 * reports arrive.
 */

/** An attack and so many days after its start are one attack: no other can start (as in the labels that the model learns from). */
export const ONE_ATTACK_DAYS = 14;
/** A score speaks of the 7 days after it: it stands for days without a score no longer than that. */
const SCORE_HOLDS_DAYS = 7;
/** Days older than this are settled: what is told of them later is not learnt from. */
const SETTLED_AFTER_DAYS = 60;

/** One day on which the patient was watched. */
export interface WatchedDay {
  readonly day: number;
  /** Attacks that the population model expected to start on it: its 7-day risk / 7. */
  readonly expected: number;
}

/** Days that nothing changes any more, added up. */
export interface SettledDays {
  /** Days at risk, of which `expected` is the sum. */
  readonly days: number;
  readonly expected: number;
  readonly attacks: number;
  readonly throughDay: number | null;
  readonly lastAttackDay: number | null;
}

export interface PersonalRecord {
  readonly settled: SettledDays;
  /** Watched days after the settled ones, oldest first. */
  readonly watched: readonly WatchedDay[];
  /** Days after the settled ones on which an attack was told to have started, oldest first, each once. */
  readonly toldDays: readonly number[];
}

export const EMPTY_PERSONAL_RECORD: PersonalRecord = {
  settled: { days: 0, expected: 0, attacks: 0, throughDay: null, lastAttackDay: null },
  watched: [],
  toldDays: [],
};

/** What a record comes to. */
export interface PersonalSummary {
  /** Attacks that the population model expected on the days at risk. */
  readonly expected: number;
  readonly observed: number;
  readonly weeks: number;
  /** The newest watched day; null: none yet. */
  readonly throughDay: number | null;
}

/**
 * The record after a day was scored. `populationRisk7d`: the probability of the features alone, without any personal part. Only the first
 * score of a day counts, and none of a day before the newest; days since the last score, at most 6, take its expectation.
 */
export function recordAfterScore(record: PersonalRecord, day: number, populationRisk7d: number): PersonalRecord {
  if (!isUnscoredDay(record, day)) return record;
  const last = record.watched.at(-1);
  const watched = [...record.watched];
  for (let gap = last ? last.day + 1 : day; gap < day && gap < last!.day + SCORE_HOLDS_DAYS; gap++) {
    watched.push({ day: gap, expected: last!.expected });
  }
  watched.push({ day, expected: populationRisk7d / SCORE_HOLDS_DAYS });
  return settledUpTo({ ...record, watched }, day - SETTLED_AFTER_DAYS);
}

/** Would a score of that day be learnt from? */
export function isUnscoredDay({ watched, settled }: PersonalRecord, day: number): boolean {
  return day > (watched.at(-1)?.day ?? settled.throughDay ?? -Infinity);
}

/** The record after attacks were told to have started on those days. Each day counts once; settled days are left as they are. */
export function recordAfterReport(record: PersonalRecord, startDays: readonly number[]): PersonalRecord {
  const from = record.settled.throughDay ?? -Infinity;
  const added = startDays.filter((day) => day > from && !record.toldDays.includes(day));
  if (added.length === 0) return record;
  return { ...record, toldDays: [...new Set([...record.toldDays, ...added])].sort((a, b) => a - b) };
}

/**
 * Expected and observed attacks over all days at risk. An attack counts when its day was watched, and days within 14 days after the start
 * of one expect none.
 */
export function summaryOf(record: PersonalRecord): PersonalSummary {
  const { days, expected, attacks } = added(record.settled, record.watched, record.toldDays);
  return {
    expected,
    observed: attacks,
    weeks: days / 7,
    throughDay: record.watched.at(-1)?.day ?? record.settled.throughDay,
  };
}

/** Is that day the start of a told attack, or within 14 days after it? */
export function isAfterAttack({ settled, toldDays }: PersonalRecord, day: number): boolean {
  const starts = settled.lastAttackDay === null ? toldDays : [settled.lastAttackDay, ...toldDays];
  return starts.some((start) => day >= start && day - start <= ONE_ATTACK_DAYS);
}

function settledUpTo(record: PersonalRecord, throughDay: number): PersonalRecord {
  if (record.watched[0]!.day > throughDay) return record;
  const isSettled = ({ day }: WatchedDay) => day <= throughDay;
  return {
    settled: {
      ...added(
        record.settled,
        record.watched.filter(isSettled),
        record.toldDays.filter((day) => day <= throughDay),
      ),
      throughDay,
    },
    watched: record.watched.filter((each) => !isSettled(each)),
    toldDays: record.toldDays.filter((day) => day > throughDay),
  };
}

function added(
  before: SettledDays,
  watched: readonly WatchedDay[],
  toldDays: readonly number[],
): Omit<SettledDays, 'throughDay'> {
  const told = new Set(toldDays);
  let { days, expected, attacks, lastAttackDay } = before;
  for (const each of watched) {
    if (lastAttackDay !== null && each.day - lastAttackDay <= ONE_ATTACK_DAYS) continue;
    days += 1;
    expected += each.expected;
    if (!told.has(each.day)) continue;
    attacks += 1;
    lastAttackDay = each.day;
  }
  return { days, expected, attacks, lastAttackDay };
}
