import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import { FailureNote } from '../elements/failure-note.js';
import { useSpeech } from '../i18n/speech.js';
import type { TimeTravel } from './use-time-travel.js';

/** The slider over the last 90 days. What is shown of the past is always marked as such. */
export function TimeSlider({ travel, timeZone }: { readonly travel: TimeTravel; readonly timeZone: string }) {
  const { say, dateTime } = useSpeech();
  const { shown, nowMs, fromMs, chosenAtMs, choose, loading, failure } = travel;
  const atMs = chosenAtMs ?? nowMs;
  const steps = Math.round((nowMs - fromMs) / MS_PER_HOUR);
  const step = Math.min(steps, Math.max(0, steps - Math.round((nowMs - atMs) / MS_PER_HOUR)));
  const go = (toMs: number): void => choose(toMs >= nowMs ? null : Math.max(fromMs, toMs));
  return (
    <section className={shown.past ? 'time card time-past' : 'time card'} aria-label={say('time.title')}>
      <label className="time-slider">
        <span>{say('time.title')}</span>
        <input
          type="range"
          min={0}
          max={steps}
          value={step}
          aria-valuetext={chosenAtMs === null ? say('time.now') : dateTime(atMs, timeZone)}
          onChange={(event) => go(nowMs - (steps - Number(event.target.value)) * MS_PER_HOUR)}
          data-testid="time-slider"
        />
      </label>
      <div className="time-buttons">
        <button type="button" onClick={() => go(atMs - MS_PER_DAY)}>
          {say('time.dayBack')}
        </button>
        <button type="button" onClick={() => go(atMs + MS_PER_DAY)} disabled={chosenAtMs === null}>
          {say('time.dayOn')}
        </button>
        <button
          type="button"
          className={shown.past ? 'primary' : undefined}
          disabled={chosenAtMs === null}
          onClick={() => choose(null)}
          data-testid="time-now"
        >
          {say('time.return')}
        </button>
      </div>
      <p className="time-state" role="status" data-testid="time-state">
        {chosenAtMs === null
          ? say('time.showsNow')
          : loading
            ? say('time.loading', { at: dateTime(atMs, timeZone) })
            : say('time.asOf', { at: dateTime(shown.twin.atMs, timeZone) })}
      </p>
      {failure && <FailureNote failure={failure} />}
    </section>
  );
}
