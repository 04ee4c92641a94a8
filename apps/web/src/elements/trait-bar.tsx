import type { TraitBand } from '@airway-twin/domain/twin';
import { useSpeech } from '../i18n/speech.js';

interface TraitBarProps {
  readonly trait: 'constriction' | 'inflammation';
  readonly band: TraitBand | null;
  /** A row of the ward list has no room for the figures; they stay in its text for screen readers. */
  readonly compact?: boolean;
}

/** An estimated trait 0…1: the band that holds 80 % of the belief, and its middle. While the band says nothing, neither does the bar. */
export function TraitBar({ trait, band, compact = false }: TraitBarProps) {
  const { say, number } = useSpeech();
  const name = say(compact ? `trait.${trait}.letter` : `trait.${trait}`);
  if (!band?.known) {
    return (
      <span className="trait" data-testid={`trait-${trait}`}>
        <span className="trait-name">{name}</span>
        <span className="trait-unknown">{say('trait.notEnough')}</span>
      </span>
    );
  }
  const figures = say('trait.figures', {
    mid: number(band.mid, 2),
    low: number(band.low, 2),
    high: number(band.high, 2),
  });
  const named = `${say('label.of', { label: say(`trait.${trait}`) })} ${figures}`;
  return (
    <span className="trait" data-testid={`trait-${trait}`} title={named}>
      <span className="trait-name" aria-hidden={compact}>
        {name}
      </span>
      <span className="trait-track" aria-hidden="true">
        <span
          className={`trait-band trait-${trait}`}
          style={{ left: `${band.low * 100}%`, width: `${Math.max(1, (band.high - band.low) * 100)}%` }}
        />
        <span className="trait-mid" style={{ left: `${band.mid * 100}%` }} />
      </span>
      <span className={compact ? 'sr-only' : 'trait-figures'}>{compact ? named : figures}</span>
    </span>
  );
}
