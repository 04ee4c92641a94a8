import { useSpeech } from '../i18n/speech.js';

const SPEEDS = [1, 10, 60, 600, 3600, 86_400] as const;

interface SpeedChoiceProps {
  readonly label: string;
  /** How many times faster than life; null: as fast as possible. */
  readonly speed: number | null;
  readonly onSpeed: (speed: number | null) => void;
}

/** How fast a run is told. */
export function SpeedChoice({ label, speed, onSpeed }: SpeedChoiceProps) {
  const { say, number } = useSpeech();
  const listed = speed === null || (SPEEDS as readonly number[]).includes(speed);
  return (
    <label>
      {label}
      <select
        value={speed ?? 'max'}
        onChange={(event) => onSpeed(event.target.value === 'max' ? null : Number(event.target.value))}
        data-testid="replay-speed"
      >
        {!listed && speed !== null && <option value={speed}>{say('replay.times', { speed: number(speed, 1) })}</option>}
        {SPEEDS.map((one) => (
          <option key={one} value={one}>
            {say('replay.times', { speed: number(one) })}
          </option>
        ))}
        <option value="max">{say('replay.fastest')}</option>
      </select>
    </label>
  );
}
