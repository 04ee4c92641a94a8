import { useMemo } from 'react';
import { AirwayCrossSection } from '@airway-twin/avatar/section';
import { airwayTree } from '@airway-twin/domain/airways';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';

interface SectionPictureProps {
  readonly profile: PatientProfile;
  readonly twin: TwinView;
}

/** The segmental bronchus of the right lung's tip that pictures of airways usually show. */
const AIRWAY = 'RB1';

/** One airway cut across, to scale, from the same numbers as the tree. */
export function SectionPicture({ profile, twin }: SectionPictureProps) {
  const { say, number } = useSpeech();
  const { drawnTheme } = usePreferences();
  const { sex, heightCm, airwaySeed } = profile;
  const age = ageYears(profile.age, twin.atMs);
  const treeAge = age === null ? null : Math.floor(age * 4) / 4;
  const tree = useMemo(
    () => airwayTree({ ageYears: treeAge, heightCm, sex, seed: airwaySeed }),
    [treeAge, heightCm, sex, airwaySeed],
  );
  const { constriction, inflammation } = twin;
  const known = constriction?.known === true && inflammation?.known === true && !twin.zone.stale;
  return (
    <div className="section-picture">
      <AirwayCrossSection
        tree={tree}
        airway={AIRWAY}
        constriction={constriction?.known ? constriction.mid : 0}
        inflammation={inflammation?.known ? inflammation.mid : 0}
        known={known}
        theme={drawnTheme}
        labels={{
          title: say('section.title'),
          description: known ? say('section.known') : say('section.unknown'),
          lumen: say('section.lumen'),
          mucosa: say('section.mucosa'),
          muscle: say('section.muscle'),
          outerWall: say('section.outerWall'),
          millimetres: (lengthMm) => say('unit.millimetres', { value: number(lengthMm, 1) }),
        }}
      />
    </div>
  );
}
