import { lazy, Suspense } from 'react';
import { drawnTree } from '@airway-twin/avatar/shapes';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { DrawOrNot } from '../elements/draw-or-not.js';
import { useSpeech } from '../i18n/speech.js';
import { AirwaysTable } from './airways-table.js';
import type { DrawnTwin } from './drawn-twin.js';

const Section = lazy(async () => ({ default: (await import('./section-picture.js')).SectionPicture }));
const Targets = lazy(async () => ({ default: (await import('./treatment-targets.js')).TreatmentTargets }));

interface SectionPanelProps {
  readonly profile: PatientProfile;
  readonly twin: DrawnTwin;
}

/** The airway that is looked at, cut across, beside what treatment works on in it; and all named airways as a table. */
export function SectionPanel({ profile, twin }: SectionPanelProps) {
  const { say } = useSpeech();
  const { tree } = drawnTree(profile, twin.atMs);
  return (
    <section className="card section-panel" aria-labelledby="section-panel-title" data-testid="section-panel">
      <h2 id="section-panel-title">{say('section.heading')}</h2>
      <DrawOrNot otherwise={<p className="avatar-wait">{say('avatar.unavailable')}</p>}>
        <Suspense fallback={<div className="section-place" />}>
          <div className="section-pair">
            <Section profile={profile} twin={twin} />
            <Targets profile={profile} twin={twin} />
          </div>
        </Suspense>
      </DrawOrNot>
      <AirwaysTable tree={tree} twin={twin} />
    </section>
  );
}
