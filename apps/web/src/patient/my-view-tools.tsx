import { lazy, Suspense, useCallback } from 'react';
import { drawnTree } from '@airway-twin/avatar/shapes';
import type { QuietBreath } from '@airway-twin/domain/airways';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { backOnEscape } from '../avatar/back-on-escape.js';
import { avatarView, useAvatarView, useSelectedAirway } from '../avatar/avatar-view-store.js';
import type { DrawnTwin } from '../avatar/drawn-twin.js';
import { StandButtons } from '../avatar/stand-buttons.js';
import { TargetChoice } from '../avatar/target-choice.js';
import { myViewSentence } from '../avatar/told-view.js';
import { myWalkSentence } from '../avatar/walk-words.js';
import { ToldNow } from '../elements/told-now.js';
import { useSpeech, type MessageKey } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';
import { BreathCount } from './breath-count.js';

const Walk = lazy(async () => ({ default: (await import('../avatar/walk-controls.js')).WalkControls }));

/** A screen reader is told what is looked at no more often than this. */
const TOLD_EVERY_MS = 4000;

/** How the rate of the breath was come by. */
const RATE_WORDS = {
  measured: 'me.breath.counted',
  'usual-for-age': 'me.breath.usual',
  'age-not-known': 'me.breath.ageNotKnown',
} as const satisfies Readonly<Record<QuietBreath['rateKind'], MessageKey>>;

interface MyViewToolsProps {
  readonly profile: PatientProfile;
  readonly twin: DrawnTwin;
  readonly breath: QuietBreath;
  readonly onCounted: (ratePerMinute: number) => void;
}

/** How a patient looks at their lungs: few words, large buttons. Which part, they choose by lobe below. */
export function MyViewTools({ profile, twin, breath, onCounted }: MyViewToolsProps) {
  const speech = useSpeech();
  const { say, number } = speech;
  const { reducedMotion } = usePreferences();
  const { tree } = drawnTree(profile, twin.atMs);
  const airway = useSelectedAirway();
  const standpoint = useAvatarView((view) => view.standpoint);
  const breathes = useAvatarView((view) => view.breathes) && !reducedMotion;
  const words = useCallback(
    (reading: Parameters<typeof myWalkSentence>[2]) => myWalkSentence(speech, tree, reading, twin.zone.stale),
    [speech, tree, twin.zone.stale],
  );
  const roles = new Set(profile.medications.map(({ role }) => role));
  const helped = {
    lining: roles.has('controller') || roles.has('mart'),
    muscle: roles.has('reliever') || roles.has('mart'),
  };
  return (
    <div className="view-tools me-view-tools" onKeyDown={backOnEscape} data-testid="view-tools">
      <StandButtons
        label="me.view.tools"
        className="choice"
        places={[
          ['whole', 'me.view.whole'],
          ['inside', 'me.view.inside'],
          ['cut', 'me.view.cut'],
        ]}
      >
        {!reducedMotion && (
          <button
            type="button"
            className="choice"
            aria-pressed={breathes}
            onClick={() => avatarView.setState({ breathes: !breathes })}
            data-testid="view-breathes"
          >
            {say('me.view.air')}
          </button>
        )}
      </StandButtons>
      {reducedMotion && <p className="muted small">{say('me.view.still')}</p>}
      {standpoint === 'inside' && airway !== null && (
        <Suspense fallback={null}>
          <Walk
            profile={profile}
            twin={twin}
            airway={airway}
            title="me.walk.title"
            className="choice"
            words={words}
            endWords={({ why }) => say(`me.walk.end.${why}`)}
          />
        </Suspense>
      )}
      {breathes && (
        <>
          <p className="small" data-testid="breath-line">
            {say(RATE_WORDS[breath.rateKind], { rate: number(breath.ratePerMinute) })}
          </p>
          <BreathCount onCounted={onCounted} />
        </>
      )}
      <TargetChoice
        twin={twin}
        legend="me.view.helpers"
        names={{
          both: 'me.view.both',
          lining: helped.lining ? 'me.view.lining' : 'me.view.liningOnly',
          muscle: helped.muscle ? 'me.view.muscle' : 'me.view.muscleOnly',
        }}
        unknown="me.view.unknownPart"
        className="choice"
      />
      <ToldNow
        key={speech.locale}
        text={myViewSentence(speech, tree, { airway, standpoint })}
        everyMs={TOLD_EVERY_MS}
        className="view-told"
        testId="view-told"
      />
    </div>
  );
}
