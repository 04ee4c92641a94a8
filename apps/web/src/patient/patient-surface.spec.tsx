/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { ReactElement } from 'react';
import { symptomEntry } from '@airway-twin/contracts/http';
import { localDate } from '@airway-twin/domain/time';
import type { TwinView, ZoneReason } from '@airway-twin/domain/twin';
import { SpeechProvider } from '../i18n/speech.js';
import { createSessionKeeper } from '../session/session-store.js';
import { SessionProvider } from '../shell/session-context.js';
import { aProfile, aRecommendation, aTwin, NOON_MS } from '../testing/builders.js';
import { EmergencyCard } from './emergency-card.js';
import { MyAction } from './my-action.js';
import type { WrittenFlags } from './symptom-entry.js';
import { SymptomForm } from './symptom-form.js';

interface Sent {
  readonly path: string;
  readonly body: unknown;
}

let sent: Sent[] = [];
let answers: (() => Response)[] = [];

beforeEach(() => {
  sent = [];
  answers = [];
  // The network is the edge of this app: a written-down answer stands for the server.
  globalThis.fetch = (path, init) => {
    sent.push({ path: String(path), body: JSON.parse(String(init?.body)) });
    return Promise.resolve((answers.shift() ?? (() => Response.json({ result: 'stored', revision: 2 })))());
  };
});
afterEach(cleanup);

function shown(element: ReactElement) {
  return render(
    <SpeechProvider locale="en">
      <SessionProvider keeper={createSessionKeeper(sessionStorage, NOON_MS)}>{element}</SessionProvider>
    </SpeechProvider>,
  );
}

interface FormGiven {
  readonly onEmergency?: () => void;
  readonly twin?: TwinView;
  readonly written?: WrittenFlags | null;
}

function symptomForm({ twin = aTwin(), written = null, onEmergency = () => undefined }: FormGiven = {}) {
  const form = (now: TwinView) => (
    <SpeechProvider locale="en">
      <SessionProvider keeper={createSessionKeeper(sessionStorage, NOON_MS)}>
        <SymptomForm
          profile={aProfile()}
          twin={now}
          revision={7}
          written={written}
          onWritten={() => undefined}
          onClose={() => undefined}
          onEmergency={onEmergency}
        />
      </SessionProvider>
    </SpeechProvider>
  );
  const { rerender } = render(form(twin));
  return { twinIs: (now: TwinView) => rerender(form(now)) };
}

describe('the symptom form', () => {
  it('sends what was answered as the contract wants it', async () => {
    symptomForm();
    fireEvent.click(screen.getByTestId('nightWaking-yes'));
    fireEvent.click(screen.getByTestId('puffs-some'));
    fireEvent.click(screen.getByTestId('triggers-cold'));
    fireEvent.click(screen.getByTestId('symptoms-send'));
    await waitFor(() => screen.getByTestId('symptoms-stored'));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.path).toContain('demo-01');
    expect(symptomEntry.parse(sent[0]?.body)).toMatchObject({
      nightWaking: true,
      daySymptoms: null,
      relieverPuffs: { atLeast: 3, atMost: 4 },
      triggers: ['cold'],
      localDate: '2026-03-10',
    });
  });

  it('keeps the answers and the name of the entry when the network fails, so that sending again cannot double it', async () => {
    answers = [
      () => {
        throw new TypeError('network');
      },
    ];
    symptomForm();
    fireEvent.click(screen.getByTestId('daySymptoms-no'));
    fireEvent.click(screen.getByTestId('symptoms-send'));
    await waitFor(() => screen.getByRole('alert'));
    fireEvent.click(screen.getByTestId('symptoms-send'));
    await waitFor(() => screen.getByTestId('symptoms-stored'));
    const [first, second] = sent.map(({ body }) => body as { entryId: string; daySymptoms: boolean });
    expect(second).toEqual(first);
    expect(first?.daySymptoms).toBe(false);
  });

  it('gives what was changed after a failure a name of its own: the first sending may have been stored', async () => {
    answers = [
      () => {
        throw new TypeError('network');
      },
    ];
    symptomForm();
    fireEvent.click(screen.getByTestId('nightWaking-yes'));
    fireEvent.click(screen.getByTestId('symptoms-send'));
    await waitFor(() => expect(sent).toHaveLength(1));
    await waitFor(() => expect(screen.getByTestId('symptoms-send').hasAttribute('disabled')).toBe(false));
    fireEvent.click(screen.getByTestId('red-flags-blue-lips'));
    fireEvent.click(screen.getByTestId('symptoms-send'));
    await waitFor(() => screen.getByTestId('symptoms-stored'));
    const [first, second] = sent.map(({ body }) => symptomEntry.parse(body));
    expect(second).toMatchObject({ redFlags: ['blue-lips'] });
    expect(second!.entryId).not.toBe(first!.entryId);
  });

  it('opens the emergency card at a danger sign before anything is sent', () => {
    let opened = 0;
    symptomForm({ onEmergency: () => void (opened += 1) });
    fireEvent.click(screen.getByTestId('red-flags-blue-lips'));
    expect(opened).toBe(1);
    expect(sent).toEqual([]);
  });

  describe('on a day for which a danger sign was told', () => {
    const { timeZone } = aProfile();
    const today = localDate(NOON_MS, timeZone);
    const blueLipsOf = (day: string) => {
      const reasons = [{ code: 'red-flag', flag: 'blue-lips', localDate: day } as ZoneReason];
      return aTwin({ zone: { value: 'red', reasons, stale: false } });
    };

    const sendAndRead = async () => {
      fireEvent.click(screen.getByTestId('symptoms-send'));
      await waitFor(() => screen.getByTestId('symptoms-stored'));
      return symptomEntry.parse(sent.at(-1)?.body);
    };

    it('keeps the sign when the question is left as it is', async () => {
      symptomForm({ twin: blueLipsOf(today) });
      screen.getByTestId('red-flags-told');
      fireEvent.click(screen.getByTestId('nightWaking-no'));
      expect(await sendAndRead()).toMatchObject({ localDate: today, redFlags: ['blue-lips'] });
    });

    it('keeps a sign that is told elsewhere while the form is open', async () => {
      const { twinIs } = symptomForm();
      fireEvent.click(screen.getByTestId('nightWaking-no'));
      twinIs(blueLipsOf(today));
      expect(await sendAndRead()).toMatchObject({ redFlags: ['blue-lips'] });
    });

    it('keeps a sign that was written down here and that the twin does not show yet', async () => {
      symptomForm({ written: { revision: 8, day: today, redFlags: ['blue-lips'] } });
      fireEvent.click(screen.getByTestId('nightWaking-no'));
      expect(await sendAndRead()).toMatchObject({ redFlags: ['blue-lips'] });
    });

    it('ends the sign when the person takes it back, and asks nothing else for that', async () => {
      symptomForm({ twin: blueLipsOf(today) });
      fireEvent.click(screen.getByTestId('red-flags-blue-lips'));
      expect(await sendAndRead()).toMatchObject({ redFlags: [] });
    });

    it('does not begin with the sign of another day', () => {
      symptomForm({ twin: blueLipsOf('2025-12-31') });
      expect(screen.queryByTestId('red-flags-told')).toBeNull();
      expect(screen.getByTestId('red-flags-blue-lips').getAttribute('aria-pressed')).toBe('false');
    });

    it('stays an entry of the day on which it was begun', async () => {
      const { twinIs } = symptomForm({ twin: blueLipsOf(today) });
      fireEvent.click(screen.getByTestId('nightWaking-no'));
      twinIs({ ...blueLipsOf(today), atMs: NOON_MS + 86_400_000 });
      expect(await sendAndRead()).toMatchObject({ localDate: today, redFlags: ['blue-lips'] });
    });
  });

  it('has nothing to send before the first answer', () => {
    symptomForm();
    expect((screen.getByTestId('symptoms-send') as HTMLButtonElement).disabled).toBe(true);
  });
});

