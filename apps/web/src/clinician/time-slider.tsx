import type { KeyboardEvent } from 'react';
import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import { FailureNote } from '../elements/failure-note.js';
import { ToldNow } from '../elements/told-now.js';
import { useSpeech } from '../i18n/speech.js';
import { PLAY_SPEEDS, PLAYED_DAYS } from './time-frames.js';
import type { TimeTravel } from './use-time-travel.js';

/** A screen reader hears where time stands no more often than this while it moves. */
const TOLD_EVERY_MS = 3000;

/** The slider over the last 90 days, and how to play them. What is shown of the past is always marked as such. */
export function TimeSlider({ travel, timeZone }: { readonly travel: TimeTravel; readonly timeZone: string }) {
  const { say, dateTime, number, locale } = useSpeech();
  const { moment, shown, atRest, nowMs, fromMs, chosenAtMs, choose, failure, playing, daysPerSecond } = travel;
  const atMs = chosenAtMs ?? nowMs;
  const steps = Math.round((nowMs - fromMs) / MS_PER_HOUR);
  const step = Math.min(steps, Math.max(0, steps - Math.round((nowMs - atMs) / MS_PER_HOUR)));
  const go = (toMs: number): void => choose(toMs >= nowMs ? null : Math.max(fromMs, toMs));
  const toggle = playing ? travel.pause : travel.play;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === ' ') toggle();
    else if (event.key === 'PageDown') go(atMs - MS_PER_DAY);
    else if (event.key === 'PageUp') go(atMs + MS_PER_DAY);
    else if (event.key === 'Escape') choose(null);
    else return;
    event.preventDefault();
  };
  const at = dateTime(atMs, timeZone);
  const state =
    chosenAtMs === null
      ? say('time.showsNow')
      : playing && moment.past
        ? say('time.playing', { at })
        : !atRest
          ? say('time.loading', { at })
          : say('time.asOf', { at: dateTime(shown.twin.atMs, timeZone) });
  return (
    <section
      className={moment.past || chosenAtMs !== null ? 'time card time-past' : 'time card'}
      aria-label={say('time.title')}
      onPointerEnter={travel.prepare}
      onFocus={travel.prepare}
      data-at-rest={atRest}
    >
      <label className="time-slider">
        <span>{say('time.title')}</span>
        <input
          type="range"
          min={0}
          max={steps}
          value={step}
          aria-valuetext={chosenAtMs === null ? say('time.now') : at}
          aria-describedby="time-keys"
          onChange={(event) => go(nowMs - (steps - Number(event.target.value)) * MS_PER_HOUR)}
          onKeyDown={onKeyDown}
          data-testid="time-slider"
        />
        <span id="time-keys" className="sr-only">
          {say('time.keys')}
        </span>
      </label>
      <div className="time-buttons">
        <button type="button" onClick={toggle} data-testid="time-play" data-playing={playing}>
          <span aria-hidden="true">{playing ? '❚❚' : '▶'}</span>{' '}
          {playing ? say('time.pause') : say('time.play', { days: PLAYED_DAYS })}
        </button>
        <label className="time-speed">
          <span className="sr-only">{say('time.speed')}</span>
          <select
            value={daysPerSecond}
            onChange={(event) => {
              const chosen = PLAY_SPEEDS.find((speed) => String(speed) === event.target.value);
              if (chosen) travel.chooseSpeed(chosen);
            }}
            data-testid="time-speed"
          >
            {PLAY_SPEEDS.map((speed) => (
              <option key={speed} value={speed}>
                {say('time.inSeconds', { seconds: number(PLAYED_DAYS / speed) })}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => go(atMs - MS_PER_DAY)}>
          {say('time.dayBack')}
        </button>
        <button type="button" onClick={() => go(atMs + MS_PER_DAY)} disabled={chosenAtMs === null}>
          {say('time.dayOn')}
        </button>
        <button
          type="button"
          className={chosenAtMs === null ? undefined : 'primary'}
          disabled={chosenAtMs === null}
          onClick={() => choose(null)}
          data-testid="time-now"
        >
          {say('time.return')}
        </button>
      </div>
      <p className="time-state" aria-hidden="true" data-testid="time-state">
        {state}
      </p>
      <ToldNow key={locale} text={state} everyMs={TOLD_EVERY_MS} className="sr-only" />
      {failure && <FailureNote failure={failure} />}
    </section>
  );
}
