import { useState } from 'react';
import type { ReplayStatus } from '@airway-twin/contracts/replay';
import { useSpeech } from '../i18n/speech.js';
import { SpeedChoice } from './speed-choice.js';
import type { Steer } from './steer.js';

interface RunControlProps extends Steer {
  readonly run: NonNullable<ReplayStatus['run']>;
}

/** The run that is being told: how far it is, and pause, resume, stop, seek. */
export function RunControl({ run, busy, send }: RunControlProps) {
  const { say, number, dateTime, share } = useSpeech();
  const [wanted, setWanted] = useState<number | null>(null);
  const { source, state, speed, sent, total, faultsInjected, storyAt, message } = run;
  const done = total > 0 ? sent / total : 0;
  const going = state === 'running' || state === 'paused';
  const seek = (): void => {
    if (wanted !== null) send({ action: 'seek', fraction: wanted });
    setWanted(null);
  };
  return (
    <div className="run" data-testid="run" data-state={state}>
      <h3>
        {source.kind === 'scenario' ? `${say(`scenario.${source.scenario}`)} · ${source.patientId}` : source.name}{' '}
        <span className="tag">{say(`run.${state}`)}</span>
      </h3>
      <p>
        {say('run.progress', { sent: number(sent), total: number(total), share: share(done) })}
        {faultsInjected > 0 && <> · {say('run.faults', { count: number(faultsInjected) })}</>}
        {storyAt !== null && <> · {say('run.storyAt', { at: dateTime(Date.parse(storyAt)) })}</>}
      </p>
      {message !== null && (
        <p className={state === 'failed' ? 'note' : 'muted'} lang="en">
          {message}
        </p>
      )}
      <label>
        {say('run.seek')}
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={wanted ?? done}
          disabled={!going}
          aria-valuetext={share(wanted ?? done)}
          onChange={(event) => setWanted(event.target.valueAsNumber)}
          onPointerUp={seek}
          onKeyUp={seek}
          onBlur={seek}
          data-testid="replay-seek"
        />
      </label>
      <div className="run-buttons">
        {state === 'paused' ? (
          <button type="button" disabled={busy} onClick={() => send({ action: 'resume' })} data-testid="replay-resume">
            {say('run.resume')}
          </button>
        ) : (
          <button
            type="button"
            disabled={busy || state !== 'running'}
            onClick={() => send({ action: 'pause' })}
            data-testid="replay-pause"
          >
            {say('run.pause')}
          </button>
        )}
        <button
          type="button"
          disabled={busy || !going}
          onClick={() => send({ action: 'stop' })}
          data-testid="replay-stop"
        >
          {say('run.stop')}
        </button>
        {going && (
          <SpeedChoice
            label={say('run.speed')}
            speed={speed}
            onSpeed={(next) => send({ action: 'set-speed', speed: next })}
          />
        )}
      </div>
    </div>
  );
}
