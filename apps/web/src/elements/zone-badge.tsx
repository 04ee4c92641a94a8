import type { Zone } from '@airway-twin/domain/twin';
import { useSpeech } from '../i18n/speech.js';

/** Each zone has a shape of its own, so that colour is never the only sign. */
const SHAPE: Record<Zone, string> = {
  green: 'M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16z',
  yellow: 'M10 2 19 18H1z',
  red: 'M6 2h8l4 4v8l-4 4H6l-4-4V6z',
  unknown: 'M10 2l8 8-8 8-8-8z',
};

interface ZoneBadgeProps {
  readonly zone: Zone;
  readonly stale?: boolean;
  readonly large?: boolean;
}

/** Zone of the action plan as word, shape and colour. */
export function ZoneBadge({ zone, stale = false, large = false }: ZoneBadgeProps) {
  const { say } = useSpeech();
  return (
    <span className="zone-mark">
      <span className={`zone zone-${zone}${large ? ' zone-large' : ''}`} data-zone={zone}>
        <svg viewBox="0 0 20 20" aria-hidden="true" data-shape={zone}>
          <path d={SHAPE[zone]} />
        </svg>
        <span>{say(`zone.${zone}`)}</span>
      </span>
      {stale && <span className="zone-stale">{say('zone.stale')}</span>}
    </span>
  );
}
