/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { SpeechProvider } from '../i18n/speech.js';
import { BreathCount } from './breath-count.js';

afterEach(cleanup);

/** Taps at those seconds; returns what was counted, breaths a minute. */
function tapped(...seconds: number[]): number[] {
  const counted: number[] = [];
  let nowMs = 0;
  render(
    <SpeechProvider locale="en">
      <BreathCount onCounted={(rate) => counted.push(rate)} clock={() => nowMs} />
    </SpeechProvider>,
  );
  fireEvent.click(screen.getByTestId('breath-start'));
  for (const second of seconds) {
    nowMs = 1000 * second;
    fireEvent.click(screen.getByTestId('breath-tap'));
  }
  return counted;
}

describe('counting breaths by taps', () => {
  it('gives the rate of even taps once four breaths are whole', () => {
    expect(tapped(0, 3, 6, 9, 12)).toEqual([20]);
    expect(screen.getByTestId('breath-start')).toBeTruthy();
  });

  it('says how many taps are left', () => {
    expect(tapped(0, 3)).toEqual([]);
    expect(screen.getByTestId('breath-told').textContent).toBe('3 more taps');
  });

  it('uses no uneven count and none that nobody breathes, and asks for another', () => {
    expect(tapped(0, 3, 6, 15, 18)).toEqual([]);
    expect(screen.getByTestId('breath-told').textContent).toContain('not even');
    cleanup();
    expect(tapped(0, 0.1, 0.2, 0.3, 0.4)).toEqual([]);
    expect(screen.getByTestId('breath-told').textContent).toContain('too fast or too slow');
  });

  it('says that the count stays here and tells nothing of health', () => {
    tapped();
    const text = screen.getByTestId('breath-count').textContent;
    expect(text).toContain('not stored');
    expect(text).toContain('does not say how well you are');
  });
});
