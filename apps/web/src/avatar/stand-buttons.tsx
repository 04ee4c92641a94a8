import type { ReactNode } from 'react';
import type { Standpoint } from '@airway-twin/avatar/view';
import type { MessageKey } from '../i18n/speech.js';
import { useSpeech } from '../i18n/speech.js';
import { standAt, useAvatarView } from './avatar-view-store.js';

interface StandButtonsProps {
  readonly label: MessageKey;
  /** The standpoints that are offered, in their order, and what they are called. */
  readonly places: readonly (readonly [Standpoint, MessageKey])[];
  readonly className: string;
  /** What stands in the same row. */
  readonly children?: ReactNode;
}

/** From where one looks: each a button that stays pressed. */
export function StandButtons({ label, places, className, children }: StandButtonsProps) {
  const { say } = useSpeech();
  const standpoint = useAvatarView((view) => view.standpoint);
  return (
    <div className="view-group" role="group" aria-label={say(label)}>
      {places.map(([place, name]) => (
        <button
          key={place}
          type="button"
          className={className}
          aria-pressed={standpoint === place}
          onClick={() => standAt(place)}
          data-testid={`stand-${place}`}
        >
          {say(name)}
        </button>
      ))}
      {children}
    </div>
  );
}
