/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import type { Locale } from '@airway-twin/domain/patient';
import { SpeechProvider } from '../i18n/speech.js';
import { NOON_MS } from '../testing/builders.js';
import { aCurrentModel } from '../testing/current-model.js';
import { A_MODEL } from '../testing/scored-risk.js';
import { ModelCard } from './model-page.js';

afterEach(cleanup);

function shown(part: Partial<CurrentModelResponse> = {}, locale: Locale = 'en'): string {
  cleanup();
  const { container } = render(
    <SpeechProvider locale={locale}>
      <ModelCard model={aCurrentModel(part)} />
    </SpeechProvider>,
  );
  return container.textContent ?? '';
}

describe('the card of the served model', () => {
  it('says what the model is for, what it is never for, what it learnt from and its limits', () => {
    const text = shown();
    expect(text).toContain('asking a clinician to look at a risk that lasts');
    expect(text).toContain('Holding back, delaying or softening the yellow or red part of a plan');
    expect(text).toContain('450 invented people over 2 years (cohort-1, seed 1). No real patient was learnt from.');
    expect(text).toContain('600 other invented people with 194 attacks.');
    expect(text).toContain('Not validated in children, nor in anyone.');
    expect(text).toContain('learnt from a simulation.');
  });

  it('shows every figure with its interval, also one that it has no name for', () => {
    shown();
    const [first, second] = screen.getByTestId('model-figures').querySelectorAll('tbody tr');
    expect(first?.textContent).toBe('additive logistic, personal0.8100.729 to 0.8912.001.80 to 2.20');
    expect(second?.textContent).toBe('rule: action plan yellow or red0.658—');
    expect(screen.getByTestId('model-figures').textContent).toContain('oddity');
  });

  it('says from where on it alerts and that most alerts come before nothing', () => {
    const text = shown();
    expect(text).toContain('from 1.7 in 100, on 2 of 3 days; it ends below 1 in 100');
    expect(text).toContain('4.9; the others come before nothing');
  });

  it('says which file it is, whole', () => {
    shown();
    expect(screen.getByTestId('model-hash').textContent).toBe(A_MODEL.fileSha256);
  });

  it('shows the model in the shadow beside the served one', () => {
    const identity = { ...A_MODEL, version: '3', fileSha256: 'f'.repeat(64) };
    const shadow = {
      identity,
      sinceMs: NOON_MS,
      scored: 1200,
      failed: 1,
      meanDifference: 0.0012,
      largestDifference: 0.04,
    };
    const text = shown({ shadow });
    expect(text).toContain('risk 3, since');
    expect(text).toContain('1,200');
    expect(text).toContain('0.12 in 100');
    expect(text).toContain('4 in 100');
    expect(text).toContain('Nobody is shown or alerted by them');
  });

  it('names a refused file with the reason', () => {
    shown({ refused: [{ file: 'risk-9.onnx', reason: 'its feature schema differs' }] });
    expect(screen.getByTestId('model-refused').textContent).toContain('risk-9.onnx its feature schema differs');
  });

  it('says why there is none, and that the plans work all the same', () => {
    const text = shown({ status: 'unavailable', identity: null, reason: 'the folder is empty' });
    expect(text).toContain('No model is served: the folder is empty.');
    expect(text).toContain('the action plans work as always');
    expect(screen.queryByTestId('model-figures')).toBeNull();
  });

  it('leaves out what a model without evaluation does not have, and says so', () => {
    const unknown = { alertsPerPatientMonth: null, sensitivity: null, precedeAttackOfHundred: null };
    const { operatingPoint } = aCurrentModel();
    const text = shown({
      kind: null,
      evaluation: null,
      trainedWith: null,
      card: null,
      baseRate7d: null,
      frailtyShape: null,
      operatingPoint: { ...operatingPoint!, ...unknown },
    });
    expect(text).toContain('from nobody’s data. It was not evaluated.');
    expect(text).toContain('not evaluated');
    expect(text).toContain('This model has no card.');
  });

  it('tells a French reader that the card itself is in English', () => {
    expect(shown({}, 'fr')).toContain('en anglais');
    expect(screen.getByTestId('card-text').getAttribute('lang')).toBe('en');
  });
});
