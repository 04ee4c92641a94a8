/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import { SpeechProvider } from '../i18n/speech.js';
import { TraitBar } from './trait-bar.js';
import { ZoneBadge } from './zone-badge.js';

afterEach(cleanup);

const ZONES = ['green', 'yellow', 'red', 'unknown'] as const;

describe('the zone on screen', () => {
  it('is a word and a shape of its own, never a colour alone', () => {
    const shapes = new Set<string>();
    const words = new Set<string>();
    for (const zone of ZONES) {
      const { container } = render(
        <SpeechProvider locale="en">
          <ZoneBadge zone={zone} />
        </SpeechProvider>,
      );
      shapes.add(container.querySelector('path')?.getAttribute('d') ?? '');
      words.add(container.textContent ?? '');
      cleanup();
    }
    expect(shapes.size).toBe(ZONES.length);
    expect(words).toEqual(new Set(['Green', 'Yellow', 'Red', 'Not known']));
  });

  it('says in words that its data are old', () => {
    render(
      <SpeechProvider locale="fr">
        <ZoneBadge zone="green" stale />
      </SpeechProvider>,
    );
    expect(screen.getByText('données anciennes')).toBeTruthy();
  });
});

describe('an estimated trait on screen', () => {
  it('shows its middle with its band', () => {
    render(
      <SpeechProvider locale="en">
        <TraitBar trait="constriction" band={{ low: 0.123, mid: 0.2, high: 0.311, known: true }} />
      </SpeechProvider>,
    );
    expect(screen.getByText('0.2 (0.12 to 0.31)')).toBeTruthy();
  });

  it('shows no figure while there are not enough breaths', () => {
    const { container } = render(
      <SpeechProvider locale="en">
        <TraitBar trait="inflammation" band={{ low: 0, mid: 0.5, high: 1, known: false }} />
      </SpeechProvider>,
    );
    expect(container.textContent).toContain('Not enough breaths yet');
    expect(container.textContent).not.toMatch(/\d/);
  });
});
