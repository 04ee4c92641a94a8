import { useId } from 'react';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { useSpeech } from '../i18n/speech.js';
import { AirwayCut } from './airway-cut.js';
import type { DrawnTwin } from './drawn-twin.js';

/**
 * The two things that treatment works on, side by side: the lining, on which the preventer works, and the muscle, on which the reliever does.
 * Each picture holds its own trait alone, as it is now; the other is left out and the rest is pale.
 */
export function TreatmentTargets({ profile, twin }: { readonly profile: PatientProfile; readonly twin: DrawnTwin }) {
  const { say } = useSpeech();
  const title = useId();
  const { constriction, inflammation } = twin;
  const { stale } = twin.zone;
  const known = { lining: inflammation?.known === true, muscle: constriction?.known === true };
  return (
    <section className="targets" aria-labelledby={title} data-testid="treatment-targets">
      <h3 id={title}>{say('targets.title')}</h3>
      <div className="targets-pair">
        {(['lining', 'muscle'] as const).map((part) => (
          <figure key={part} className="target" data-testid={`target-${part}`}>
            <div className="target-picture">
              {known[part] ? (
                <AirwayCut
                  profile={profile}
                  atMs={twin.atMs}
                  constriction={part === 'muscle' ? (constriction?.mid ?? 0) : 0}
                  inflammation={part === 'lining' ? (inflammation?.mid ?? 0) : 0}
                  known
                  stale={stale}
                  about={part}
                  withWords={false}
                  title={say(`targets.${part}.works`)}
                  description={say(`targets.${part}.what`)}
                />
              ) : (
                <span className="target-unknown">{say('trait.notEnough')}</span>
              )}
            </div>
            <figcaption>
              <b>{say(`targets.${part}.works`)}</b>
              <span>{say(`targets.${part}.what`)}</span>
            </figcaption>
          </figure>
        ))}
      </div>
      <p className="muted small">{say('targets.alone')}</p>
    </section>
  );
}
