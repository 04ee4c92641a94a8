/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { SpeechProvider } from '../i18n/speech.js';
import { PreferencesProvider } from '../shell/preferences.js';
import { aProfile, aTwin } from '../testing/builders.js';
import { avatarView, lookAt, resetView, standAt } from './avatar-view-store.js';
import { WalkControls } from './walk-controls.js';

afterEach(() => {
  cleanup();
  resetView();
});

function shown(twin = aTwin()): HTMLInputElement {
  lookAt('left-main');
  standAt('inside');
  render(
    <PreferencesProvider>
      <SpeechProvider locale="en">
        <WalkControls
          profile={aProfile()}
          twin={twin}
          airway="left-main"
          title="walk.title"
          className="chip"
          words={({ airway }) => airway}
          endWords={({ why }) => why}
        />
      </SpeechProvider>
    </PreferencesProvider>,
  );
  return screen.getByTestId<HTMLInputElement>('walk-slider');
}

const walkedMm = () => avatarView.getState().walkedMm;

describe('walking inside the airways', () => {
  it('goes step by step, never before the windpipe', () => {
    shown();
    fireEvent.click(screen.getByTestId('walk-on'));
    fireEvent.click(screen.getByTestId('walk-on'));
    expect(walkedMm()).toBe(10);
    fireEvent.click(screen.getByTestId('walk-back'));
    fireEvent.click(screen.getByTestId('walk-back'));
    fireEvent.click(screen.getByTestId('walk-back'));
    expect(walkedMm()).toBe(0);
  });

  it('goes by slider and by arrow keys, and tells the place in words', () => {
    const slider = shown();
    expect(slider.getAttribute('aria-valuetext')).toBe('trachea');
    fireEvent.keyDown(slider, { key: 'ArrowRight' });
    expect(walkedMm()).toBe(5);
    fireEvent.input(slider, { target: { value: slider.max } });
    expect(walkedMm()).toBeCloseTo(Number(slider.max), 3);
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^L/);
  });

  it('stops by itself where somebody takes the slider, and says where the walk ends', () => {
    const slider = shown();
    fireEvent.click(screen.getByTestId('walk-play'));
    expect(avatarView.getState().isWalking).toBe(true);
    fireEvent.input(slider, { target: { value: '30' } });
    expect(avatarView.getState().isWalking).toBe(false);
    fireEvent.input(slider, { target: { value: slider.max } });
    expect((screen.getByTestId('walk-play') as HTMLButtonElement).disabled).toBe(true);
  });

  it('leads through airways that muscle closes where only their lining is drawn', () => {
    const slider = shown(aTwin({ constriction: { low: 0.9, mid: 0.95, high: 1, known: true } }));
    const shut = Number(slider.max);
    act(() => avatarView.setState({ target: 'lining' }));
    expect(Number(slider.max)).toBeGreaterThan(shut);
  });

  it('follows the walk that the picture goes', () => {
    const slider = shown();
    act(() => avatarView.setState({ walkedMm: 40, isWalking: true }));
    expect(Number(slider.value)).toBe(40);
  });
});
