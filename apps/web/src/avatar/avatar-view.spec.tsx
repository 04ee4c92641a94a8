/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TraitBand } from '@airway-twin/domain/twin';
import { SpeechProvider } from '../i18n/speech.js';
import { PreferencesProvider } from '../shell/preferences.js';
import { aProfile, aTwin } from '../testing/builders.js';
import { AirwaysPanel } from './airways-panel.js';
import { avatarView, lookAt, resetView, standAt } from './avatar-view-store.js';
import type { DrawnTwin } from './drawn-twin.js';
import { ViewTools } from './view-tools.js';

afterEach(() => {
  cleanup();
  resetView();
});

function shown(twin: DrawnTwin = aTwin(), profile: PatientProfile = aProfile()) {
  return render(
    <PreferencesProvider>
      <SpeechProvider locale="en">
        <AirwaysPanel profile={profile} twin={twin} />
        <ViewTools profile={profile} twin={twin} larger={false} onLarger={() => undefined} />
      </SpeechProvider>
    </PreferencesProvider>,
  );
}

const unknown: TraitBand = { low: 0, mid: 0.5, high: 1, known: false };
const pressed = (testId: string) => screen.getByTestId(testId).getAttribute('aria-pressed');

describe('one way of looking for the picture, the names and the cross-section', () => {
  it('flies to an airway that is chosen by name, cuts it open at the second Enter, and goes back step by step', () => {
    shown();
    expect(avatarView.getState()).toMatchObject({ airway: null, standpoint: 'whole' });
    const left = screen.getByTestId('airway-left-main');
    act(() => left.focus());
    fireEvent.keyDown(left, { key: 'Enter' });
    expect(avatarView.getState()).toMatchObject({ airway: 'left-main', standpoint: 'airway' });
    fireEvent.keyDown(left, { key: 'Enter' });
    expect(avatarView.getState()).toMatchObject({ airway: 'left-main', standpoint: 'cut' });
    expect(pressed('stand-cut')).toBe('true');
    fireEvent.keyDown(left, { key: 'Escape' });
    expect(avatarView.getState()).toMatchObject({ airway: 'left-main', standpoint: 'airway' });
    fireEvent.keyDown(left, { key: 'Escape' });
    expect(avatarView.getState()).toMatchObject({ airway: null, standpoint: 'whole' });
  });

  it('goes a step back from the tools too, and keeps the focus among them', async () => {
    shown();
    fireEvent.click(screen.getByTestId('stand-inside'));
    const step = await screen.findByTestId('walk-on');
    act(() => step.focus());
    fireEvent.keyDown(step, { key: 'Escape' });
    expect(avatarView.getState().standpoint).toBe('airway');
    expect(document.activeElement).toBe(screen.getByTestId('stand-whole'));
  });

  it('selects among the names what was picked in the picture', () => {
    shown();
    act(() => lookAt('LB10'));
    expect(screen.getByTestId('airway-LB10').getAttribute('aria-selected')).toBe('true');
  });

  it('takes a typical airway where none was chosen, and says which', () => {
    shown();
    fireEvent.click(screen.getByTestId('stand-cut'));
    expect(avatarView.getState()).toMatchObject({ airway: 'RB1', standpoint: 'cut' });
    expect(screen.getByTestId('airway-RB1').getAttribute('aria-selected')).toBe('true');
    fireEvent.click(screen.getByTestId('stand-whole'));
    expect(avatarView.getState()).toMatchObject({ airway: null, standpoint: 'whole' });
  });
});

describe('what treatment works on, in the picture', () => {
  it('is one of three, each with the sentence of what is drawn', () => {
    shown();
    expect(screen.getAllByRole('radio').map((radio) => (radio as HTMLInputElement).checked)).toEqual([
      true,
      false,
      false,
    ]);
    fireEvent.click(screen.getByRole('radio', { name: 'What the preventer works on' }));
    expect(avatarView.getState().target).toBe('lining');
    expect(screen.getByTestId('view-targets').textContent).toContain('Only the swelling is drawn');
  });

  it('is not offered alone where it is not known, and that is said', () => {
    shown(aTwin({ inflammation: unknown }));
    expect((screen.getByTestId('view-target-lining') as HTMLInputElement).disabled).toBe(true);
    expect((screen.getByTestId('view-target-muscle') as HTMLInputElement).disabled).toBe(false);
    expect(screen.getByTestId('view-targets').textContent).toContain('not known yet');
  });
});

describe('what is drawn larger than it is', () => {
  it('is named with its factor and offered for the whole tree alone', () => {
    shown();
    expect(screen.getByTestId('view-larger').textContent).toContain('×2');
    act(() => standAt('airway'));
    expect(screen.queryByTestId('view-larger')).toBeNull();
  });
});

describe('where less motion is asked for', () => {
  it('no breathing is offered, and the page says why', () => {
    const { matchMedia } = window;
    window.matchMedia = (query) =>
      Object.assign(new EventTarget(), matchMedia(query), { matches: query.includes('reduced-motion') });
    shown();
    expect(screen.queryByTestId('view-breathes')).toBeNull();
    expect(screen.getByTestId('view-tools').textContent).toContain('asks for less motion');
    window.matchMedia = matchMedia;
  });
});
