import { Link } from 'react-router';
import { useSpeech } from '../i18n/speech.js';
import { patientPath } from '../shell/paths.js';
import { alarmText } from './alarm-text.js';
import { useAlarms, useWard } from './ward-context.js';

const SHOWN = 3;

/** Red-zone alarms above every page of a clinician. The region is always there, so that a screen reader hears what enters it. */
export function AlarmBanner() {
  const speech = useSpeech();
  const { say } = speech;
  const { rows } = useWard();
  const { alarms, putAside } = useAlarms();
  return (
    <div role="alert" className={alarms.length > 0 ? 'alarms' : 'sr-only'} data-testid="alarms">
      {alarms.slice(0, SHOWN).map((alarm) => (
        <p key={alarm.key} className="alarm" data-testid={`alarm-${alarm.patientId}`}>
          <span>
            {alarmText(
              speech,
              alarm,
              rows.find((row) => row.patientId === alarm.patientId),
            )}
          </span>
          <span className="alarm-actions">
            <Link to={patientPath(alarm.patientId)}>{say('alarm.open')}</Link>
            <button type="button" onClick={() => putAside(alarm.key)}>
              {say('alarm.putAside')}
            </button>
          </span>
        </p>
      ))}
      {alarms.length > SHOWN && <p className="alarm">{say('alarm.more', { count: alarms.length - SHOWN })}</p>}
    </div>
  );
}
