import type { AlertBudgetUse, WardRow } from '@airway-twin/contracts/http';

/**
 * How the patients of a list use the alert budget, and how many of the alerts sent are expected to come before nothing: `precede` of a
 * hundred come before an attack, as the served model was evaluated (null: not evaluated).
 */
export function alertBudgetUse(
  rows: readonly Pick<WardRow, 'riskAlert'>[],
  perPatientMonth: number,
  precede: number | null,
): AlertBudgetUse {
  const sentInMonth = rows.reduce((sum, { riskAlert }) => sum + riskAlert.sentInMonth, 0);
  return {
    perPatientMonth,
    patients: rows.length,
    sentInMonth,
    heldBack: rows.filter(({ riskAlert }) => riskAlert.notSentBecause === 'budget-spent').length,
    precedeAttackOfHundred: precede,
    expectedFalseInMonth: precede === null ? null : sentInMonth * (1 - precede / 100),
  };
}