describe('the one action', () => {
  it('tells the server once that it was seen, then gives the answer', async () => {
    shown(<MyAction action={aRecommendation()} onEmergency={() => undefined} />);
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toEqual({ answer: 'seen' });
    fireEvent.click(screen.getByTestId('acknowledge-r1'));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]?.body).toEqual({ answer: 'acknowledge' });
  });

  it('may be put off while it can wait', async () => {
    shown(<MyAction action={aRecommendation({ status: 'seen' })} onEmergency={() => undefined} />);
    expect(screen.queryByTestId('emergency-r1')).toBeNull();
    fireEvent.click(screen.getByTestId('decline-r1'));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toEqual({ answer: 'decline' });
  });

  it('has the emergency card first in the red zone, and no button that says no to help', async () => {
    let opened = 0;
    const red = aRecommendation({ ruleId: 'red-zone', urgency: 'now', status: 'seen' });
    shown(<MyAction action={red} onEmergency={() => (opened += 1)} />);
    const buttons = screen.getAllByRole('button').map((button) => button.dataset['testid']);
    expect(buttons).toEqual(['emergency-r1', 'acknowledge-r1']);
    fireEvent.click(screen.getByTestId('emergency-r1'));
    expect(opened).toBe(1);
    expect(sent).toEqual([]);
    fireEvent.click(screen.getByTestId('acknowledge-r1'));
    await waitFor(() => expect(sent.map(({ body }) => body)).toEqual([{ answer: 'acknowledge' }]));
  });

  it('shows a rule that is newer than the app as a neutral message', () => {
    const newer = { ...aRecommendation({ status: 'seen' }), ruleId: 'from-the-future' } as unknown as ReturnType<
      typeof aRecommendation
    >;
    shown(<MyAction action={newer} onEmergency={() => undefined} />);
    expect(screen.getByText('A message for you')).toBeTruthy();
  });
});

describe('the emergency card', () => {
  it('is one tap away, has numbers to call, and needs no network', () => {
    let opened = 0;
    shown(<EmergencyCard open={false} onOpen={() => (opened += 1)} onClose={() => undefined} />);
    fireEvent.click(screen.getByTestId('emergency-open'));
    expect(opened).toBe(1);
    const card = screen.getByTestId('emergency-card');
    const numbers = [...card.querySelectorAll('a')].map((link) => link.getAttribute('href'));
    expect(numbers).toEqual(['tel:15', 'tel:112', 'tel:999', 'tel:911']);
    expect(card.textContent).toContain('follow your own plan');
    expect(sent).toEqual([]);
  });
});
