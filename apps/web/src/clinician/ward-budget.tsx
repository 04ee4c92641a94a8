import type { AlertBudgetUse, WardRow } from '@airway-twin/contracts/http';
import { useSpeech } from '../i18n/speech.js';

interface WardBudgetProps {
  /** As the last snapshot of the ward gave it. */
  readonly budget: AlertBudgetUse;
  /** As they are now: what is sent and held back is counted in them. */
  readonly rows: readonly Pick<WardRow, 'riskAlert'>[];
}

/** How the ward uses its budget of risk alerts, and what such an alert is worth. */
export function WardBudget({ budget, rows }: WardBudgetProps) {
  const { say, number } = useSpeech();
  const sent = rows.reduce((sum, { riskAlert }) => sum + riskAlert.sentInMonth, 0);
  const held = rows.filter(({ riskAlert }) => riskAlert.notSentBecause === 'budget-spent').length;
  const precede = budget.precedeAttackOfHundred;
  return (
    <section className="ward-budget" aria-label={say('wardBudget.title')} data-testid="ward-budget">
      <p>
        <b>{say('wardBudget.use', { sent, most: number(budget.perPatientMonth * rows.length, 1), held })}</b>
      </p>
      <p>{precede === null ? say('wardBudget.notEvaluated') : precedeText(precede)}</p>
      {precede !== null && sent > 0 && (
        <p>{say('wardBudget.expected', { sent, none: number(Math.round(sent * (1 - precede / 100))) })}</p>
      )}
      <p>{say('wardBudget.zones')}</p>
    </section>
  );

  function precedeText(ofHundred: number): string {
    return ofHundred < 1
      ? say('wardBudget.precedeFew')
      : say('wardBudget.precede', { count: number(Math.round(ofHundred)) });
  }
}
