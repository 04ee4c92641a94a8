import { useSpeech } from '../i18n/speech.js';
import { usePreferences } from './preferences.js';

/** Switches of language and of light or dark. */
export function PreferenceControls() {
  const { say } = useSpeech();
  const { drawnTheme, chooseTheme, locale, chooseLocale } = usePreferences();
  const other = locale === 'en' ? 'fr' : 'en';
  const nextTheme = drawnTheme === 'dark' ? 'light' : 'dark';
  return (
    <>
      <button type="button" className="quiet" lang={other} data-testid="locale" onClick={() => chooseLocale(other)}>
        {say('shell.otherLanguage')}
      </button>
      <button
        type="button"
        className="quiet"
        data-testid="theme"
        aria-label={say(nextTheme === 'dark' ? 'shell.dark' : 'shell.light')}
        onClick={() => chooseTheme(nextTheme)}
      >
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor" />
        </svg>
      </button>
    </>
  );
}
