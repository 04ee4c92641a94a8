import { useState } from 'react';
import { rateFromTaps } from '@airway-twin/domain/airways';
import { useSpeech } from '../i18n/speech.js';

interface BreathCountProps {
  /** Breaths a minute, from even taps. */
  readonly onCounted: (ratePerMinute: number) => void;
  /** Now, ms, of a clock that never goes back. */
  readonly clock?: () => number;
}

/** Five taps are four whole breaths: enough for a picture, and short enough for a child. */
const TAPS = 5;

/** Counts somebody's breaths by taps, for the picture alone. */
export function BreathCount({ onCounted, clock = () => performance.now() }: BreathCountProps) {
  const { say } = useSpeech();
  const [taps, setTaps] = useState<readonly number[] | null>(null);
  const [refused, setRefused] = useState<'irregular' | 'impossible' | null>(null);
  const start = (): void => {
    setTaps([]);
    setRefused(null);
  };
  const tap = (): void => {
    const all = [...(taps ?? []), clock()];
    if (all.length < TAPS) {
      setTaps(all);
      return;
    }
    const counted = rateFromTaps(all);
    setTaps(null);
    if (counted.reason === null) onCounted(counted.ratePerMinute);
    else setRefused(counted.reason === 'irregular' ? 'irregular' : 'impossible');
  };
  return (
    <div className="breath-count" data-testid="breath-count">
      {taps === null ? (
        <button type="button" className="choice" onClick={start} data-testid="breath-start">
          {say('me.breath.count')}
        </button>
      ) : (
        <div className="view-group">
          <button type="button" className="choice" onClick={tap} data-testid="breath-tap">
            {say('me.breath.tap')}
          </button>
          <button type="button" className="choice" onClick={() => setTaps(null)} data-testid="breath-stop">
            {say('me.breath.stop')}
          </button>
        </div>
      )}
      <p className="small" role="status" data-testid="breath-told">
        {taps !== null && say('me.breath.left', { count: TAPS - taps.length })}
        {taps === null && refused !== null && say(`me.breath.${refused}`)}
      </p>
      {taps !== null && <p className="muted small">{say('me.breath.kept')}</p>}
    </div>
  );
}
