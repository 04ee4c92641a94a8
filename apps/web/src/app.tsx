import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { BrowserRouter, Navigate, Outlet, Route, Routes, useLocation } from 'react-router';
import type { Role } from '@airway-twin/contracts/http';
import { AlarmBanner } from './clinician/alarm-banner.js';
import { PatientPage } from './clinician/patient-page.js';
import { WardProvider } from './clinician/ward-context.js';
import { WardPage } from './clinician/ward-page.js';
import { ReplayPage } from './engineer/replay-page.js';
import { SpeechProvider } from './i18n/speech.js';
import { ModelPage } from './model-card/model-page.js';
import { MyPage } from './patient/my-page.js';
import { AppFrame } from './shell/app-frame.js';
import { LoginPage } from './shell/login-page.js';
import { NotFoundPage } from './shell/not-found-page.js';
import { PATH, homeOf } from './shell/paths.js';
import { PreferencesProvider, usePreferences } from './shell/preferences.js';
import { LiveProvider, SessionProvider, useSession } from './shell/session-context.js';
import type { SessionKeeper } from './session/session-store.js';

const Playground = lazy(async () => ({ default: (await import('./playground/playground-page.js')).PlaygroundPage }));

/** The whole web app: providers around the routes of the three surfaces. */
export function App({ keeper }: { readonly keeper: SessionKeeper }) {
  return (
    <PreferencesProvider>
      <SessionProvider keeper={keeper}>
        <Spoken>
          <BrowserRouter>
            <Screens />
          </BrowserRouter>
        </Spoken>
      </SessionProvider>
    </PreferencesProvider>
  );
}

function Spoken({ children }: { readonly children: ReactNode }) {
  return <SpeechProvider locale={usePreferences().locale}>{children}</SpeechProvider>;
}

function Screens() {
  const session = useSession();
  const home = session ? homeOf(session.user) : PATH.login;
  const model = <Route path={PATH.model} element={<ModelPage />} />;
  return (
    <Routes>
      <Route path={PATH.login} element={session ? <Navigate to={home} replace /> : <LoginPage />} />
      <Route element={<ForRole role="clinician" />}>
        <Route
          element={
            <WardProvider>
              <AppFrame banner={<AlarmBanner />} />
            </WardProvider>
          }
        >
          <Route path={PATH.ward} element={<WardPage />} />
          <Route path={PATH.patient} element={<PatientPage />} />
          {session?.user.role !== 'engineer' && model}
        </Route>
      </Route>
      <Route element={<ForRole role="engineer" />}>
        <Route element={<AppFrame />}>
          <Route path={PATH.replay} element={<ReplayPage />} />
          {session?.user.role === 'engineer' && model}
        </Route>
      </Route>
      <Route element={<ForRole role="patient" />}>
        <Route element={<AppFrame />}>
          <Route path={PATH.me} element={<MyPage />} />
        </Route>
      </Route>
      <Route
        path={PATH.playground}
        element={
          <Suspense fallback={null}>
            <Playground />
          </Suspense>
        }
      />
      <Route path="/" element={<Navigate to={home} replace />} />
      <Route path="*" element={<NotFoundPage home={home} />} />
    </Routes>
  );
}

/** Lets one role through; anyone else goes to their own surface or to the login. The server checks again at every request. */
function ForRole({ role }: { readonly role: Role }) {
  const session = useSession();
  const { pathname } = useLocation();
  useEffect(() => window.scrollTo(0, 0), [pathname]);
  if (!session) return <Navigate to={PATH.login} replace state={{ from: pathname }} />;
  if (session.user.role !== role) return <Navigate to={homeOf(session.user)} replace />;
  return (
    <LiveProvider token={session.token}>
      <Outlet />
    </LiveProvider>
  );
}
