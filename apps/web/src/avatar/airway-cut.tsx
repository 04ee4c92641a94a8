import { useMemo } from 'react';
import { AirwayCrossSection } from '@airway-twin/avatar/section';
import { airwayTree } from '@airway-twin/domain/airways';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';

interface AirwayCutProps {
  readonly profile: PatientProfile;
  readonly atMs: number;
  readonly constriction: number;
  readonly inflammation: number;
  /** false: drawn without colour of state, with stripes. */
  readonly known: boolean;
  readonly title: string;
  readonly description: string;
  /** false: no words in the picture, where it is small. */
  readonly withWords?: boolean;
}

/** The segmental bronchus of the right lung's tip that pictures of airways usually show. */
const AIRWAY = 'RB1';

/** One airway of the patient's own tree cut across, to scale. */
export function AirwayCut({ profile, atMs, title, description, ...drawn }: AirwayCutProps) {
  const { say, number } = useSpeech();
  const { drawnTheme } = usePreferences();
  const { sex, heightCm, airwaySeed } = profile;
  const age = ageYears(profile.age, atMs);
  const treeAge = age === null ? null : Math.floor(age * 4) / 4;
  const tree = useMemo(
    () => airwayTree({ ageYears: treeAge, heightCm, sex, seed: airwaySeed }),
    [treeAge, heightCm, sex, airwaySeed],
  );
  return (
    <AirwayCrossSection
      tree={tree}
      airway={AIRWAY}
      theme={drawnTheme}
      labels={{
        title,
        description,
        lumen: say('section.lumen'),
        mucosa: say('section.mucosa'),
        muscle: say('section.muscle'),
        outerWall: say('section.outerWall'),
        millimetres: (lengthMm) => say('unit.millimetres', { value: number(lengthMm, 1) }),
      }}
      {...drawn}
    />
  );
}
