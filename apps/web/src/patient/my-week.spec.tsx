/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import type { Locale } from '@airway-twin/domain/patient';
import type { Risk } from '@airway-twin/domain/risk';
import type { Zone } from '@airway-twin/domain/twin';
import { SpeechProvider } from '../i18n/speech.js';
import { aTwin } from '../testing/builders.js';
import { aScoredRisk } from '../testing/scored-risk.js';
import { MyWeek } from './my-week.js';

afterEach(cleanup);

function shown(risk: Risk, zone: Zone = 'green', stale = false, locale: Locale = 'en'): string | null {
  cleanup();
  render(
    <SpeechProvider locale={locale}>
      <MyWeek risk={risk} twin={aTwin({ zone: { value: zone, reasons: [], stale } })} />
    </SpeechProvider>,
  );
  return screen.queryByTestId('my-week')?.textContent ?? null;
}

const MISSED = aScoredRisk({ controllerAdherence7d: 0.3, relieverPuffs24h: 0.6 });

describe('what a patient reads of the risk', () => {
  it('is what adds to it, strongest first, in plain words and without a figure', () => {
    const text = shown(MISSED)!;
    expect(text.indexOf('You needed your reliever more.')).toBeGreaterThan(0);
    expect(text.indexOf('fewer preventer puffs')).toBeGreaterThan(text.indexOf('reliever more'));
    expect(text).toContain('Your twin guesses this. It can be wrong. Your plan counts as always.');
    expect(text).not.toMatch(/\d|%|risk|probab|attack/i);
  });

  it('is three things at most', () => {
    shown(
      aScoredRisk({
        controllerAdherence7d: 0.3,
        relieverPuffs24h: 0.6,
        coldReported7d: 0.5,
        lungFunctionFall3d: 0.4,
        techniqueFailureShare: 0.2,
      }),
    );
    expect(screen.getAllByRole('listitem')).toHaveLength(3);
  });

  it('is nothing where nothing adds to it: a low risk is no good news', () => {
    expect(shown(aScoredRisk({ relieverPuffs24h: -0.8, attackLastYear: -1 }))).toBeNull();
    expect(shown(aScoredRisk({ coldReported7d: 0.1 }))).toBeNull();
  });

  it('says nothing of what is not known, nor of what nobody can recognise in their days', () => {
    const { contributions, ...risk } = MISSED;
    expect(shown({ ...risk, contributions: contributions.map((one) => ({ ...one, value: null })) })).toBeNull();
    expect(shown(aScoredRisk({ ageYears: 1, attackLastYear: 1 }, 1))).toBeNull();
  });

  it('is not there without a score, on old data, or in the red zone, where help comes first', () => {
    expect(shown({ kind: 'not-enough-data', missing: [] })).toBeNull();
    expect(shown({ kind: 'unavailable', reason: 'none' })).toBeNull();
    expect(shown(MISSED, 'green', true)).toBeNull();
    expect(shown(MISSED, 'red')).toBeNull();
    expect(shown(MISSED, 'yellow')).not.toBeNull();
  });

  it.each(['en', 'fr'] as const)('never reassures (%s)', (locale) => {
    const every = aScoredRisk({ relieverPuffs24h: 1, virusEstimate: 0.9, pm25MicrogramsPerM3: 0.8 });
    expect(shown(every, 'green', false, locale)).not.toMatch(
      /\bsafe\b|fine|worry|no risk|danger|va bien|aucun risque|inquiét/i,
    );
  });
});
