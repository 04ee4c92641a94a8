import { lazy, Suspense, useState } from 'react';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { DrawOrNot } from '../elements/draw-or-not.js';
import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';
import type { DrawnTwin } from './drawn-twin.js';

const Scene = lazy(async () => ({ default: (await import('@airway-twin/avatar/scene')).AirwayAvatar }));
const Section = lazy(async () => ({ default: (await import('./section-picture.js')).SectionPicture }));

interface AvatarPanelProps {
  readonly profile: PatientProfile;
  readonly twin: DrawnTwin;
  readonly label: string;
  readonly caption: string;
}

/**
 * The airway tree, drawn from the twin's own numbers. Loaded apart from the page, so that texts never wait for the picture; without WebGL
 * the cross-section alone stands for it.
 */
export function AvatarPanel({ profile, twin, label, caption }: AvatarPanelProps) {
  const { say } = useSpeech();
  const { reducedMotion, drawnTheme } = usePreferences();
  const [unavailable, setUnavailable] = useState(false);
  const drawn = { profile, atMs: twin.atMs, twin, reducedMotion, label, theme: drawnTheme };
  return (
    <figure className="avatar" data-testid="avatar" data-drawn={unavailable ? 'section' : 'tree'}>
      <div className="avatar-stage">
        <Suspense fallback={<p className="avatar-wait">{say('avatar.loading')}</p>}>
          <DrawOrNot otherwise={<p className="avatar-wait">{say('avatar.unavailable')}</p>}>
            {unavailable ? (
              <Section profile={profile} twin={twin} />
            ) : (
              <Scene {...drawn} onUnavailable={() => setUnavailable(true)} />
            )}
          </DrawOrNot>
        </Suspense>
      </div>
      <figcaption>
        {caption}
        {unavailable && <span> {say('avatar.noWebgl')}</span>}
      </figcaption>
    </figure>
  );
}
