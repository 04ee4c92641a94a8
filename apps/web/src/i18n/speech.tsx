import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { createIntl, createIntlCache } from 'react-intl';
import type { Locale } from '@airway-twin/domain/patient';
import { en, type MessageKey } from './en.js';
import { fr } from './fr.js';
import { createFormats, type Formats } from './formats.js';

export type { MessageKey };
export type MessageValues = Readonly<Record<string, string | number>>;

/** All that a screen needs to speak one language: its messages, numbers and times. */
export interface Speech extends Formats {
  readonly locale: Locale;
  readonly say: (key: MessageKey, values?: MessageValues) => string;
  /** Is this code one that the catalogue knows? Codes of rules, reasons and features may be newer than the app. */
  readonly knows: (key: string) => key is MessageKey;
}

export const CATALOGUE: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { en, fr };

const cache = createIntlCache();

/** The speech of a language. Throws when a message cannot be formatted: that is a bug of the catalogue, caught by its test. */
export function createSpeech(locale: Locale): Speech {
  const messages = CATALOGUE[locale];
  const intl = createIntl(
    {
      locale,
      messages,
      onError(error) {
        throw error;
      },
    },
    cache,
  );
  return {
    locale,
    ...createFormats(locale),
    say: (key, values) => String(intl.formatMessage({ id: key as string }, values as Record<string, string | number>)),
    knows: (key): key is MessageKey => Object.hasOwn(messages, key),
  };
}

const SpeechContext = createContext<Speech | null>(null);

/** Gives every screen below the speech of that language, and tells the document its language. */
export function SpeechProvider({ locale, children }: { readonly locale: Locale; readonly children: ReactNode }) {
  const speech = useMemo(() => createSpeech(locale), [locale]);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

/** The speech of the screen's language. */
export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('useSpeech outside of SpeechProvider');
  return speech;
}
