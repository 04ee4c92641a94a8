import type { ReplayStatus } from '@airway-twin/contracts/replay';
import { useSpeech } from '../i18n/speech.js';
import type { Steer } from './steer.js';

const SPEEDS = [0, 1, 10, 60, 600, 3600] as const;

interface CohortControlProps extends Steer {
  readonly cohort: NonNullable<ReplayStatus['cohort']>;
}

/** The demo cohort: what it does now, and the speed of its life. */
export function CohortControl({ cohort, busy, send }: CohortControlProps) {
  const { say, number, dateTime } = useSpeech();
  const { patients, speed, phase, historySent, historyTotal, storyAt } = cohort;
  const listed = (SPEEDS as readonly number[]).includes(speed);
  return (
    <div className="run" data-testid="cohort" data-phase={phase}>
      <h3>
        {say('cohort.title', { count: patients })} <span className="tag">{say(`cohort.${phase}`)}</span>
      </h3>
      <p>
        {[
          historyTotal > 0 ? say('cohort.history', { sent: number(historySent), total: number(historyTotal) }) : null,
          storyAt === null ? null : say('run.storyAt', { at: dateTime(Date.parse(storyAt)) }),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      {phase === 'loading-history' && (
        <progress max={Math.max(1, historyTotal)} value={historySent} aria-label={say('cohort.loading-history')} />
      )}
      <label>
        {say('cohort.speed')}
        <select
          value={speed}
          disabled={busy}
          onChange={(event) => send({ action: 'set-cohort-speed', speed: Number(event.target.value) })}
          data-testid="cohort-speed"
        >
          {!listed && <option value={speed}>{say('replay.times', { speed: number(speed, 1) })}</option>}
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {one === 0 ? say('cohort.stopped') : say('replay.times', { speed: number(one) })}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
