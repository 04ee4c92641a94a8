import { lazy, Suspense } from 'react';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import type { WhatIfPoint } from '@airway-twin/domain/what-if';
import { DrawOrNot } from '../elements/draw-or-not.js';
import { useSpeech } from '../i18n/speech.js';
import { momentWords } from './my-what-if-words.js';
import type { MyFortnight } from './use-my-fortnight.js';

const Cut = lazy(async () => ({ default: (await import('../avatar/airway-cut.js')).AirwayCut }));

/** A reliever that does less than this leaves no difference that anyone could see. */
const SEEN_EFFECT = 0.1;

interface MyWhatIfProps {
  readonly profile: PatientProfile;
  readonly twin: TwinView;
  readonly fortnight: MyFortnight;
  /** The two weeks stand on the large picture too. */
  readonly seen: boolean;
  /** Null where there is no large picture. */
  readonly onSee: ((seen: boolean) => void) | null;
}

/**
 * The patient's own airways now and after two weeks of the preventer as prescribed, side by side, and on their large picture if they want.
 * Not there for somebody without a preventer, nor in the red zone: then help comes first. What the twin does not know it does not draw.
 */
export function MyWhatIf({ profile, twin, fortnight, seen, onSee }: MyWhatIfProps) {
  const { say } = useSpeech();
  if (fortnight.kind === 'nothing') return null;
  return (
    <section className="me-what-if card" aria-labelledby="me-what-if-title" data-testid="my-what-if">
      <h2 id="me-what-if-title">{say('me.whatIf.title')}</h2>
      {fortnight.kind === 'simulated' ? (
        <>
          <div className="me-moments">
            <Moment profile={profile} point={fortnight.now} when={say('me.whatIf.now')} />
            <Moment profile={profile} point={fortnight.then} when={say('me.whatIf.then')} />
          </div>
          {onSee && (
            <button
              type="button"
              className="big-button"
              aria-pressed={seen}
              onClick={() => onSee(!seen)}
              data-testid="what-if-see"
            >
              {say('me.whatIf.see')}
            </button>
          )}
          {twin.relieverEffect > SEEN_EFFECT && <p>{say('me.whatIf.masked')}</p>}
          <p className="muted small">{say('me.whatIf.legend')}</p>
          <p className="muted small">{say('me.whatIf.guess')}</p>
        </>
      ) : (
        <p className="muted">{say(`me.whatIf.${fortnight.kind}`)}</p>
      )}
    </section>
  );
}

interface MomentProps {
  readonly profile: PatientProfile;
  readonly point: WhatIfPoint;
  readonly when: string;
}

function Moment({ profile, point, when }: MomentProps) {
  const speech = useSpeech();
  const words = momentWords(speech, point);
  return (
    <figure className="me-moment">
      <figcaption>
        <b>{when}</b>
      </figcaption>
      <div className="me-moment-picture">
        <DrawOrNot otherwise={null}>
          <Suspense fallback={null}>
            <Cut
              profile={profile}
              atMs={point.atMs}
              constriction={point.constriction.mid}
              inflammation={point.inflammation.mid}
              known
              withWords={false}
              title={speech.say('me.whatIf.pictureLabel', { when })}
              description={words}
            />
          </Suspense>
        </DrawOrNot>
      </div>
      <p>{words}</p>
    </figure>
  );
}
