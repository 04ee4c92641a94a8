import type { WardRow } from '@airway-twin/contracts/http';
import type { Speech } from '../i18n/speech.js';
import type { OpenAlarm } from '../live/alarm-feed.js';

/**
 * What is known of a red-zone call: that the patient came into the red zone, when, and that the card was sent, not that anyone saw it.
 * `row` is the patient's row of the ward, where it is known: once it is not red any more, its zone is said too.
 */
export function alarmText({ say, dateTime }: Speech, alarm: OpenAlarm, row: WardRow | undefined): string {
  const name = alarm.displayName;
  const came = row
    ? say('alarm.red', { name, at: dateTime(alarm.sinceMs, row.timeZone) })
    : say('alarm.redUntimed', { name });
  const said = alarm.isEscalated ? `${came} ${say('alarm.escalated')}` : came;
  if (!row || row.zone === 'red') return said;
  return `${said} ${say('alarm.nowZone', { zone: say(`zone.${row.zone}`) })}`;
}
