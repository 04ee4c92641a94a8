import { type AirwayName, type AirwayTree, type Lobe } from '@airway-twin/domain/airways';
import type { Band } from '@airway-twin/domain/twin';
import type { Speech } from '../i18n/speech.js';
import { traitLevel } from '../patient/muscle-level.js';
import { airwayFigures, openDiameterMm, traitRange } from './airway-figures.js';
import type { DrawnTwin } from './drawn-twin.js';

/** The lobar bronchi carry the name of their lobe themselves. */
const LOBAR: ReadonlySet<AirwayName> = new Set<AirwayName>([
  'right-upper-lobe',
  'right-middle-lobe',
  'right-lower-lobe',
  'left-upper-lobe',
  'left-lower-lobe',
]);

/** The full name of an airway, with its lobe: "Right upper lobe, apical segment (RB1)". */
export function airwayName({ say }: Pick<Speech, 'say'>, tree: AirwayTree, airway: AirwayName): string {
  const lobe = tree.lobe[tree.name.indexOf(airway)] ?? null;
  const part = say(`airway.${airway}`);
  if (lobe === null || LOBAR.has(airway)) return capital(part);
  return capital(say('airway.inLobe', { lobe: say(`lobe.${lobe}`), part }));
}

/** The name of an airway below its lobe: "Apical segment (RB1)". */
export function airwayPart({ say }: Pick<Speech, 'say'>, airway: AirwayName): string {
  return capital(say(`airway.${airway}`));
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/**
 * One airway in a sentence: how open, how swollen, how tight, and that all of it is an estimate of the whole lung. What is not known is said
 * not to be; what is old is said to be old.
 */
export function airwaySentence(speech: Speech, tree: AirwayTree, airway: AirwayName, twin: DrawnTwin): string {
  const { say, number } = speech;
  const name = airwayName(speech, tree, airway);
  const range = traitRange(twin.constriction, twin.inflammation);
  if (range === null) {
    return say('airway.sentenceUnknown', { name, open: number(openDiameterMm(tree, airway), 1) });
  }
  const { openPercent } = airwayFigures(tree, airway, range);
  const told = say('airway.sentence', {
    name,
    mid: number(openPercent.mid),
    low: number(openPercent.low),
    high: number(openPercent.high),
    lining: say(`airway.lining.${traitLevel(twin.inflammation)}`),
    muscle: say(`airway.muscle.${traitLevel(twin.constriction)}`),
  });
  return twin.zone.stale ? `${told} ${say('airway.sentenceOld')}` : told;
}

export type Openness = 'open' | 'narrower' | 'narrow' | 'unsure' | 'unknown' | 'old';

/** Design choice: from 80 % of their open area on, airways are called open, from 50 % on a bit narrow. */
const OPEN_FROM_PERCENT = 80;
const NARROW_BELOW_PERCENT = 50;

/**
 * How open the airways of a lobe are, in a word for the patient. An estimate never softens what the plan says: in the red zone, or while the
 * newest blow is below the green limit, nothing reads as open.
 */
export function lobeOpenness(tree: AirwayTree, lobe: Lobe, twin: DrawnTwin, greenFromPercent: number): Openness {
  if (twin.zone.stale) return 'old';
  const range = traitRange(twin.constriction, twin.inflammation);
  if (range === null) return 'unknown';
  const open = tree.name.flatMap((name, segment) =>
    name !== null && tree.lobe[segment] === lobe ? [airwayFigures(tree, name, range).openPercent.mid] : [],
  );
  const mean = open.reduce((sum, percent) => sum + percent, 0) / open.length;
  const level = mean >= OPEN_FROM_PERCENT ? 'open' : mean >= NARROW_BELOW_PERCENT ? 'narrower' : 'narrow';
  const blow = twin.lungFunction.percentOfBest;
  const red = twin.zone.value === 'red';
  if (level === 'open') return red || (blow !== null && blow.value < greenFromPercent) ? 'unsure' : level;
  return red ? 'narrow' : level;
}

/** How open a lobe is, in the one sentence that the patient reads. */
export function lobeSentence({ say }: Pick<Speech, 'say'>, lobe: Lobe, openness: Openness): string {
  return say(`me.lobe.${openness}`, { place: say(`me.lobe.in.${lobe}`) });
}

/** A band in words, "3.1 (2.8 to 3.4)", without its unit. */
export function bandText({ say, number }: Pick<Speech, 'say' | 'number'>, band: Band, decimals: number): string {
  const { low, mid, high } = band;
  return say('airways.band', { mid: number(mid, decimals), low: number(low, decimals), high: number(high, decimals) });
}
