import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Locale } from '@airway-twin/domain/patient';

export type ThemeChoice = 'system' | 'light' | 'dark';

interface Preferences {
  readonly theme: ThemeChoice;
  /** What is drawn now, whoever chose it. */
  readonly drawnTheme: 'light' | 'dark';
  readonly chooseTheme: (theme: ThemeChoice) => void;
  readonly locale: Locale;
  readonly chooseLocale: (locale: Locale) => void;
  /** Takes a patient's own language, unless someone chose one in this browser. */
  readonly suggestLocale: (locale: Locale) => void;
  readonly reducedMotion: boolean;
}

const PreferencesContext = createContext<Preferences | null>(null);
const THEME_KEY = 'airway-twin.theme';
const LOCALE_KEY = 'airway-twin.locale';

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const media = window.matchMedia(query);
    const read = (): void => setMatches(media.matches);
    media.addEventListener('change', read);
    return () => media.removeEventListener('change', read);
  }, [query]);
  return matches;
}

function storedLocale(): Locale | null {
  const stored = localStorage.getItem(LOCALE_KEY);
  return stored === 'en' || stored === 'fr' ? stored : null;
}

function storedTheme(): ThemeChoice {
  const stored = localStorage.getItem(THEME_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Language, theme and motion of this browser, remembered between visits. */
export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const [theme, setTheme] = useState<ThemeChoice>(storedTheme);
  const [chosen, setChosen] = useState<Locale | null>(storedLocale);
  const [suggested, setSuggested] = useState<Locale | null>(null);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const reducedMotion = useMedia('(prefers-reduced-motion: reduce)');
  const drawnTheme = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme;

  useEffect(() => {
    document.documentElement.dataset['theme'] = drawnTheme;
  }, [drawnTheme]);

  const preferences = useMemo<Preferences>(
    () => ({
      theme,
      drawnTheme,
      chooseTheme(choice) {
        setTheme(choice);
        if (choice === 'system') localStorage.removeItem(THEME_KEY);
        else localStorage.setItem(THEME_KEY, choice);
      },
      locale: chosen ?? suggested ?? (navigator.language.startsWith('fr') ? 'fr' : 'en'),
      chooseLocale(locale) {
        setChosen(locale);
        localStorage.setItem(LOCALE_KEY, locale);
      },
      suggestLocale: setSuggested,
      reducedMotion,
    }),
    [theme, drawnTheme, chosen, suggested, reducedMotion],
  );
  return <PreferencesContext value={preferences}>{children}</PreferencesContext>;
}

export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext);
  if (!preferences) throw new Error('no PreferencesProvider above');
  return preferences;
}
