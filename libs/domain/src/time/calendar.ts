/**
 * Calendar days and hours as the patient lives them. A "day" is a day of the patient's own IANA time zone, so it has 23 or 25 hours
 * when the clocks change. Pure: the zone rules come from ECMAScript's Intl, the instant is always an argument.
 */

/** A calendar day `YYYY-MM-DD` in some patient's time zone. */
export type LocalDate = string;

export const MS_PER_SECOND = 1000;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;

/** Every UTC offset in use today changes only on a quarter of an hour, so one offset holds for the whole quarter. */
const QUARTER_MS = 15 * MS_PER_MINUTE;
const QUARTERS_REMEMBERED = 4096;
const QUARTERS_PER_DAY = MS_PER_DAY / QUARTER_MS;

interface ZoneOffsets {
  readonly format: Intl.DateTimeFormat;
  readonly byQuarter: Map<number, number>;
  /** At the beginning of days of UTC. */
  readonly byDay: Map<number, number>;
}

const zones = new Map<string, ZoneOffsets>();
/** Many patients of a zone are asked about at one instant. */
const newest = { timeZone: '', quarter: NaN, offsetMs: 0 };

function zoneOffsets(timeZone: string): ZoneOffsets {
  let zone = zones.get(timeZone);
  if (!zone) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    zone = { format, byQuarter: new Map(), byDay: new Map() };
    zones.set(timeZone, zone);
  }
  return zone;
}

/** Is this an IANA time zone that the host knows? */
export function isTimeZone(timeZone: string): boolean {
  try {
    zoneOffsets(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** Offset of the zone from UTC at that instant, in ms (positive east of Greenwich). Throws RangeError for an unknown zone. */
export function utcOffsetMs(atMs: number, timeZone: string): number {
  const quarter = Math.floor(atMs / QUARTER_MS);
  if (quarter === newest.quarter && timeZone === newest.timeZone) return newest.offsetMs;
  const zone = zoneOffsets(timeZone);
  const offsetMs = zone.byQuarter.get(quarter) ?? offsetOfQuarter(zone, quarter);
  newest.timeZone = timeZone;
  newest.quarter = quarter;
  newest.offsetMs = offsetMs;
  return offsetMs;
}

function offsetOfQuarter(zone: ZoneOffsets, quarter: number): number {
  // Nowhere do clocks change there and back within a day: where both ends agree, so does all between them, and the host need not be asked.
  const day = Math.floor(quarter / QUARTERS_PER_DAY);
  const atStart = offsetAtStartOf(zone, day);
  const offset = atStart === offsetAtStartOf(zone, day + 1) ? atStart : shownOffsetMs(zone, quarter * QUARTER_MS);
  if (zone.byQuarter.size >= QUARTERS_REMEMBERED) zone.byQuarter.clear();
  zone.byQuarter.set(quarter, offset);
  return offset;
}

function offsetAtStartOf(zone: ZoneOffsets, day: number): number {
  let offset = zone.byDay.get(day);
  if (offset === undefined) {
    offset = shownOffsetMs(zone, day * MS_PER_DAY);
    if (zone.byDay.size >= DAYS_REMEMBERED) zone.byDay.clear();
    zone.byDay.set(day, offset);
  }
  return offset;
}

function shownOffsetMs({ format }: ZoneOffsets, atMs: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(atMs)) part[type] = Number(value);
  const shownMs = Date.UTC(
    part['year']!,
    part['month']! - 1,
    part['day']!,
    part['hour']!,
    part['minute']!,
    part['second']!,
  );
  return shownMs - atMs;
}

/** The patient's calendar day at that instant. */
export function localDate(atMs: number, timeZone: string): LocalDate {
  return isoDate(atMs + utcOffsetMs(atMs, timeZone));
}

/** The patient's calendar day at that instant as a number: `calendarDay(localDate(…))`. */
export function localDay(atMs: number, timeZone: string): number {
  return Math.floor((atMs + utcOffsetMs(atMs, timeZone)) / MS_PER_DAY);
}

/** Hour of the patient's day, 0 ≤ h < 24, with fraction. */
export function localHour(atMs: number, timeZone: string): number {
  const shifted = atMs + utcOffsetMs(atMs, timeZone);
  return (((shifted % MS_PER_DAY) + MS_PER_DAY) % MS_PER_DAY) / MS_PER_HOUR;
}

/** The calendar day so many days later (negative: earlier). */
export function addDays(date: LocalDate, days: number): LocalDate {
  return isoDate((dayNumber(date) + days) * MS_PER_DAY);
}

/** Whole calendar days from one date to another. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return dayNumber(to) - dayNumber(from);
}

/**
 * The instant at which the patient's wall clock shows that day and hour (fraction allowed). In the hour that a spring change skips it
 * is the instant after the change; in the hour that an autumn change repeats, the first of the two.
 */
export function instantOf(date: LocalDate, hour: number, timeZone: string): number {
  const shown = Date.parse(`${date}T00:00:00Z`) + hour * MS_PER_HOUR;
  const before = shown - utcOffsetMs(shown - MS_PER_DAY, timeZone);
  if (before + utcOffsetMs(before, timeZone) === shown) return before;
  const after = shown - utcOffsetMs(shown + MS_PER_DAY, timeZone);
  return after + utcOffsetMs(after, timeZone) === shown ? after : before;
}

const numberOfDate = new Map<LocalDate, number>();

/** The calendar day as a number: whole days since 1 January 1970. */
export function calendarDay(date: LocalDate): number {
  return dayNumber(date);
}

function dayNumber(date: LocalDate): number {
  let day = numberOfDate.get(date);
  if (day === undefined) {
    day = Math.round(Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY);
    if (numberOfDate.size >= DAYS_REMEMBERED) numberOfDate.clear();
    numberOfDate.set(date, day);
  }
  return day;
}

const dateOfDay = new Map<number, LocalDate>();
const DAYS_REMEMBERED = 4096;

function isoDate(shiftedMs: number): LocalDate {
  const day = Math.floor(shiftedMs / MS_PER_DAY);
  let date = dateOfDay.get(day);
  if (date === undefined) {
    date = new Date(shiftedMs).toISOString().slice(0, 10);
    if (dateOfDay.size >= DAYS_REMEMBERED) dateOfDay.clear();
    dateOfDay.set(day, date);
  }
  return date;
}
