/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { WhatIfResponse } from '@airway-twin/contracts/http';
import { SCENARIOS, WHAT_IF_VERSION, type WhatIf } from '@airway-twin/domain/what-if';
import { SpeechProvider } from '../i18n/speech.js';
import { createSessionKeeper } from '../session/session-store.js';
import { PreferencesProvider } from '../shell/preferences.js';
import { SessionProvider } from '../shell/session-context.js';
import { NOON_MS } from '../testing/builders.js';
import { aRun, noRun } from '../testing/what-if-runs.js';
import { WhatIfPanel } from './what-if-panel.js';

let asked: { path: string; method: string }[] = [];
let runs: readonly WhatIf[] = [];

/** jsdom lays nothing out and has no canvas: no element ever changes its size, and nothing is painted. */
class StillObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

beforeEach(() => {
  globalThis.ResizeObserver = StillObserver;
  Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { value: () => null });
  asked = [];
  runs = SCENARIOS.map((scenario) => aRun(scenario));
  globalThis.fetch = (path, init) => {
    asked.push({ path: String(path), method: init?.method ?? 'GET' });
    const response: WhatIfResponse = {
      patientId: 'demo-01',
      atMs: NOON_MS,
      revision: 7,
      version: WHAT_IF_VERSION,
      runs,
    };
    return Promise.resolve(Response.json(response));
  };
});
afterEach(cleanup);

function shown({ past = false, relieverEffect = 0 } = {}) {
  return render(
    <PreferencesProvider>
      <SpeechProvider locale="en">
        <SessionProvider keeper={createSessionKeeper(sessionStorage, NOON_MS)}>
          <WhatIfPanel patientId="demo-01" revision={7} timeZone="Europe/Paris" {...{ past, relieverEffect }} />
        </SessionProvider>
      </SpeechProvider>
    </PreferencesProvider>,
  );
}

describe('the what-if panel', () => {
  it('says before anything else that it is a simulation, no advice, and changes nothing', async () => {
    shown();
    expect(screen.getByTestId('what-if').textContent).toContain('A question, not advice: asking changes nothing');
    await screen.findByTestId('what-if-table');
  });

  it('sets now and the horizon beside each other, with bands, for each compared run', async () => {
    shown();
    const table = await screen.findByTestId('what-if-table');
    expect([...table.querySelectorAll('tbody th')].map((head) => head.textContent?.trim())).toEqual([
      'Now',
      'In 14 days: Preventer as lately',
      'In 14 days: Preventer as prescribed',
    ]);
    expect(table.textContent).toContain('82% (76 to 88)');
    expect(table.textContent).toContain('92% (86 to 98)');
    fireEvent.click(screen.getByTestId('what-if-cold'));
    expect(table.querySelectorAll('tbody tr')).toHaveLength(4);
    expect(screen.getByTestId('what-if-from').textContent).toContain('revision 7 (what-if-1)');
  });

  it('only ever reads, whatever is pressed', async () => {
    shown();
    await screen.findByTestId('what-if-table');
    fireEvent.click(screen.getByTestId('what-if-days-28'));
    for (const scenario of SCENARIOS) fireEvent.click(screen.getByTestId(`what-if-${scenario}`));
    await waitFor(() => expect(asked.at(-1)!.path).toContain('days=28'));
    expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it('names what cannot be asked of this patient, and does not offer it', async () => {
    runs = SCENARIOS.map((scenario) =>
      scenario.startsWith('preventer') || scenario === 'missed-week'
        ? noRun(scenario, 'no-preventer')
        : aRun(scenario, { percentOfBest: null }),
    );
    shown();
    await screen.findByTestId('what-if-table');
    expect(screen.getByText('No preventer is prescribed: questions about one cannot be asked.')).toBeDefined();
    expect((screen.getByTestId('what-if-preventer-stopped') as HTMLButtonElement).disabled).toBe(true);
    expect((screen.getByTestId('what-if-cold') as HTMLButtonElement).getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByTestId('what-if-table').textContent).toContain('no personal best');
  });

  it('shows no numbers while the twin does not know the airways', async () => {
    runs = SCENARIOS.map((scenario) => noRun(scenario, 'not-enough-breaths'));
    shown();
    expect(await screen.findByText(/Not enough breaths yet/)).toBeDefined();
    expect(screen.queryByTestId('what-if-table')).toBeNull();
  });

  it('says that a reliever at work wears off, so that nobody takes the step for an effect of the preventer', async () => {
    shown({ relieverEffect: 0.6 });
    expect(await screen.findByText(/the first day shows it wearing off/)).toBeDefined();
  });

  it('does not start from the past', () => {
    shown({ past: true });
    expect(screen.getByText('Simulations start from now. Return to now to ask.')).toBeDefined();
    expect(asked).toEqual([]);
  });
});
