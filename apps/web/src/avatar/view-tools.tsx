import { lazy, Suspense, useCallback } from 'react';
import { drawnTree } from '@airway-twin/avatar/shapes';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { ToldNow } from '../elements/told-now.js';
import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';
import { airwayName } from './airway-words.js';
import { avatarView, useAvatarView, useSelectedAirway } from './avatar-view-store.js';
import { backOnEscape } from './back-on-escape.js';
import type { DrawnTwin } from './drawn-twin.js';
import { LARGER_FACTOR } from './larger-changes.js';
import { StandButtons } from './stand-buttons.js';
import { TargetChoice } from './target-choice.js';
import { viewSentence } from './told-view.js';
import { walkSentence } from './walk-words.js';

const Walk = lazy(async () => ({ default: (await import('./walk-controls.js')).WalkControls }));

/** A screen reader is told what is looked at no more often than this. */
const TOLD_EVERY_MS = 4000;

interface ViewToolsProps {
  readonly profile: PatientProfile;
  readonly twin: DrawnTwin;
  readonly larger: boolean;
  readonly onLarger: (larger: boolean) => void;
}

/** How a clinician looks at the airways: from where, what of them, with names, breathing. Speaks of the view alone, never of the state. */
export function ViewTools({ profile, twin, larger, onLarger }: ViewToolsProps) {
  const speech = useSpeech();
  const { say } = speech;
  const { reducedMotion } = usePreferences();
  const { tree } = drawnTree(profile, twin.atMs);
  const airway = useSelectedAirway();
  const standpoint = useAvatarView((view) => view.standpoint);
  const showsNames = useAvatarView((view) => view.showsNames);
  const breathes = useAvatarView((view) => view.breathes);
  const words = useCallback(
    (reading: Parameters<typeof walkSentence>[2]) => walkSentence(speech, tree, reading, twin.zone.stale),
    [speech, tree, twin.zone.stale],
  );
  return (
    <div
      className="view-tools"
      role="group"
      aria-label={say('view.tools')}
      onKeyDown={backOnEscape}
      data-testid="view-tools"
    >
      <StandButtons
        label="view.stand"
        className="chip"
        places={[
          ['whole', 'view.stand.whole'],
          ['airway', 'view.stand.airway'],
          ['cut', 'view.stand.cut'],
          ['inside', 'view.stand.inside'],
        ]}
      />
      <div className="view-group">
        <button
          type="button"
          className="chip"
          aria-pressed={showsNames}
          onClick={() => avatarView.setState({ showsNames: !showsNames })}
          data-testid="view-names"
        >
          {say('view.names')}
        </button>
        {!reducedMotion && (
          <button
            type="button"
            className="chip"
            aria-pressed={breathes}
            onClick={() => avatarView.setState({ breathes: !breathes })}
            data-testid="view-breathes"
          >
            {say('view.breathes')}
          </button>
        )}
        {standpoint === 'whole' && (
          <button
            type="button"
            className="chip"
            aria-pressed={larger}
            onClick={() => onLarger(!larger)}
            data-testid="view-larger"
          >
            {say('view.larger', { factor: LARGER_FACTOR })}
          </button>
        )}
      </div>
      {reducedMotion && <p className="muted small">{say('view.still')}</p>}
      {standpoint === 'inside' && airway !== null && (
        <Suspense fallback={null}>
          <Walk
            profile={profile}
            twin={twin}
            airway={airway}
            title="walk.title"
            className="chip"
            words={words}
            endWords={({ why, airway: name }) => say(`walk.end.${why}`, { name: airwayName(speech, tree, name) })}
          />
        </Suspense>
      )}
      <TargetChoice
        twin={twin}
        legend="view.target"
        names={{ both: 'view.target.both', lining: 'view.target.lining', muscle: 'view.target.muscle' }}
        unknown="view.target.unknown"
        className="chip"
      />
      <ToldNow
        key={speech.locale}
        text={viewSentence(speech, tree, { airway, standpoint })}
        everyMs={TOLD_EVERY_MS}
        className="small view-told"
        testId="view-told"
      />
    </div>
  );
}
