import { Link } from 'react-router';
import { useSpeech } from '../i18n/speech.js';
import { NoticeFooter } from '../elements/notice-footer.js';

/** The page for an address that is none of ours. */
export function NotFoundPage({ home }: { readonly home: string }) {
  const { say } = useSpeech();
  return (
    <div className="frame">
      <main id="main" className="narrow">
        <h1>{say('shell.notFound')}</h1>
        <p>
          <Link to={home}>{say('shell.home')}</Link>
        </p>
      </main>
      <NoticeFooter />
    </div>
  );
}
