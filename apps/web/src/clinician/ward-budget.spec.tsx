/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import type { AlertBudgetUse, WardRiskAlert } from '@airway-twin/contracts/http';
import { SpeechProvider } from '../i18n/speech.js';
import { aWard, aWardRow } from '../testing/builders.js';
import { WardAlertNote } from './ward-alert-note.js';
import { WardBudget } from './ward-budget.js';

afterEach(cleanup);

const QUIET: WardRiskAlert = { sentInMonth: 0, standing: false, notSentBecause: 'below-threshold' };

function budget(
  alerts: readonly Partial<WardRiskAlert>[],
  precedeAttackOfHundred: AlertBudgetUse['precedeAttackOfHundred'],
) {
  const rows = alerts.map((alert, place) => aWardRow(`demo-${place}`, { riskAlert: { ...QUIET, ...alert } }));
  const { alertBudget } = aWard(rows, 1);
  render(
    <SpeechProvider locale="en">
      <WardBudget budget={{ ...alertBudget, precedeAttackOfHundred }} rows={rows} />
    </SpeechProvider>,
  );
  return screen.getByTestId('ward-budget').textContent ?? '';
}

function note(alert: Partial<WardRiskAlert>): string {
  cleanup();
  const { container } = render(
    <SpeechProvider locale="en">
      <WardAlertNote alert={{ ...QUIET, ...alert }} />
    </SpeechProvider>,
  );
  return container.textContent ?? '';
}

describe('the alert budget of a ward', () => {
  it('says what was sent of how many, what is held back and how many of such alerts come before an attack', () => {
    const held = { sentInMonth: 1, standing: true, notSentBecause: 'budget-spent' } as const;
    const text = budget([held, { sentInMonth: 2 }, {}], 5.4);
    expect(text).toContain('Risk alerts in 30 days: 3 sent of at most 3, 1 held back.');
    expect(text).toContain('Of 100 such alerts about 5 come before an attack');
    expect(text).toContain('Of the 3 sent, about 3 can be expected to come before nothing.');
    expect(text).toContain('never held back');
  });

  it('does not estimate what was not evaluated', () => {
    const text = budget([{ sentInMonth: 1 }], null);
    expect(text).toContain('was not evaluated');
    expect(text).not.toContain('Of 100');
  });

  it('does not round a rare success to none', () => {
    expect(budget([{}], 0.3)).toContain('fewer than 1 comes before an attack');
  });
});

/** Every reason for which nothing goes out; without a score the row itself says why. */
const SILENT: Readonly<Record<NonNullable<WardRiskAlert['notSentBecause']>, boolean>> = {
  'not-scored': true,
  'below-threshold': false,
  'not-lasting': false,
  'too-little-data': false,
  'poor-data': false,
  'after-attack': false,
  'budget-spent': false,
};

describe('the alert of a row', () => {
  it('has words for every reason', () => {
    for (const [because, silent] of Object.entries(SILENT)) {
      const text = note({ notSentBecause: because as keyof typeof SILENT });
      expect([because, text === '']).toEqual([because, silent]);
      expect(text).not.toContain(because);
    }
  });

  it('says in words why nothing was sent', () => {
    expect(note({})).toBe('below the alert level');
    expect(note({ notSentBecause: 'not-lasting' })).toBe('no alert: not lasting yet');
    expect(note({ notSentBecause: 'after-attack' })).toContain('in the last 14 days');
    expect(note({ notSentBecause: 'budget-spent', standing: true, sentInMonth: 1 })).toBe(
      'held back: budget spent · 1 sent in 30 days',
    );
  });

  it('says that an alert stands, and leaves the missing score to the row', () => {
    expect(note({ notSentBecause: null, standing: true, sentInMonth: 1 })).toBe('risk alert stands');
    expect(note({ notSentBecause: 'not-scored' })).toBe('');
  });
});
