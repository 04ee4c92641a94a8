import type { Freshness } from '@airway-twin/domain/measurement';
import { useSpeech } from '../i18n/speech.js';

interface SignalAgeProps {
  /** Of the signal that a figure was counted from. */
  readonly signal: { readonly atMs: number | null; readonly freshness: Freshness };
  readonly nowMs: number;
}

/** How old the newest word is that a counted figure rests on, and that it is stale when it is. */
export function SignalAge({ signal: { atMs, freshness }, nowMs }: SignalAgeProps) {
  const { say, ago } = useSpeech();
  if (atMs === null) return null;
  return (
    <span className={`age age-${freshness}`}>
      {' '}
      {say('state.last', { ago: ago(nowMs - atMs) })}
      {freshness === 'stale' && <> · {say('freshness.stale')}</>}
    </span>
  );
}
