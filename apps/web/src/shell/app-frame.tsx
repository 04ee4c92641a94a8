import type { ReactNode } from 'react';
import { NavLink, Outlet } from 'react-router';
import type { Role } from '@airway-twin/contracts/http';
import { NoticeFooter } from '../elements/notice-footer.js';
import { useSpeech, type MessageKey } from '../i18n/speech.js';
import { PATH } from './paths.js';
import { PipelineBanner } from './pipeline-banner.js';
import { PreferenceControls } from './preference-controls.js';
import { useApi, useSession, useSessionKeeper } from './session-context.js';

const NAVIGATION: Record<Role, readonly { readonly to: string; readonly label: MessageKey }[]> = {
  clinician: [
    { to: PATH.ward, label: 'shell.ward' },
    { to: PATH.model, label: 'shell.model' },
  ],
  engineer: [
    { to: PATH.replay, label: 'shell.replay' },
    { to: PATH.model, label: 'shell.model' },
  ],
  patient: [],
};

/** Header, page and footer of every logged-in screen. */
export function AppFrame({ banner }: { readonly banner?: ReactNode }) {
  const { say } = useSpeech();
  const session = useSession();
  const keeper = useSessionKeeper();
  const api = useApi();
  if (!session) return null;
  const { role, username } = session.user;
  // Everywhere: another tab may have the same session. Without an answer it ends here at least.
  const logOut = (): void => {
    void api.call({ route: 'session', method: 'DELETE', keepalive: true });
    keeper.end('logout');
  };
  return (
    <div className={`frame frame-${role}`}>
      <a className="skip" href="#main">
        {say('shell.skip')}
      </a>
      <header className="top">
        <div className="top-inner">
          <span className="brand">
            <img src="/icon.svg" alt="" width="28" height="28" />
            <span className="brand-name">Airway Twin</span>
          </span>
          {NAVIGATION[role].length > 0 && (
            <nav aria-label={say('shell.navigation')}>
              {NAVIGATION[role].map(({ to, label }) => (
                <NavLink key={to} to={to} className="top-link">
                  {say(label)}
                </NavLink>
              ))}
            </nav>
          )}
          <div className="top-right">
            <PreferenceControls />
            <span className="who" data-testid="who">
              {role === 'patient' ? username : say(`role.${role}`)}
            </span>
            <button type="button" className="quiet" data-testid="logout" onClick={logOut}>
              {say('shell.logout')}
            </button>
          </div>
        </div>
      </header>
      {banner}
      <PipelineBanner />
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <NoticeFooter />
    </div>
  );
}
