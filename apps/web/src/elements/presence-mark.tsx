import type { DevicePresence } from '@airway-twin/domain/presence';
import { presenceReasonText } from '../i18n/presence-text.js';
import { useSpeech } from '../i18n/speech.js';

interface PresenceMarkProps {
  readonly presence: DevicePresence;
  /** Where the clock stands on which the device is judged. */
  readonly nowMs: number;
}

/** Whether a device is heard: the state as a word, and why. */
export function PresenceMark({ presence, nowMs }: PresenceMarkProps) {
  const speech = useSpeech();
  return (
    <span className="presence">
      <span className={`tag tag-presence-${presence.state}`} data-presence={presence.state}>
        {speech.say(`presence.${presence.state}`)}
      </span>{' '}
      <span className="age">{presenceReasonText(speech, presence, nowMs)}</span>
    </span>
  );
}
