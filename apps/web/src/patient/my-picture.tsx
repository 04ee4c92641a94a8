import { useEffect, useMemo, useRef, useState } from 'react';
import type { PatientSnapshot } from '@airway-twin/contracts/http';
import { AvatarPanel } from '../avatar/avatar-panel.js';
import { resetView } from '../avatar/avatar-view-store.js';
import { patientWords } from '../avatar/avatar-words.js';
import type { DrawnTwin } from '../avatar/drawn-twin.js';
import { sizeKnown } from '../avatar/size-known.js';
import { useQuietBreath } from '../avatar/use-quiet-breath.js';
import { useSpeech } from '../i18n/speech.js';
import { MyViewTools } from './my-view-tools.js';

interface MyPictureProps extends Pick<PatientSnapshot, 'profile' | 'twin'> {
  /** The twin in two weeks, simulated, to stand beside now; null: now alone. */
  readonly ahead: DrawnTwin | null;
  readonly onBack: () => void;
  readonly onUnavailable: () => void;
}

/** The patient's airways, and how to look at them; with two weeks ahead beside them when they ask for it. */
export function MyPicture({ profile, twin, ahead, onBack, onUnavailable }: MyPictureProps) {
  const speech = useSpeech();
  const { say } = speech;
  const [counted, setCounted] = useState<number | null>(null);
  const breath = useQuietBreath(profile, twin.atMs, counted);
  const words = useMemo(() => patientWords(speech), [speech]);
  const compared = useMemo(
    () => ahead && { twin: ahead, ownLabel: say('me.whatIf.labelNow'), label: say('me.whatIf.labelThen') },
    [ahead, say],
  );
  useEffect(() => resetView, []);
  const picture = useRef<HTMLDivElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  const seesAhead = ahead !== null;
  // Whoever asked to see two weeks ahead is taken to the picture, which on a phone is far from where they asked.
  useEffect(() => {
    if (!seesAhead) return;
    picture.current?.scrollIntoView?.({ block: 'start' });
    back.current?.focus({ preventScroll: true });
  }, [seesAhead]);
  return (
    <div className="me-airways" ref={picture}>
      <AvatarPanel
        profile={profile}
        twin={twin}
        label={say('me.avatarLabel')}
        caption={say(sizeKnown(profile, twin.atMs) ? 'me.avatarCaption' : 'me.avatarCaptionAverage')}
        words={words}
        buttonClass="choice"
        breath={breath}
        airWords="me.picture.air"
        compared={compared}
        onUnavailable={onUnavailable}
      >
        {seesAhead && (
          <div className="me-ahead" data-testid="my-ahead">
            <button ref={back} type="button" className="big-button" onClick={onBack} data-testid="what-if-back">
              {say('me.whatIf.back')}
            </button>
            <p className="muted small">{say('me.whatIf.guess')}</p>
          </div>
        )}
        <MyViewTools profile={profile} twin={twin} breath={breath} onCounted={setCounted} />
      </AvatarPanel>
    </div>
  );
}
