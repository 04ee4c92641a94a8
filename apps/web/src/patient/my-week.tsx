import { memo } from 'react';
import type { Risk } from '@airway-twin/domain/risk';
import type { TwinView } from '@airway-twin/domain/twin';
import { useSpeech } from '../i18n/speech.js';
import { weekReasons } from './week-reasons.js';

interface MyWeekProps {
  readonly risk: Risk;
  readonly twin: Pick<TwinView, 'zone'>;
}

/**
 * What adds to the chance of a bad week, in the patient's words: no figure, and nothing at all where nothing adds to it, for silence here
 * must not read as good news. Not there in the red zone, where help comes first, nor on old data.
 */
export const MyWeek = memo(function MyWeek({ risk, twin: { zone } }: MyWeekProps) {
  const { say } = useSpeech();
  if (zone.value === 'red' || zone.stale) return null;
  const reasons = weekReasons(risk);
  if (reasons.length === 0) return null;
  return (
    <section className="card me-week" aria-labelledby="me-week-title" data-testid="my-week">
      <h2 id="me-week-title">{say('me.week.title')}</h2>
      <ul className="me-week-reasons">
        {reasons.map((reason) => (
          <li key={reason}>{say(`me.week.${reason}`)}</li>
        ))}
      </ul>
      <p className="muted small">{say('me.week.guess')}</p>
    </section>
  );
});
