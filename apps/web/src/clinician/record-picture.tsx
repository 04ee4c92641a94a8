import { useEffect, useMemo, useState } from 'react';
import type { PatientSnapshot } from '@airway-twin/contracts/http';
import { AvatarPanel } from '../avatar/avatar-panel.js';
import { resetView, useAvatarView } from '../avatar/avatar-view-store.js';
import { clinicianWords } from '../avatar/avatar-words.js';
import { largerChanges } from '../avatar/larger-changes.js';
import { sizeKnown } from '../avatar/size-known.js';
import { useQuietBreath } from '../avatar/use-quiet-breath.js';
import { ViewTools } from '../avatar/view-tools.js';
import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';
import { CompareTools } from './compare-tools.js';
import type { ComparedChoice } from './compared-choice.js';
import { useCompared } from './use-compared.js';
import type { TimeTravel } from './use-time-travel.js';

interface RecordPictureProps extends Pick<PatientSnapshot, 'profile' | 'twin' | 'revision'> {
  readonly travel: TimeTravel;
}

/** The airways of the instant that the page shows, how to look at them, and what they are compared with. */
export function RecordPicture({ profile, twin: now, revision, travel }: RecordPictureProps) {
  const speech = useSpeech();
  const { say, number } = speech;
  const { reducedMotion } = usePreferences();
  const { moment, atRest, frame } = travel;
  const { twin } = moment;
  const [larger, setLarger] = useState(false);
  const [choice, setChoice] = useState<ComparedChoice>('nothing');
  const state = useCompared({ choice, profile, moment, now, revision, atRest, frame });
  const words = useMemo(() => clinicianWords(speech), [speech]);
  const breath = useQuietBreath(profile, twin.atMs, null);
  const breathes = useAvatarView((view) => view.breathes) && !reducedMotion;
  // Another patient's page begins with the whole tree.
  useEffect(() => resetView, []);
  return (
    <div className="card record-picture">
      <AvatarPanel
        profile={profile}
        twin={twin}
        label={say('avatar.label', { name: profile.displayName })}
        caption={say(sizeKnown(profile, twin.atMs) ? 'avatar.caption' : 'avatar.captionAverage')}
        words={words}
        buttonClass="chip"
        breath={breath}
        airWords="picture.air"
        compared={state.compared}
        {...(larger && { exaggeration: largerChanges(speech) })}
      >
        <ViewTools profile={profile} twin={twin} larger={larger} onLarger={setLarger} />
        {breathes && (
          <p className="small" data-testid="breath-line">
            {say(breath.rateKind === 'age-not-known' ? 'view.breath.ageNotKnown' : 'view.breath.usual', {
              rate: number(breath.ratePerMinute),
            })}
          </p>
        )}
        <CompareTools
          choice={choice}
          onChoose={(chosen) => {
            if (chosen !== 'nothing' && chosen !== 'now') travel.prepare();
            setChoice(chosen);
          }}
          past={moment.past}
          state={state}
        />
      </AvatarPanel>
    </div>
  );
}
