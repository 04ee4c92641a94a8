import { lazy, Suspense } from 'react';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { DrawOrNot } from '../elements/draw-or-not.js';
import { useSpeech } from '../i18n/speech.js';
import { liningLevel, muscleWords, leastOf, type MuscleWords } from './muscle-level.js';

const Cut = lazy(async () => ({ default: (await import('../avatar/airway-cut.js')).AirwayCut }));

interface TraitWordsProps {
  readonly profile: PatientProfile;
  readonly twin: TwinView;
}

/**
 * How puffy the lining and how tight the muscle is, as two pictures of one of the patient's own airways, to scale, with plain words: in each
 * only its own part is drawn as it is, and said which inhaler works there. Said to be a guess of the twin.
 */
export function TraitWords({ profile, twin }: TraitWordsProps) {
  const { say } = useSpeech();
  const { level: muscle, helped } = muscleWords(twin, profile.actionPlan.greenFromPercent);
  const lining = liningLevel(twin);
  const roles = new Set(profile.medications.map(({ role }) => role));
  const preventer = roles.has('controller') ? 'preventer' : roles.has('mart') ? 'mart' : 'none';
  const reliever = roles.has('reliever') ? 'reliever' : roles.has('mart') ? 'mart' : 'none';
  const drawn = { profile, twin };
  return (
    <div className="trait-words">
      <div className="trait-word" data-testid="lining" data-level={lining}>
        <TraitPicture
          {...drawn}
          part="lining"
          level={lining}
          trait={twin.inflammation?.mid ?? 0}
          words={say(`me.lining.${lining}`)}
        />
        <p>
          <small>{say(`me.targets.lining.${preventer}`)}</small>
          <b>{say('me.lining')}</b>
          <span>{say(`me.lining.${lining}`)}</span>
        </p>
      </div>
      <div className="trait-word" data-testid="muscle" data-level={muscle}>
        <TraitPicture
          {...drawn}
          part="muscle"
          level={muscle}
          trait={twin.constriction?.mid ?? 0}
          words={say(`me.muscle.${muscle}`)}
        />
        <p>
          <small>{say(`me.targets.muscle.${reliever}`)}</small>
          <b>{say('me.muscle')}</b>
          <span>{say(`me.muscle.${muscle}`)}</span>
          {helped && <small>{say('me.muscle.helped')}</small>}
        </p>
      </div>
      <p className="muted small trait-guess">
        {say('me.targets.legend')} {say('me.guess')}
      </p>
    </div>
  );
}

interface TraitPictureProps extends TraitWordsProps {
  readonly part: 'lining' | 'muscle';
  readonly level: MuscleWords['level'];
  readonly trait: number;
  readonly words: string;
}

function TraitPicture({ profile, twin, part, level, trait, words }: TraitPictureProps) {
  const { say } = useSpeech();
  if (level === 'unknown' || level === 'unsure') return <QuestionMark />;
  // Never drawn milder than the word beside it, which the plan may have made stronger than the estimate.
  const drawn = Math.max(trait, leastOf(level));
  return (
    <div className="trait-picture">
      <DrawOrNot otherwise={null}>
        <Suspense fallback={null}>
          <Cut
            profile={profile}
            atMs={twin.atMs}
            constriction={part === 'muscle' ? drawn : 0}
            inflammation={part === 'lining' ? drawn : 0}
            known
            stale={twin.zone.stale}
            about={part}
            withWords={false}
            title={say(`me.${part}`)}
            description={words}
          />
        </Suspense>
      </DrawOrNot>
    </div>
  );
}

/** What is not known is not drawn as any width. */
function QuestionMark() {
  return (
    <svg className="trait-picture" viewBox="0 0 40 40" aria-hidden="true">
      <circle cx="20" cy="20" r="18" className="muscle-rest" />
      <text x="20" y="27" textAnchor="middle" fontSize="20" fontWeight="700" fill="currentColor">
        ?
      </text>
    </svg>
  );
}
