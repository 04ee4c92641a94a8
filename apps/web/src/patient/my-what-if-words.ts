import type { Band } from '@airway-twin/domain/twin';
import type { WhatIfPoint } from '@airway-twin/domain/what-if';
import type { Speech } from '../i18n/speech.js';
import { traitLevel } from './muscle-level.js';

/** A simulated moment in the patient's words: the lining and the next blow, each as a range. Never more than 100 of their best. */
export function momentWords(speech: Speech, { inflammation, percentOfBest }: WhatIfPoint): string {
  const lining = liningWords(speech, inflammation);
  return percentOfBest === null ? lining : `${lining} ${blowWords(speech, percentOfBest)}`;
}

function liningWords({ say }: Speech, { low, high }: Band): string {
  const [least, most] = [low, high].map((at) => traitLevel({ low: at, mid: at, high: at, known: true }));
  if (least === most) return say('me.whatIf.lining.one', { level: say(`me.lining.${least!}`) });
  return say('me.whatIf.lining.between', { least: say(`me.lining.${least!}`), most: say(`me.lining.${most!}`) });
}

function blowWords({ say, number }: Speech, { low, high }: Band): string {
  const [least, most] = [low, high].map((percent) => number(Math.min(100, Math.max(0, Math.round(percent)))));
  if (least === most) return say('me.whatIf.blowOne', { low: least! });
  return say('me.whatIf.blow', { low: least!, high: most! });
}
