import type { AvatarView } from '@airway-twin/avatar/view';
import type { AirwayTree } from '@airway-twin/domain/airways';
import type { Speech } from '../i18n/speech.js';
import { airwayName } from './airway-words.js';
import { patientPlace } from './avatar-words.js';

type Looked = Pick<AvatarView, 'airway' | 'standpoint'>;

/** What one looks at and from where, for a clinician: "Left main bronchus, cut open." */
export function viewSentence(speech: Speech, tree: AirwayTree, { airway, standpoint }: Looked): string {
  if (airway === null || standpoint === 'whole') return speech.say('view.told.whole');
  return speech.say(`view.told.${standpoint}`, { name: airwayName(speech, tree, airway) });
}

/** The same in the patient's words: "You look at the top of your right lung." */
export function myViewSentence(speech: Speech, tree: AirwayTree, { airway, standpoint }: Looked): string {
  if (airway === null || standpoint === 'whole') return speech.say('me.view.told.whole');
  return speech.say(`me.view.told.${standpoint}`, { place: patientPlace(speech, tree, airway) });
}
