import { useSpeech } from '../i18n/speech.js';

/** On every screen: what this is not, and whom to call. */
export function NoticeFooter() {
  const { say } = useSpeech();
  return (
    <footer className="notice" data-testid="notice">
      <p>{say('notice.text')}</p>
    </footer>
  );
}
