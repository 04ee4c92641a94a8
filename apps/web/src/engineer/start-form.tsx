import { useState, type FormEvent } from 'react';
import { NO_FAULTS, type FaultSettings, type ReplayStatus } from '@airway-twin/contracts/replay';
import { useSpeech } from '../i18n/speech.js';
import { FaultFields } from './fault-fields.js';
import { SpeedChoice } from './speed-choice.js';
import type { Steer } from './steer.js';

interface StartFormProps extends Steer {
  readonly status: ReplayStatus;
}

/** Chooses a story or a recording, how fast, with which faults, and starts it. */
export function StartForm({ status, busy, send }: StartFormProps) {
  const { say, number } = useSpeech();
  const [kind, setKind] = useState<'scenario' | 'recording'>('scenario');
  const [scenario, setScenario] = useState(status.scenarios[0]);
  const [patientId, setPatientId] = useState('');
  const [name, setName] = useState('');
  const [speed, setSpeed] = useState<number | null>(600);
  const [faults, setFaults] = useState<FaultSettings>(NO_FAULTS);
  const chosenPatient = patientId || (status.patientIds[0] ?? '');
  const chosenRecording = name || (status.recordings[0]?.name ?? '');
  const chosenScenario = scenario ?? status.scenarios[0];
  const ready = kind === 'scenario' ? chosenScenario !== undefined && chosenPatient !== '' : chosenRecording !== '';

  const start = (event: FormEvent): void => {
    event.preventDefault();
    if (kind === 'recording') {
      send({ action: 'start', source: { kind, name: chosenRecording }, speed, faults });
    } else if (chosenScenario) {
      send({ action: 'start', source: { kind, scenario: chosenScenario, patientId: chosenPatient }, speed, faults });
    }
  };

  return (
    <form className="start-form" onSubmit={start} aria-label={say('replay.start')}>
      <div className="chips" role="group" aria-label={say('replay.source')}>
        {(['scenario', 'recording'] as const).map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={kind === one}
            onClick={() => setKind(one)}
            data-testid={`replay-kind-${one}`}
          >
            {say(`replay.${one}`)}
          </button>
        ))}
      </div>
      {kind === 'scenario' ? (
        <div className="fields">
          <label>
            {say('replay.scenario')}
            <select
              value={chosenScenario}
              onChange={(event) => setScenario(status.scenarios.find((one) => one === event.target.value))}
              data-testid="replay-scenario"
            >
              {status.scenarios.map((one) => (
                <option key={one} value={one}>
                  {say(`scenario.${one}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {say('replay.patient')}
            <select
              value={chosenPatient}
              onChange={(event) => setPatientId(event.target.value)}
              data-testid="replay-patient"
            >
              {status.patientIds.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        </div>
      ) : status.recordings.length === 0 ? (
        <p className="empty">{say('replay.noRecordings')}</p>
      ) : (
        <label>
          {say('replay.recording')}
          <select
            value={chosenRecording}
            onChange={(event) => setName(event.target.value)}
            data-testid="replay-recording"
          >
            {status.recordings.map((one) => (
              <option key={one.name} value={one.name}>
                {say('replay.recordingOption', {
                  name: one.name,
                  messages: number(one.messages),
                  hours: number(one.seconds / 3600, 1),
                })}
              </option>
            ))}
          </select>
        </label>
      )}
      <SpeedChoice label={say('replay.speed')} speed={speed} onSpeed={setSpeed} />
      <FaultFields faults={faults} onFaults={setFaults} />
      <button type="submit" className="primary" disabled={busy || !ready || !status.online} data-testid="replay-start">
        {say('replay.start')}
      </button>
    </form>
  );
}
