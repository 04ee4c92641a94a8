import type { Recommendation } from '@airway-twin/domain/recommendation';
import { useSpeech } from '../i18n/speech.js';
import { waitsForPatient } from './my-recommendations.js';

const SHOWN = 5;

/** What was asked before, and what came of it. */
export function MyMessages({
  recommendations,
  timeZone,
}: {
  readonly recommendations: readonly Recommendation[];
  readonly timeZone: string;
}) {
  const { say, knows, date } = useSpeech();
  const before = recommendations
    .filter(({ audience, status }) => audience === 'patient' && status !== 'proposed' && status !== 'rejected')
    .filter((one) => !waitsForPatient(one))
    .slice(0, SHOWN);
  if (before.length === 0) return null;
  return (
    <details className="me-before">
      <summary>{say('me.before')}</summary>
      <ul className="plain-list">
        {before.map(({ id, ruleId, status, createdAtMs }) => {
          const key = `rule.${ruleId}.patient`;
          return (
            <li key={id}>
              {knows(key) ? say(key) : say('rule.other.patient')} · {date(createdAtMs, timeZone)} ·{' '}
              {say(`me.status.${status}`)}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
