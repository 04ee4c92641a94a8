/**
 * @jest-environment @airway-twin/testkit/browser-environment.cjs
 */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import type { PatientDevice } from '@airway-twin/contracts/http';
import { unjudgedPresence } from '@airway-twin/domain/presence';
import { SpeechProvider } from '../i18n/speech.js';
import { MyDevices } from '../patient/my-devices.js';
import { aSilence, NOON_MS } from '../testing/builders.js';
import { PresenceMark } from './presence-mark.js';
import { SilenceList } from './silence-list.js';

afterEach(cleanup);

function shown(element: ReactElement, locale: 'en' | 'fr' = 'en'): string {
  return render(<SpeechProvider locale={locale}>{element}</SpeechProvider>).container.textContent ?? '';
}

const { presence } = aSilence();
const silent: PatientDevice = {
  deviceId: 'demo-01-reliever',
  kind: 'inhaler-sensor',
  online: null,
  lastMeasuredAtMs: NOON_MS,
  presence,
};
const online: PatientDevice = {
  ...silent,
  deviceId: 'other',
  presence: { ...presence, state: 'online', because: 'word' },
};

describe('the alarm of a silent device', () => {
  it('says which device, since when and for how long, and that no medical alarm is changed', () => {
    const text = shown(<SilenceList silences={[aSilence()]} who={({ patientId }) => patientId} />);
    expect(text).toContain('1 device without a word');
    expect(text).toContain('demo-01 No word from the inhaler sensor since 6 Mar 2026, 13:00 (4 days ago).');
    expect(text).toContain('No medical alarm is changed by it.');
  });

  it('a lost device calls for someone to look for it', () => {
    const text = shown(<SilenceList silences={[aSilence({ presence: { ...presence, state: 'lost' } })]} />);
    expect(text).toContain('lost. Someone should look for it.');
  });

  it('one that was never heard is told so', () => {
    const never = aSilence({ presence: { ...presence, wordAtMs: null, because: 'never-heard' } });
    expect(shown(<SilenceList silences={[never]} />)).toContain('Still no word from the inhaler sensor, awaited since');
  });

  it('of many the longest silences are shown and the others are one press away', () => {
    const many = Array.from({ length: 7 }, (_unused, place) => aSilence({ deviceId: `d${place}` }));
    shown(<SilenceList silences={many} />);
    expect(screen.getAllByRole('listitem')).toHaveLength(3);
    fireEvent.click(screen.getByRole('button', { name: 'Show 4 more' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(7);
  });

  it('nothing is said while all are heard: the region stays for what may come', () => {
    shown(<SilenceList silences={[]} />);
    expect(screen.getByRole('status').textContent).toBe('');
  });
});

describe('a device in a list', () => {
  it('tells its state with the durations behind it', () => {
    const text = shown(<PresenceMark presence={presence} nowMs={NOON_MS} />);
    expect(text).toBe('silent last word 4 days ago; a word is expected every day');
  });

  it('that cannot be judged is called awaited with the reason, never online', () => {
    const text = shown(<PresenceMark presence={unjudgedPresence('first-word-awaited', null)} nowMs={NOON_MS} />);
    expect(text).toBe('awaited no word yet');
  });
});

describe('the patient’s own devices', () => {
  it('a silent one is told in plain words, with what to look at', () => {
    const text = shown(<MyDevices devices={[silent, online]} clock="data" />);
    expect(text).toContain('Your inhaler sensor has not sent anything for a while (last time 4 days ago).');
    expect(text).toContain('Is it charged');
  });

  it.each(['en', 'fr'] as const)('devices that speak are no reason to say that all is well (%s)', (locale) => {
    expect(shown(<MyDevices devices={[online]} clock="data" />, locale)).toBe('');
  });
});
