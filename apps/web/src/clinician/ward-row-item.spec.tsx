/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import type { DeviceSilence, WardRow } from '@airway-twin/contracts/http';
import { createSpeech, SpeechProvider } from '../i18n/speech.js';
import { aSilence, aWardRow, NOON_MS } from '../testing/builders.js';
import { inOrder } from './steady-order.js';
import { wardNews } from './ward-news.js';
import { WardRowItem } from './ward-row-item.js';

afterEach(cleanup);

function shownRow(part: Partial<WardRow>, silences: readonly DeviceSilence[] = []): string {
  render(
    <SpeechProvider locale="en">
      <MemoryRouter>
        <ol>
          <WardRowItem row={aWardRow('demo-01', part)} nowMs={NOON_MS} silences={silences} />
        </ol>
      </MemoryRouter>
    </SpeechProvider>,
  );
  return screen.getByTestId('ward-row-demo-01').textContent ?? '';
}

describe('a row of the ward', () => {
  it('shows lung function with its age and the risk as so many in a hundred', () => {
    const text = shownRow({ percentOfBest: 71.6, within7Days: 0.081 });
    expect(text).toContain('72% of best');
    expect(text).toContain('60 min ago');
    expect(text).toContain('8 in 100');
  });

  it('does not round a small risk to none', () => {
    expect(shownRow({ within7Days: 0.002 })).toContain('under 1 in 100');
  });

  it('says why a figure is missing instead of inventing one', () => {
    const text = shownRow({
      within7Days: null,
      riskUnavailable: 'not-enough-data',
      percentOfBest: null,
      adherence7d: null,
    });
    expect(text).toContain('not enough data yet');
    expect(text).toContain('no test that can be compared yet');
    expect(text).toContain('no preventer doses prescribed or known');
  });

  it('does not count no puffs where the inhaler has never been seen', () => {
    const unseen = shownRow({ inhalerFreshness: 'never', relieverPuffs24h: 0 });
    expect(unseen).not.toContain('in 24 h');
    expect(unseen).toContain('no inhaler use seen yet');
    cleanup();
    expect(shownRow({ inhalerFreshness: 'stale', relieverPuffs24h: 0 })).toContain('0 reliever puffs in 24 h');
  });

  it('does not count no puffs either while the inhaler sensor says nothing, and names the silence', () => {
    const text = shownRow({ relieverPuffs24h: 0 }, [aSilence()]);
    expect(text).not.toContain('in 24 h');
    expect(text).toContain('reliever: not known');
    expect(text).toContain('No word from the inhaler sensor, 4 days ago');
    cleanup();
    expect(shownRow({ adherence7d: null }, [aSilence()])).toContain('preventer: not known');
  });

  it('a silent monitor of the air takes nothing away from what the inhaler told', () => {
    const text = shownRow({ relieverPuffs24h: 3 }, [aSilence({ kind: 'air-monitor' })]);
    expect(text).toContain('3 reliever puffs in 24 h');
    expect(text).toContain('No word from the air monitor');
  });

  it('marks lung function that is stale', () => {
    expect(shownRow({ lungFunctionFreshness: 'stale' })).toContain('60 min ago · stale');
  });

  it('counts what waits for the clinician apart', () => {
    const open = { ruleId: 'technique', urgency: 'routine', status: 'proposed', createdAtMs: NOON_MS } as const;
    const text = shownRow({
      openRecommendations: [
        { id: 'a', ...open, needsAnswerFrom: 'clinician' },
        { id: 'b', ...open, needsAnswerFrom: 'patient' },
      ],
    });
    expect(text).toContain('2 open');
    expect(text).toContain('1 for you');
  });
});

describe('the order of the ward', () => {
  const before = [aWardRow('a'), aWardRow('b'), aWardRow('c')];

  it('stays while it is held, with the newest contents; a new row comes last', () => {
    const now = [aWardRow('d'), aWardRow('c', { zone: 'red' }), aWardRow('a'), aWardRow('b')];
    const held = inOrder(
      now,
      before.map((row) => row.patientId),
    );
    expect(held.map((row) => row.patientId)).toEqual(['a', 'b', 'c', 'd']);
    expect(held[2]?.zone).toBe('red');
  });

  it('is told politely: whose zone changed and who is first', () => {
    const now = [aWardRow('c', { zone: 'yellow' }), aWardRow('a'), aWardRow('b')];
    expect(wardNews(before, now, createSpeech('en').say)).toBe('Demo c: zone Yellow. Demo c is now first in the list.');
    expect(wardNews(before, before, createSpeech('en').say)).toBe('');
  });
});
