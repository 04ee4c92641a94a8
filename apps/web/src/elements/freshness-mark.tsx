import type { Freshness } from '@airway-twin/domain/measurement';
import { useSpeech } from '../i18n/speech.js';

/** How recent a signal is, as a word with a filled, half or empty mark. */
export function FreshnessMark({ freshness, label }: { readonly freshness: Freshness; readonly label?: string }) {
  const { say } = useSpeech();
  return (
    <span className={`fresh fresh-${freshness}`}>
      <span className="fresh-dot" aria-hidden="true" />
      <span>
        {label !== undefined && `${say('label.of', { label })} `}
        {say(`freshness.${freshness}`)}
      </span>
    </span>
  );
}
