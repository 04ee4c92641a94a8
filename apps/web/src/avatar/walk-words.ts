import type { AirwayTree } from '@airway-twin/domain/airways';
import type { Speech } from '../i18n/speech.js';
import { airwayName } from './airway-words.js';
import { patientPlace } from './avatar-words.js';
import type { WalkReading } from './walk-reading.js';

/** A place on a walk for a clinician: "Left main bronchus, 12.1 mm across (estimated)". */
export function walkSentence(speech: Speech, tree: AirwayTree, reading: WalkReading, stale: boolean): string {
  const { say, number } = speech;
  const name = airwayName(speech, tree, reading.airway);
  if (reading.diameterMm === null) return say('walk.atUnknown', { name });
  return say(stale ? 'walk.atOld' : 'walk.at', { name, diameter: number(reading.diameterMm, 1) });
}

/** The same in the patient's words. */
export function myWalkSentence(speech: Speech, tree: AirwayTree, reading: WalkReading, stale: boolean): string {
  const { say, number } = speech;
  const place = capital(patientPlace(speech, tree, reading.airway));
  if (reading.diameterMm === null) return say('me.walk.atUnknown', { place });
  return say(stale ? 'me.walk.atOld' : 'me.walk.at', { place, diameter: number(reading.diameterMm) });
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
