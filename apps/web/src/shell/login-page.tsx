import { useEffect, useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { useStore } from 'zustand';
import type { RootResponse, SessionResponse } from '@airway-twin/contracts/http';
import { NoticeFooter } from '../elements/notice-footer.js';
import { useSpeech } from '../i18n/speech.js';
import type { ApiFailure } from '../session/api-client.js';
import { DemoAccounts } from './demo-accounts.js';
import { homeOf } from './paths.js';
import { PreferenceControls } from './preference-controls.js';
import { useApi, useSessionKeeper } from './session-context.js';

/** Login, with the three kinds of people explained; the demo accounts are named only when the server says that they exist. */
export function LoginPage() {
  const { say } = useSpeech();
  const api = useApi();
  const keeper = useSessionKeeper();
  const navigate = useNavigate();
  const ended = useStore(keeper.store, (state) => state.ended);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [root, setRoot] = useState<RootResponse | null>(null);

  useEffect(() => {
    void api.call<RootResponse>({ route: 'root' }).then((answer) => answer.ok && setRoot(answer.value));
  }, [api]);

  const login = async (name: string, secret: string): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const answer = await api.call<SessionResponse>({
      route: 'session',
      method: 'POST',
      body: { username: name, password: secret },
    });
    setBusy(false);
    if (!answer.ok) {
      setFailure(answer.failure);
      return;
    }
    keeper.begin(answer.value);
    void navigate(homeOf(answer.value.user), { replace: true });
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void login(username.trim(), password);
  };

  return (
    <div className="frame">
      <main id="main" className="login">
        <div className="login-controls">
          <PreferenceControls />
        </div>
        <section className="login-intro">
          <h1>
            <img src="/icon.svg" alt="" width="44" height="44" /> Airway Twin
          </h1>
          <p className="lead">{say('login.lead')}</p>
        </section>
        <form className="card login-form" onSubmit={submit} aria-label={say('login.title')}>
          <h2>{say('login.title')}</h2>
          {ended && !failure && <p className="note">{say('login.ended')}</p>}
          <label>
            {say('login.username')}
            <input
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              maxLength={64}
              value={username}
              onChange={(event) => setUsername(event.target.value)}
              data-testid="login-username"
            />
          </label>
          <label>
            {say('login.password')}
            <input
              name="password"
              type="password"
              autoComplete="current-password"
              required
              maxLength={256}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              data-testid="login-password"
            />
          </label>
          <p role="alert" className={failure ? 'error' : 'sr-only'} data-testid="login-error">
            {failure && say(loginFailure(failure))}
          </p>
          <button type="submit" className="primary" disabled={busy} data-testid="login-submit">
            {say(busy ? 'login.busy' : 'login.submit')}
          </button>
        </form>
        <DemoAccounts root={root} busy={busy} onChoose={(name) => void login(name, 'demo')} />
      </main>
      <NoticeFooter />
    </div>
  );
}

function loginFailure(failure: ApiFailure) {
  if (failure.kind === 'network') return 'failure.network' as const;
  if (failure.status === 429) return 'login.tooMany' as const;
  if (failure.status >= 500) return 'failure.server' as const;
  return 'login.wrong' as const;
}
