import { AirwayCrossSection } from '@airway-twin/avatar/section';
import { drawnTree } from '@airway-twin/avatar/shapes';
import type { AirwayName } from '@airway-twin/domain/airways';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';
import type { TraitRange } from './airway-figures.js';
import { TYPICAL_AIRWAY } from './typical-airway.js';

interface AirwayCutProps {
  readonly profile: PatientProfile;
  readonly atMs: number;
  readonly airway?: AirwayName;
  readonly constriction: number;
  readonly inflammation: number;
  /** false: drawn without colour of state, with stripes. */
  readonly known: boolean;
  readonly stale?: boolean;
  readonly range?: Pick<TraitRange, 'wide' | 'narrow'> | null;
  /** The part that the picture is about; the rest is pale. */
  readonly about?: 'lining' | 'muscle';
  readonly title: string;
  readonly description: string;
  /** false: no words in the picture, where it is small. */
  readonly withWords?: boolean;
}

/** One airway of the patient's own tree cut across, to scale. */
export function AirwayCut({ profile, atMs, airway = TYPICAL_AIRWAY, title, description, ...drawn }: AirwayCutProps) {
  const { say, number } = useSpeech();
  const { drawnTheme } = usePreferences();
  const { tree } = drawnTree(profile, atMs);
  return (
    <AirwayCrossSection
      tree={tree}
      airway={airway}
      theme={drawnTheme}
      labels={{
        title,
        description,
        millimetres: (lengthMm) => say('unit.millimetres', { value: number(lengthMm, 1) }),
      }}
      {...drawn}
    />
  );
}
