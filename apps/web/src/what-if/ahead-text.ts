import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import type { Speech } from '../i18n/speech.js';

/** A time ahead in whole hours below a day, else in days: "12 hours", "14 days". */
export function aheadText({ say }: Speech, aheadMs: number): string {
  return aheadMs < MS_PER_DAY
    ? say('whatIf.hours', { hours: Math.round(aheadMs / MS_PER_HOUR) })
    : say('whatIf.days', { days: Math.round(aheadMs / MS_PER_DAY) });
}
