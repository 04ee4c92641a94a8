/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { SpeechProvider } from '../i18n/speech.js';
import { NOON_MS } from '../testing/builders.js';
import type { ChartPoint } from './align-series.js';
import { ChartTable } from './chart-table.js';

afterEach(cleanup);

function rowsOf(points: readonly ChartPoint[]): (string | null)[] {
  const { container } = render(
    <SpeechProvider locale="en">
      <ChartTable
        title="Lung function"
        unit="FEV₁, L"
        series={[{ label: 'FEV₁', color: '--ink', kind: 'line', points }]}
        bands={[]}
        timeZone="Europe/Paris"
        decimals={2}
      />
    </SpeechProvider>,
  );
  const details = container.querySelector('details')!;
  details.open = true;
  fireEvent(details, new Event('toggle'));
  return screen.getAllByRole('row').map((row) => row.lastElementChild!.textContent);
}

describe('the figures of a chart', () => {
  it('stand beside what is remarked of them, the newest first', () => {
    expect(
      rowsOf([
        { atMs: NOON_MS - 1000, value: 1.52 },
        { atMs: NOON_MS, value: 1.41, remark: 'grade B, z −1.32' },
      ]),
    ).toEqual(['Value', '1.41 grade B, z −1.32', '1.52']);
  });
});
