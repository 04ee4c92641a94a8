import type { Locale } from '@airway-twin/domain/patient';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@airway-twin/domain/time';

/** The one place where values are rounded: on their way to the screen. */
export interface Formats {
  /** A number with at most so many decimals. */
  readonly number: (value: number, decimals?: number) => string;
  /** A number with exactly so many decimals, for columns of figures. */
  readonly fixed: (value: number, decimals: number) => string;
  /** A share 0…1 as a percentage. */
  readonly share: (value: number, decimals?: number) => string;
  /** Day and time in a time zone. */
  readonly dateTime: (atMs: number, timeZone?: string) => string;
  readonly date: (atMs: number, timeZone?: string) => string;
  readonly time: (atMs: number, timeZone?: string) => string;
  /** A calendar day `YYYY-MM-DD`. */
  readonly day: (localDate: string) => string;
  /** How long ago, in the largest unit that fits. */
  readonly ago: (ageMs: number) => string;
  /** Milliseconds, with a decimal below ten. */
  readonly milliseconds: (valueMs: number) => string;
}

const REGION: Record<Locale, string> = { en: 'en-GB', fr: 'fr-FR' };

/** Number and time formats of a language. Clock times have 24 hours in both. */
export function createFormats(locale: Locale): Formats {
  const region = REGION[locale];
  const remembered = new Map<string, Intl.DateTimeFormat>();
  const moment = (atMs: number, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): string => {
    const key = `${timeZone}|${JSON.stringify(options)}`;
    let format = remembered.get(key);
    if (!format) {
      format = new Intl.DateTimeFormat(region, { ...options, ...(timeZone && { timeZone }) });
      remembered.set(key, format);
    }
    return format.format(atMs);
  };
  const relative = new Intl.RelativeTimeFormat(region, { numeric: 'always', style: 'short' });
  const justNow = new Intl.RelativeTimeFormat(region, { numeric: 'auto' }).format(0, 'second');
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
  const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const number = (value: number, decimals = 0): string =>
    value.toLocaleString(region, { maximumFractionDigits: decimals, minimumFractionDigits: 0 });
  return {
    number,
    fixed: (value, decimals) =>
      value.toLocaleString(region, { maximumFractionDigits: decimals, minimumFractionDigits: decimals }),
    share: (value, decimals = 0) => value.toLocaleString(region, { style: 'percent', maximumFractionDigits: decimals }),
    dateTime: (atMs, timeZone) => moment(atMs, timeZone, { ...day, ...clock }),
    date: (atMs, timeZone) => moment(atMs, timeZone, day),
    time: (atMs, timeZone) => moment(atMs, timeZone, clock),
    day: (localDate) => moment(Date.parse(`${localDate}T12:00:00Z`), 'UTC', day),
    ago(ageMs) {
      const past = Math.max(0, ageMs);
      if (past < MS_PER_MINUTE) return justNow;
      if (past < 90 * MS_PER_MINUTE) return relative.format(-Math.round(past / MS_PER_MINUTE), 'minute');
      if (past < 36 * MS_PER_HOUR) return relative.format(-Math.round(past / MS_PER_HOUR), 'hour');
      return relative.format(-Math.round(past / MS_PER_DAY), 'day');
    },
    milliseconds: (valueMs) => `${number(valueMs, valueMs < 10 ? 1 : 0)} ms`,
  };
}
