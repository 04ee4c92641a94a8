/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render } from '@testing-library/react';
import type { TwinView } from '@airway-twin/domain/twin';
import { SpeechProvider } from '../i18n/speech.js';
import { aProfile, aTwin } from '../testing/builders.js';
import { StatePanel } from './state-panel.js';

afterEach(cleanup);

function shownState(twin: TwinView, inhalerUnheard = false): string {
  const { container } = render(
    <SpeechProvider locale="en">
      <StatePanel twin={twin} profile={aProfile()} inhalerUnheard={inhalerUnheard} />
    </SpeechProvider>,
  );
  return container.textContent ?? '';
}

describe('the reliever in the state of a patient', () => {
  it('is counted where the inhaler has been seen, also when it was not used', () => {
    expect(shownState(aTwin())).toContain('0 puffs in 24 h, 2 in 7 days');
  });

  it('is not known where the inhaler has never been seen', () => {
    const twin = aTwin();
    const never = { atMs: null, freshness: 'never' } as const;
    const text = shownState({ ...twin, freshness: { ...twin.freshness, 'inhaler.actuation': never } });
    expect(text).not.toContain('in 24 h');
    expect(text).toContain('no inhaler use seen yet');
  });

  it('is not known while the inhaler sensor says nothing', () => {
    const text = shownState(aTwin(), true);
    expect(text).not.toContain('in 24 h');
    expect(text).toContain('no word from an inhaler sensor');
  });
});
