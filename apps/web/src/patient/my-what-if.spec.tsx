/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { WhatIfResponse } from '@airway-twin/contracts/http';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { WHAT_IF_VERSION, type WhatIf } from '@airway-twin/domain/what-if';
import { SpeechProvider } from '../i18n/speech.js';
import { createSessionKeeper } from '../session/session-store.js';
import { PreferencesProvider } from '../shell/preferences.js';
import { SessionProvider } from '../shell/session-context.js';
import { aProfile, aTwin, NOON_MS } from '../testing/builders.js';
import { aRun, noRun } from '../testing/what-if-runs.js';
import { MyWhatIf } from './my-what-if.js';
import { useMyFortnight } from './use-my-fortnight.js';

let asked: { path: string; method: string }[] = [];
let run: WhatIf = aRun('preventer-as-prescribed');

beforeEach(() => {
  asked = [];
  run = aRun('preventer-as-prescribed');
  picture = () => undefined;
  globalThis.fetch = (path, init) => {
    asked.push({ path: String(path), method: init?.method ?? 'GET' });
    const response: WhatIfResponse = {
      patientId: 'demo-01',
      atMs: NOON_MS,
      revision: 1,
      version: WHAT_IF_VERSION,
      runs: [run],
    };
    return Promise.resolve(Response.json(response));
  };
});
afterEach(cleanup);

const PREVENTER: PatientProfile['medications'] = [
  {
    drug: 'budesonide',
    role: 'controller',
    dosesPerDay: 2,
    puffsPerDose: 1,
    minimumInspiratoryFlowLitresPerMinute: null,
  },
];

let picture: ((seen: boolean) => void) | null = () => undefined;

function Panel({ profile, twin }: { readonly profile: PatientProfile; readonly twin: TwinView }) {
  const fortnight = useMyFortnight({ profile, twin, revision: 1 });
  return <MyWhatIf profile={profile} twin={twin} fortnight={fortnight} seen={false} onSee={picture} />;
}

function shown(twin: TwinView = aTwin(), medications = PREVENTER) {
  return render(
    <PreferencesProvider>
      <SpeechProvider locale="en">
        <SessionProvider keeper={createSessionKeeper(sessionStorage, NOON_MS)}>
          <Panel profile={aProfile({ medications })} twin={twin} />
        </SessionProvider>
      </SpeechProvider>
    </PreferencesProvider>,
  );
}

describe('if I take my preventer for two weeks', () => {
  it('shows now beside in two weeks, each as a picture with a range in words', async () => {
    shown();
    const panel = await screen.findByTestId('my-what-if');
    await waitFor(() => expect(panel.querySelectorAll('svg')).toHaveLength(2));
    const [now, then] = [...panel.querySelectorAll('svg')].map((svg) => Number(svg.dataset['lumenRadiusMm']));
    expect(then).toBeGreaterThan(now!);
    expect(panel.textContent).toContain('about 76 to 88 out of 100 of your best');
    expect(panel.textContent).toContain('about 86 to 98 out of 100 of your best');
    expect(panel.textContent).toContain('not a promise and not advice');
  });

  it('asks and does nothing else', async () => {
    shown();
    await screen.findByTestId('my-what-if');
    expect(asked.map(({ method }) => method)).toEqual(['GET']);
    expect(asked[0]!.path).toContain('scenario=preventer-as-prescribed');
    expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['See it on my picture']);
  });

  it('can be seen on the large picture, where there is one', async () => {
    const seen: boolean[] = [];
    picture = (wanted) => seen.push(wanted);
    shown();
    fireEvent.click(await screen.findByTestId('what-if-see'));
    expect(seen).toEqual([true]);
    cleanup();
    picture = null;
    shown();
    await screen.findByTestId('my-what-if');
    expect(screen.queryByTestId('what-if-see')).toBeNull();
  });

  it('says that a reliever at work now will have worn off', async () => {
    shown(aTwin({ relieverEffect: 0.5 }));
    expect((await screen.findByTestId('my-what-if')).textContent).toContain('In two weeks it has worn off');
  });

  it('draws nothing that the twin does not know', async () => {
    run = noRun('preventer-as-prescribed', 'not-enough-breaths');
    shown();
    const panel = await screen.findByTestId('my-what-if');
    expect(panel.textContent).toContain('Not enough breaths yet');
    expect(panel.querySelector('svg')).toBeNull();
  });

  it('says that the last blow is old instead of looking ahead from it', () => {
    shown(aTwin({ zone: { value: 'unknown', reasons: [], stale: true } }));
    expect(screen.getByTestId('my-what-if').textContent).toContain('Your last blow is old');
    expect(asked).toEqual([]);
  });

  it('does not call a blow old that was never made', () => {
    const { lungFunction } = aTwin();
    const none = { ...lungFunction, pefLitresPerMinute: null, percentOfBest: null };
    shown(aTwin({ zone: { value: 'unknown', reasons: [], stale: true }, lungFunction: none }));
    expect(screen.getByTestId('my-what-if').textContent).toContain('Not enough breaths yet');
  });

  it('is not there in the red zone, where help comes first, nor without a preventer', () => {
    shown(aTwin({ zone: { value: 'red', reasons: [], stale: false } }));
    shown(aTwin(), []);
    expect(screen.queryByTestId('my-what-if')).toBeNull();
    expect(asked).toEqual([]);
  });
});
