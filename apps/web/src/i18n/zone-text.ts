import type { ZoneReason } from '@airway-twin/domain/twin';
import type { Speech } from './speech.js';

/** Why the zone is what it is, in words, for clinicians. */
export function zoneReasonText(
  { say, number, knows, day, dateTime }: Speech,
  reason: ZoneReason,
  timeZone: string,
): string {
  switch (reason.code) {
    case 'lung-function':
    case 'unverified-low-blow':
    case 'after-reliever':
      return say(`zoneReason.${reason.code}`, {
        percent: number(reason.percentOfBest),
        at: dateTime(reason.atMs, timeZone),
      });
    case 'red-flag':
      return say('zoneReason.red-flag', { flag: say(`redFlag.${reason.flag}`), day: day(reason.localDate) });
    case 'reliever-use':
      return say('zoneReason.reliever-use', { puffs: number(reason.puffs24h) });
    case 'night-waking':
    case 'activity-limited':
    case 'cold':
      return say(`zoneReason.${reason.code}`, { day: day(reason.localDate) });
    case 'no-recent-lung-function':
    case 'no-personal-best':
      return say(`zoneReason.${reason.code}`);
    default: {
      const { code } = reason as { readonly code: string };
      const key = `zoneReason.${code}`;
      return knows(key) ? say(key) : code;
    }
  }
}
