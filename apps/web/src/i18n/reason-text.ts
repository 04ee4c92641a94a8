import type { Reason } from '@airway-twin/domain/recommendation';
import { riskCountText } from './risk-text.js';
import type { Speech } from './speech.js';

/**
 * A recommendation's reason in words. Values are rounded here; values that end in `AtMs` are shown as times of the patient's zone, codes
 * that the catalogue knows by their words. A code that it does not know yet is shown with its values, never dropped.
 */
export function reasonText(speech: Speech, { code, values }: Reason, timeZone: string): string {
  const { say, knows } = speech;
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) shown[name] = valueText(speech, name, value, timeZone);
  const key = `reason.${code}`;
  if (knows(key)) {
    try {
      return say(key, shown);
    } catch {
      // A value that the message needs is missing in what the server sent: show what there is.
    }
  }
  const list = Object.entries(shown).map(([name, value]) => `${name} ${value}`);
  return list.length > 0 ? say('reason.other', { code, values: list.join(', ') }) : code;
}

/** Values that are codes themselves, by their name. */
const FAMILY_OF_VALUE: Readonly<Record<string, 'redFlag' | 'zone' | 'feature'>> = {
  flag: 'redFlag',
  zone: 'zone',
  feature: 'feature',
};

function valueText(speech: Speech, name: string, value: number | string, timeZone: string): string {
  const { number, dateTime, day, say, knows } = speech;
  if (typeof value === 'number' && name === 'within7DaysPercent') return riskCountText(speech, value, 1);
  if (typeof value === 'number') return /atMs$/i.test(name) ? dateTime(value, timeZone) : number(value, 1);
  if (name === 'localDate') return day(value);
  const key = `${FAMILY_OF_VALUE[name] ?? 'none'}.${value}`;
  return knows(key) ? say(key) : value;
}
