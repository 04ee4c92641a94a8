import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { useSpeech } from '../i18n/speech.js';
import { AirwayCut } from './airway-cut.js';

interface SectionPictureProps {
  readonly profile: PatientProfile;
  readonly twin: TwinView;
}

/** One airway cut across, to scale, from the same numbers as the tree. */
export function SectionPicture({ profile, twin }: SectionPictureProps) {
  const { say } = useSpeech();
  const { constriction, inflammation } = twin;
  const known = constriction?.known === true && inflammation?.known === true && !twin.zone.stale;
  return (
    <div className="section-picture">
      <AirwayCut
        profile={profile}
        atMs={twin.atMs}
        constriction={constriction?.known ? constriction.mid : 0}
        inflammation={inflammation?.known ? inflammation.mid : 0}
        known={known}
        title={say('section.title')}
        description={known ? say('section.known') : say('section.unknown')}
      />
    </div>
  );
}
