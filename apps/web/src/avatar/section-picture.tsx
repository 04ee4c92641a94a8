import { SectionLegend } from '@airway-twin/avatar/section';
import { drawnTree } from '@airway-twin/avatar/shapes';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';
import { AirwayCut } from './airway-cut.js';
import { traitRange } from './airway-figures.js';
import { useSelectedAirway } from './avatar-view-store.js';
import { airwayName, airwaySentence } from './airway-words.js';
import type { DrawnTwin } from './drawn-twin.js';
import { TYPICAL_AIRWAY } from './typical-airway.js';

interface SectionPictureProps {
  readonly profile: PatientProfile;
  readonly twin: DrawnTwin;
}

/** The airway that is looked at, else a typical one, cut across, to scale, from the same numbers as the tree; with what its parts are called. */
export function SectionPicture({ profile, twin }: SectionPictureProps) {
  const speech = useSpeech();
  const { say } = speech;
  const { drawnTheme } = usePreferences();
  const { tree } = drawnTree(profile, twin.atMs);
  const selected = useSelectedAirway();
  const airway = selected ?? TYPICAL_AIRWAY;
  const range = traitRange(twin.constriction, twin.inflammation);
  const { stale } = twin.zone;
  const name = airwayName(speech, tree, airway);
  return (
    <div className="section-picture" data-testid="section-picture" data-airway={airway}>
      <p className="section-name">
        <b>{name}</b>
        {selected === null && <> · {say('section.typical')}</>}
        {stale && <span className="tag section-old">{say('section.old')}</span>}
      </p>
      <div className="section-drawing">
        <AirwayCut
          profile={profile}
          atMs={twin.atMs}
          airway={airway}
          constriction={range?.mid.constriction ?? 0}
          inflammation={range?.mid.inflammation ?? 0}
          known={range !== null}
          stale={stale}
          range={range}
          title={say('section.title', { name })}
          description={airwaySentence(speech, tree, airway, twin)}
        />
      </div>
      <SectionLegend
        theme={drawnTheme}
        known={range !== null}
        lumen={say('section.lumen')}
        mucus={say('section.mucus')}
        mucosa={say(range === null ? 'section.mucosaUnknown' : 'section.mucosa')}
        muscle={say('section.muscle')}
        outerWall={say('section.outerWall')}
        open={say('section.open')}
        {...(range !== null && { range: say('section.range') })}
      />
    </div>
  );
}
