import { MS_PER_DAY } from '@airway-twin/domain/time';
import type { WhatIf } from '@airway-twin/domain/what-if';
import type { Speech } from '../i18n/speech.js';
import { aheadText } from './ahead-text.js';
import { isSimulated, spanMs, type Simulated } from './compared.js';

/** The exposure that an answer names is the one reached by then, or at the end of a shorter run. */
const EXPOSURE_AFTER_MS = 7 * MS_PER_DAY;

/** Is anything known of a preventer? Else a run's exposure to one is a mere prior, and shown to nobody. */
export function hasPreventer(runs: readonly WhatIf[]): boolean {
  return runs.some((run) => run.scenario === 'preventer-as-now' && isSimulated(run));
}

/** What was put into a run, in words. */
export function assumedText(speech: Speech, run: Simulated, withPreventer: boolean): string {
  const { say, share, number } = speech;
  const { controllerExposure, pm25MicrogramsPerM3, relieverPuffs } = run.assumed;
  const parts: string[] = [];
  if (withPreventer) {
    const after = aheadText(speech, Math.min(EXPOSURE_AFTER_MS, spanMs(run)));
    parts.push(say('whatIf.assumed.exposure', { share: share(controllerExposure), after }));
  }
  if (pm25MicrogramsPerM3 !== null) parts.push(say('whatIf.assumed.pm25', { value: number(pm25MicrogramsPerM3) }));
  if (relieverPuffs > 0) parts.push(say('whatIf.assumed.puffs', { count: relieverPuffs }));
  return parts.length > 0 ? parts.join(', ') : say('whatIf.assumed.asNow');
}
