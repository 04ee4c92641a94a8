import { lazy, Suspense } from 'react';
import { WHAT_IF_DAYS } from '@airway-twin/contracts/http';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import type { WhatIfPoint } from '@airway-twin/domain/what-if';
import { DrawOrNot } from '../elements/draw-or-not.js';
import { useSpeech } from '../i18n/speech.js';
import { useWhatIf } from '../what-if/use-what-if.js';
import { momentWords } from './my-what-if-words.js';

const Cut = lazy(async () => ({ default: (await import('../avatar/airway-cut.js')).AirwayCut }));

/** A reliever that does less than this leaves no difference that anyone could see. */
const SEEN_EFFECT = 0.1;

interface MyWhatIfProps {
  readonly profile: PatientProfile;
  readonly twin: TwinView;
  readonly revision: number;
}

/**
 * The patient's own airways now and after two weeks of the preventer as prescribed, side by side. Not there for somebody without a
 * preventer, nor in the red zone: then help comes first. What the twin does not know it does not draw.
 */
export function MyWhatIf({ profile, twin, revision }: MyWhatIfProps) {
  const { say } = useSpeech();
  const prescribed = profile.medications.some(({ role }) => role !== 'reliever');
  const wanted = prescribed && twin.zone.value !== 'red';
  const { pefLitresPerMinute, fev1Litres } = twin.lungFunction;
  const old = twin.zone.stale && (pefLitresPerMinute !== null || fev1Litres !== null);
  const { answer } = useWhatIf({
    patientId: profile.patientId,
    days: WHAT_IF_DAYS.usual,
    scenario: 'preventer-as-prescribed',
    revision,
    wanted: wanted && !twin.zone.stale,
  });
  if (!wanted) return null;
  const run = answer?.runs[0];
  const [now, then] = run?.kind === 'simulated' ? [run.points[0], run.points.at(-1)] : [];
  if (!twin.zone.stale && !run) return null;
  return (
    <section className="me-what-if card" aria-labelledby="me-what-if-title" data-testid="my-what-if">
      <h2 id="me-what-if-title">{say('me.whatIf.title')}</h2>
      {!twin.zone.stale && now && then ? (
        <>
          <div className="me-moments">
            <Moment profile={profile} point={now} when={say('me.whatIf.now')} />
            <Moment profile={profile} point={then} when={say('me.whatIf.then')} />
          </div>
          {twin.relieverEffect > SEEN_EFFECT && <p>{say('me.whatIf.masked')}</p>}
          <p className="muted small">{say('me.whatIf.legend')}</p>
          <p className="muted small">{say('me.whatIf.guess')}</p>
        </>
      ) : (
        <p className="muted">{say(old ? 'me.whatIf.old' : 'me.whatIf.unknown')}</p>
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
