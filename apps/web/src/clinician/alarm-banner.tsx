import { Link } from 'react-router';
import { useSpeech } from '../i18n/speech.js';
import { patientPath } from '../shell/paths.js';
import { useAlarms } from './ward-context.js';

const SHOWN = 3;

/** Red-zone alarms above every page of a clinician. The region is always there, so that a screen reader hears what enters it. */
export function AlarmBanner() {
  const { say } = useSpeech();
  const { alarms, putAside } = useAlarms();
  return (
    <div role="alert" className={alarms.length > 0 ? 'alarms' : 'sr-only'} data-testid="alarms">
      {alarms.slice(0, SHOWN).map(({ recommendationId, patientId, displayName }) => (
        <p key={recommendationId} className="alarm" data-testid={`alarm-${patientId}`}>
          <span>{say('alarm.red', { name: displayName })}</span>
          <span className="alarm-actions">
            <Link to={patientPath(patientId)}>{say('alarm.open')}</Link>
            <button type="button" onClick={() => putAside(recommendationId)}>
              {say('alarm.putAside')}
            </button>
          </span>
        </p>
      ))}
      {alarms.length > SHOWN && <p className="alarm">{say('alarm.more', { count: alarms.length - SHOWN })}</p>}
    </div>
  );
}
