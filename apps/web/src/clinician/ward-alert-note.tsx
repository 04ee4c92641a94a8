import type { WardRiskAlert } from '@airway-twin/contracts/http';
import { useSpeech } from '../i18n/speech.js';

/** How a patient's risk stands to the alerts: that one stands, or why none goes out. Without a score the row says why there is none. */
export function WardAlertNote({ alert }: { readonly alert: WardRiskAlert }) {
  const { say, knows } = useSpeech();
  const { notSentBecause, standing, sentInMonth } = alert;
  const key = `wardAlert.${notSentBecause}`;
  return (
    <>
      {notSentBecause === null && standing && (
        <span className="risk-alert risk-alert-stands">{say('wardAlert.standing')}</span>
      )}
      {knows(key) && <span className="risk-alert">{say(key)}</span>}
      {sentInMonth > 0 && <span className="risk-alert">{say('wardAlert.sent', { count: sentInMonth })}</span>}
    </>
  );
}
