import { useCallback, useEffect, useMemo, useRef } from 'react';
import { avatarPose } from '@airway-twin/avatar/pose';
import { drawnTree } from '@airway-twin/avatar/shapes';
import { reachableMm, walkPath } from '@airway-twin/avatar/view';
import type { AirwayName } from '@airway-twin/domain/airways';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { useAtMostEvery } from '../elements/use-at-most-every.js';
import { ToldNow } from '../elements/told-now.js';
import type { MessageKey } from '../i18n/speech.js';
import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from '../shell/preferences.js';
import { avatarView, useAvatarView } from './avatar-view-store.js';
import type { DrawnTwin } from './drawn-twin.js';
import { isAtEnd, walkReading, type WalkReading } from './walk-reading.js';

export interface WalkControlsProps {
  readonly profile: PatientProfile;
  readonly twin: DrawnTwin;
  readonly airway: AirwayName;
  readonly title: MessageKey;
  /** A place on the way in words, and why the walk ends where it does. */
  readonly words: (reading: WalkReading) => string;
  readonly endWords: (end: NonNullable<WalkReading['end']>) => string;
  readonly className: string;
}

const STEP_MM = 5;
/** While the walk goes on by itself, a screen reader hears where no more often than this. */
const TOLD_EVERY_MS = 3000;
const TWIN_READ_EVERY_MS = 1000;

/**
 * Walks along the inside of the airways: by slider, step by step, or by itself where motion is wanted. The slider follows the walk past
 * React, and its words change at a pace that can be listened to.
 */
export function WalkControls({ profile, twin, airway, title, words, endWords, className }: WalkControlsProps) {
  const { say } = useSpeech();
  const { reducedMotion } = usePreferences();
  const { tree } = drawnTree(profile, twin.atMs);
  const target = useAvatarView((view) => view.target);
  const drawn = useAtMostEvery(twin, TWIN_READ_EVERY_MS);
  const walked = useMemo(() => {
    const path = walkPath(tree, airway);
    const { texels } = avatarPose(tree, drawn);
    // Figures are those of the state; how far one can walk is decided by what is drawn of it.
    const seen = target === 'both' ? texels : avatarPose(tree, drawn, { target }).texels;
    return { tree, path, texels, reach: reachableMm(path, tree, seen) };
  }, [tree, airway, drawn, target]);
  const isWalking = useAvatarView((view) => view.isWalking);
  // Of a walk that goes on by itself every centimetre is told: enough to hear of every airway, and no React render per frame.
  const toldAtMm = useAvatarView((view) => {
    if (isAtEnd(walked.reach, view.walkedMm)) return walked.reach.mm;
    return view.isWalking ? 10 * Math.floor(view.walkedMm / 10) : view.walkedMm;
  });
  const reading = walkReading(walked, toldAtMm);
  const slider = useRef<HTMLInputElement>(null);
  const lastToldMs = useRef(0);

  const tell = useCallback(
    (mm: number, atOnce: boolean) => {
      const input = slider.current;
      if (!input) return;
      input.value = String(mm);
      if (!atOnce && performance.now() - lastToldMs.current < TOLD_EVERY_MS) return;
      lastToldMs.current = performance.now();
      input.setAttribute('aria-valuetext', words(walkReading(walked, mm)));
    },
    [walked, words],
  );
  useEffect(() => {
    tell(avatarView.getState().walkedMm, true);
    return avatarView.subscribe(({ walkedMm, isWalking: moves }, before) => {
      if (walkedMm !== before.walkedMm || moves !== before.isWalking) tell(walkedMm, !moves);
    });
  }, [tell]);

  const go = (mm: number): void =>
    avatarView.setState({ walkedMm: Math.min(walked.reach.mm, Math.max(0, mm)), isWalking: false });
  const step = (mm: number): void => go(avatarView.getState().walkedMm + mm);
  return (
    <div className="walk" role="group" aria-label={say(title)} data-testid="walk">
      <div className="view-group">
        <button type="button" className={className} onClick={() => step(-STEP_MM)} data-testid="walk-back">
          {say('walk.back')}
        </button>
        <button type="button" className={className} onClick={() => step(STEP_MM)} data-testid="walk-on">
          {say('walk.on')}
        </button>
        {!reducedMotion && (
          <button
            type="button"
            className={className}
            disabled={!isWalking && reading.end !== null}
            onClick={() => avatarView.setState({ isWalking: !isWalking })}
            data-testid="walk-play"
            data-walking={isWalking}
          >
            {say(isWalking ? 'walk.pause' : 'walk.play')}
          </button>
        )}
      </div>
      <label className="walk-slider">
        <span>{say('walk.where')}</span>
        <input
          ref={slider}
          type="range"
          min={0}
          max={walked.reach.mm}
          step="any"
          defaultValue={0}
          onInput={(event) => go(Number(event.currentTarget.value))}
          onKeyDown={(event) => {
            // Of a slider without steps the arrows move by a tenth of a thousandth: here by what one walks at a time.
            const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 4, PageDown: -4 }[event.key];
            if (by === undefined) return;
            step(by * STEP_MM);
            event.preventDefault();
          }}
          data-testid="walk-slider"
        />
      </label>
      <p className="small" aria-hidden="true" data-testid="walk-at">
        {words(reading)}
      </p>
      <ToldNow
        text={reading.end ? endWords(reading.end) : ''}
        everyMs={TOLD_EVERY_MS}
        className="small"
        testId="walk-end"
      />
    </div>
  );
}
