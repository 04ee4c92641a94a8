import type { TwinView } from '@airway-twin/domain/twin';
import type { Speech } from '../i18n/speech.js';

/**
 * The one sentence of the patient's page: what the last measurements say, never that someone is safe. Stale data are called old before
 * anything is said about them; the red part of the plan comes first of all.
 */
export function mySentence({ say, ago, number }: Speech, twin: TwinView): string {
  const { zone, lungFunction, atMs } = twin;
  if (zone.value === 'red') return say('me.sentence.red');
  const best = lungFunction.percentOfBest;
  if (zone.value === 'yellow') return say('me.sentence.yellow');
  if (zone.stale || best?.freshness === 'stale') {
    return best ? say('me.sentence.old', { ago: ago(atMs - best.atMs) }) : say('me.sentence.unknown');
  }
  if (zone.value === 'unknown' || !best) return say('me.sentence.unknown');
  return say('me.sentence.green', {
    percent: number(Math.min(100, Math.round(best.value))),
    ago: ago(atMs - best.atMs),
  });
}
