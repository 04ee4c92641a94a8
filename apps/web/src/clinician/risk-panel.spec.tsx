/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import type { RiskTrajectoryPoint } from '@airway-twin/contracts/http';
import { logOddsOf, type Risk } from '@airway-twin/domain/risk';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import { SpeechProvider } from '../i18n/speech.js';
import { aTwin, NOON_MS } from '../testing/builders.js';
import { A_MODEL, aScoredRisk } from '../testing/scored-risk.js';
import { RiskPanel } from './risk-panel.js';

afterEach(cleanup);

function shown(risk: Risk, twin = aTwin(), given?: RiskTrajectoryPoint | null): string {
  render(
    <SpeechProvider locale="en">
      <MemoryRouter>
        <RiskPanel risk={risk} twin={twin} timeZone="Europe/Paris" given={given} />
      </MemoryRouter>
    </SpeechProvider>,
  );
  return screen.getByTestId('risk').textContent ?? '';
}

function openSum(): string[][] {
  const details = screen.getByTestId('risk-sum') as HTMLDetailsElement;
  details.open = true;
  fireEvent(details, new Event('toggle'));
  return screen.getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent ?? ''));
}

describe('the risk of a patient', () => {
  it('is told as weeks of a hundred, with its band, and 3 days as derived', () => {
    const text = shown(aScoredRisk({ relieverPuffs24h: 1.2 }));
    expect(text).toContain('estimated');
    expect(text).toContain('Of 100 weeks like this, about 6 end in an attack.');
    expect(text).toContain('80% band: 3 to 11 of 100.');
    expect(text).toContain('Within 3 days: 3 in 100 (derived from the 7 days');
  });

  it('below one of a hundred says fewer than 1, and that this promises nothing', () => {
    const text = shown(aScoredRisk({ attackLastYear: -2 }));
    expect(text).toContain('fewer than 1 ends in an attack');
    expect(text).toContain('A low figure does not say that no attack will come.');
    expect(text).not.toMatch(/\bsafe\b|no risk|well/i);
  });

  it('names what raises and what lowers it, and what hardly matters', () => {
    shown(aScoredRisk({ relieverPuffs24h: 0.7, attackLastYear: -0.4 }, 0.5));
    expect(screen.getByTestId('risk-part-reliever').dataset['way']).toBe('raises');
    expect(screen.getByTestId('risk-part-reliever').textContent).toContain('Reliever puffs, 24 hours');
    expect(screen.getByTestId('risk-part-history').dataset['way']).toBe('lowers');
    expect(screen.getByTestId('risk-part-personal').textContent).toContain('raises the odds × 1.6');
    expect(screen.queryByTestId('risk-part-breathing')).toBeNull();
    expect(screen.getByTestId('risk-small-parts').textContent).toContain('Breathing tests');
  });

  it('shows figures that add up to the score: base, every part that counts, the patient’s own weeks', () => {
    const risk = aScoredRisk({ relieverPuffs24h: 0.713, coldReported7d: 0.124, attackLastYear: -0.4 }, 0.25);
    shown(risk);
    const figures = openSum()
      .slice(1)
      .map((cells) => Number(cells[2]!.replace('−', '-').replace('+', '')));
    const parts = figures.slice(0, -1);
    expect(parts).toEqual([-4, 0.713, -0.4, 0.124, 0.25]);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(figures.at(-1)!, 9);
    expect(figures.at(-1)).toBeCloseTo(logOddsOf(risk.within7Days), 3);
    expect(screen.getByTestId('risk').textContent).toContain('28 more parts add nothing');
  });

  it('says which of the data behind it are old', () => {
    const twin = aTwin();
    const silent = { atMs: NOON_MS - 5 * MS_PER_DAY, freshness: 'stale' } as const;
    shown(aScoredRisk(), aTwin({ freshness: { ...twin.freshness, 'inhaler.actuation': silent } }));
    expect(screen.getByTestId('risk-old').textContent).toBe(
      'Some of what this is computed from is old: Inhaler (5 days ago).',
    );
    cleanup();
    shown(aScoredRisk());
    expect(screen.queryByTestId('risk-old')).toBeNull();
  });

  it('says when the score itself is old', () => {
    shown(aScoredRisk(), aTwin({ atMs: NOON_MS + 3 * MS_PER_DAY }));
    expect(screen.getByTestId('risk-old').textContent).toContain('The score itself was made 3 days ago.');
  });

  it('says of a past instant what was given then', () => {
    const given = { atMs: NOON_MS, within7Days: 0.12, low: 0.1, high: 0.2, personalLogOdds: 0, model: A_MODEL };
    expect(shown(aScoredRisk(), aTwin(), given)).toContain(
      'it was given as 12 in 100 by model risk 2. 80% band: 10 to 20 of 100.',
    );
    cleanup();
    expect(shown(aScoredRisk(), aTwin(), null)).toContain('No score was given at that time.');
  });

  it('names the model and leads to its card', () => {
    expect(shown(aScoredRisk())).toContain('Model risk 2 (file 26a298ca24b0)');
    expect(screen.getByTestId('risk-card-link').getAttribute('href')).toBe('/model');
  });

  it('is not invented where there is none', () => {
    expect(shown({ kind: 'not-enough-data', missing: ['inhaler'] })).toContain('Not enough data yet. Missing: inhaler');
    cleanup();
    expect(shown({ kind: 'unavailable', reason: 'no model is served' })).toContain('no model is served');
    expect(screen.queryByTestId('risk-bars')).toBeNull();
  });
});
