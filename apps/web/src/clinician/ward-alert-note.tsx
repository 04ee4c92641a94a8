import type { WardRiskAlert } from '@airway-twin/contracts/http';
import { useSpeech } from '../i18n/speech.js';

/** How a patient's risk stands to the alerts: that one stands, or why none goes out. Without a score the row says why there is none. */
export function WardAlertNote({ alert }: { readonly alert: WardRiskAlert }) {
  const { say, knows } = useSpeech();
  const { notSentBecause, standing, sentInMonth } = alert;
  const key = `wardAlert.${notSentBecause}`;
  const stands = notSentBecause === null && standing;
  const words = [
    ...(stands ? [say('wardAlert.standing')] : []),
    ...(knows(key) ? [say(key)] : []),
    ...(sentInMonth > 0 && !stands ? [say('wardAlert.sent', { count: sentInMonth })] : []),
  ];
  if (words.length === 0) return null;
  return <span className={stands ? 'risk-alert risk-alert-stands' : 'risk-alert'}>{words.join(' · ')}</span>;
}
