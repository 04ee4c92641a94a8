import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { bakeAhead } from '@airway-twin/avatar/shapes';
import type { AvatarWords } from '@airway-twin/avatar/view';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { DrawOrNot } from '../elements/draw-or-not.js';
import { useSpeech } from '../i18n/speech.js';
import type { AirwaySceneProps } from './airway-scene.js';
import type { DrawnTwin } from './drawn-twin.js';
import { NoPicture, usePictureOver } from './first-picture.js';
import { loadScene, sceneIfLoaded } from './scene-ahead.js';
import { useOffScreen } from './use-off-screen.js';
import { WholeScreen } from './whole-screen.js';

const LazyScene = lazy(async () => ({ default: (await loadScene()).AirwayScene }));
const Section = lazy(async () => ({ default: (await import('./section-picture.js')).SectionPicture }));

interface AvatarPanelProps extends Pick<AirwaySceneProps, 'airWords' | 'breath' | 'compared' | 'exaggeration'> {
  readonly profile: PatientProfile;
  readonly twin: DrawnTwin;
  readonly label: string;
  readonly caption: string;
  /** The words on the picture. */
  readonly words: AvatarWords;
  /** Class of the button that gives the picture the whole screen. */
  readonly buttonClass: string;
  readonly onUnavailable?: () => void;
  /** How to look at the picture; not there where the tree cannot be drawn. */
  readonly children?: ReactNode;
}

/**
 * The airway tree, drawn from the twin's own numbers and looked at as the view of the app says. Loaded apart from the page, so that texts
 * never wait for the picture; without WebGL the cross-section alone stands for it.
 */
export function AvatarPanel(props: AvatarPanelProps) {
  const { profile, twin, caption, buttonClass, onUnavailable, children, ...drawn } = props;
  const { say } = useSpeech();
  const [unavailable, setUnavailable] = useState(false);
  const [Scene] = useState(() => sceneIfLoaded()?.AirwayScene ?? LazyScene);
  const panel = useRef<HTMLDivElement>(null);
  const { atMs } = twin;
  const pictureOver = usePictureOver();
  const stage = useRef<HTMLDivElement>(null);
  useOffScreen(stage, pictureOver);
  // Modelling goes on while the picture's own code is still being loaded.
  useEffect(() => bakeAhead(profile, atMs), [profile, atMs]);
  return (
    <div className="avatar-panel" ref={panel}>
      <figure className="avatar" data-testid="avatar" data-drawn={unavailable ? 'section' : 'tree'}>
        <div className="avatar-stage" ref={stage}>
          <Suspense fallback={<p className="avatar-wait">{say('avatar.loading')}</p>}>
            <DrawOrNot
              otherwise={
                <NoPicture>
                  <p className="avatar-wait">{say('avatar.unavailable')}</p>
                </NoPicture>
              }
            >
              {unavailable ? (
                <Section profile={profile} twin={twin} />
              ) : (
                <Scene
                  profile={profile}
                  atMs={twin.atMs}
                  twin={twin}
                  {...drawn}
                  onDrawn={pictureOver}
                  onUnavailable={() => {
                    pictureOver();
                    setUnavailable(true);
                    onUnavailable?.();
                  }}
                />
              )}
            </DrawOrNot>
          </Suspense>
        </div>
        <figcaption>
          {caption}
          {unavailable && <span> {say('avatar.noWebgl')}</span>}
        </figcaption>
      </figure>
      {!unavailable && (
        <div className="avatar-tools">
          <WholeScreen of={panel} className={buttonClass} />
          {children}
        </div>
      )}
    </div>
  );
}
