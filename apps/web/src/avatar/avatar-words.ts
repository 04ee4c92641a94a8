import type { AvatarWords } from '@airway-twin/avatar/view';
import type { AirwayName, AirwayTree, Lobe } from '@airway-twin/domain/airways';
import type { Speech } from '../i18n/speech.js';

type Words = Pick<Speech, 'say' | 'knows' | 'number'>;

/** Short names for the picture: "RB1", "Right main". */
export function clinicianWords(speech: Words): AvatarWords {
  const { say } = speech;
  return {
    airway: (airway) => shortName(speech, airway),
    lobe: (lobe) => say(`picture.lobe.${heightOf(lobe)}`),
    side: (side) => say(`picture.side.${side}`),
    millimetres: (lengthMm) => millimetres(speech, lengthMm),
  };
}

/** For a patient: parts of the lungs and the few large airways in plain words, no numbered segments. */
export function patientWords(speech: Words): AvatarWords {
  const { say } = speech;
  return {
    airway: (airway) =>
      airway === 'trachea' || airway === 'right-main' || airway === 'left-main' ? say(`me.picture.${airway}`) : '',
    lobe: (lobe) => say(`me.lobe.short.${heightOf(lobe)}`),
    side: (side) => say(`me.lobes.${side}`),
    millimetres: (lengthMm) => millimetres(speech, lengthMm),
  };
}

/** Where an airway lies, in the patient's words: "the top of your right lung", "your windpipe". */
export function patientPlace({ say }: Pick<Speech, 'say'>, tree: AirwayTree, airway: AirwayName): string {
  const segment = tree.name.indexOf(airway);
  const lobe = tree.lobe[segment] ?? null;
  if (lobe !== null) return say(`me.lobe.in.${lobe}`);
  return say(`me.view.place.${tree.side[segment] ?? 'windpipe'}`);
}

/** The third of its lung that a lobe is, as one stands before it. */
export function heightOf(lobe: Lobe): 'upper' | 'middle' | 'lower' {
  return lobe === 'right-middle' ? 'middle' : lobe.endsWith('upper') ? 'upper' : 'lower';
}

/** The segmental bronchi have a code, "RB1", with the side as each language writes it. */
function shortName({ say, knows }: Words, airway: AirwayName): string {
  const [, side, code] = /^([RL])(B.+)$/.exec(airway) ?? [];
  if (side !== undefined && code !== undefined) {
    return say(side === 'R' ? 'picture.segment.right' : 'picture.segment.left', { code });
  }
  const key: string = `picture.${airway}`;
  return knows(key) ? say(key) : '';
}

function millimetres({ say, number }: Words, lengthMm: number): string {
  return say('unit.millimetres', { value: number(lengthMm, lengthMm < 1 ? 2 : 1) });
}
