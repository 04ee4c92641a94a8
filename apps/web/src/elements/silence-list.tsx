import { useState, type ReactNode } from 'react';
import type { DeviceSilence } from '@airway-twin/contracts/http';
import { silenceText } from '../i18n/presence-text.js';
import { useSpeech } from '../i18n/speech.js';
import { useNow } from './use-now.js';

interface SilenceListProps {
  readonly silences: readonly DeviceSilence[];
  /** Whose device it is, as the reader may see it. */
  readonly who?: (silence: DeviceSilence) => ReactNode;
}

const SHOWN = 3;

/** Devices that are silent or lost, longest first. Its region is always there, so that a screen reader hears what enters it. */
export function SilenceList({ silences, who }: SilenceListProps) {
  const speech = useSpeech();
  const { say } = speech;
  const nowMs = useNow();
  const [all, setAll] = useState(false);
  const shown = all ? silences : silences.slice(0, SHOWN);
  return (
    <div role="status" className={silences.length > 0 ? 'silences' : 'sr-only'} data-testid="silences">
      {silences.length > 0 && (
        <>
          <h2>{say('silence.title', { count: silences.length })}</h2>
          <ul className="plain-list">
            {shown.map((silence) => (
              <li
                key={silence.deviceId}
                data-testid={`silence-${silence.deviceId}`}
                data-presence={silence.presence.state}
              >
                {who && <b>{who(silence)}</b>} {silenceText(speech, silence, nowMs)}
              </li>
            ))}
          </ul>
          {shown.length < silences.length && (
            <button type="button" className="quiet" onClick={() => setAll(true)}>
              {say('silence.more', { count: silences.length - shown.length })}
            </button>
          )}
          <p className="muted small">{say('silence.note')}</p>
        </>
      )}
    </div>
  );
}
