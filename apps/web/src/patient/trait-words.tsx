import type { TraitBand, TwinView } from '@airway-twin/domain/twin';
import { useSpeech } from '../i18n/speech.js';

/** Estimated traits in three plain words each; design choice: below 0.2 a little, below 0.5 some, by the middle of the band. */
export function traitLevel(band: TraitBand | null): 'low' | 'middle' | 'high' | 'unknown' {
  if (!band?.known) return 'unknown';
  if (band.mid < 0.2) return 'low';
  return band.mid < 0.5 ? 'middle' : 'high';
}

const RING = { low: 13, middle: 9.5, high: 6.5, unknown: 11 } as const;
const LINING = { low: 2.5, middle: 5, high: 8, unknown: 4 } as const;

/** How tight the muscle and how puffy the lining is, as two small pictures with plain words. Said to be a guess of the twin. */
export function TraitWords({ twin }: { readonly twin: TwinView }) {
  const { say } = useSpeech();
  const muscle = traitLevel(twin.constriction);
  const lining = traitLevel(twin.inflammation);
  // Loose because of the puff is not loose: the child should know that it will wear off.
  const helped = muscle !== 'unknown' && traitLevel(twin.constrictionUnmasked) !== muscle && twin.relieverEffect > 0;
  return (
    <div className="trait-words">
      <div className="trait-word" data-testid="muscle" data-level={muscle}>
        <svg viewBox="0 0 40 40" aria-hidden="true">
          <circle cx="20" cy="20" r="18" className="muscle-rest" />
          <circle cx="20" cy="20" r={RING[muscle] + 3} className="muscle" />
          <circle cx="20" cy="20" r={RING[muscle]} className="lumen" />
        </svg>
        <p>
          <b>{say('me.muscle')}</b>
          <span>{say(`me.muscle.${muscle}`)}</span>
          {helped && <small>{say('me.muscle.helped')}</small>}
        </p>
      </div>
      <div className="trait-word" data-testid="lining" data-level={lining}>
        <svg viewBox="0 0 40 40" aria-hidden="true">
          <circle cx="20" cy="20" r="18" className="muscle-rest" />
          <circle cx="20" cy="20" r="16" className="lining" />
          <circle cx="20" cy="20" r={16 - LINING[lining]} className="lumen" />
        </svg>
        <p>
          <b>{say('me.lining')}</b>
          <span>{say(`me.lining.${lining}`)}</span>
        </p>
      </div>
      <p className="muted small trait-guess">{say('me.guess')}</p>
    </div>
  );
}
