import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SessionResponse, SessionUser } from '@airway-twin/contracts/http';

export interface Session {
  readonly token: string;
  readonly expiresAt: string;
  readonly user: SessionUser;
}

export interface SessionState {
  readonly session: Session | null;
  /** True after the server refused the token: the login page says so in words. */
  readonly ended: boolean;
}

export interface SessionKeeper {
  readonly store: StoreApi<SessionState>;
  begin(answer: SessionResponse): void;
  /** Forgets the token. `refused`: the server did not accept it any more. */
  end(why: 'logout' | 'refused'): void;
}

const KEY = 'airway-twin.session';

/** Keeps the bearer session of this browser tab. A stored value that is unreadable or over is thrown away. */
export function createSessionKeeper(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  nowMs: number,
): SessionKeeper {
  const store = createStore<SessionState>(() => ({ session: readSession(storage.getItem(KEY), nowMs), ended: false }));
  return {
    store,
    begin(answer) {
      const session: Session = { token: answer.token, expiresAt: answer.expiresAt, user: answer.user };
      storage.setItem(KEY, JSON.stringify(session));
      store.setState({ session, ended: false });
    },
    end(why) {
      storage.removeItem(KEY);
      store.setState({ session: null, ended: why === 'refused' });
    },
  };
}

function readSession(text: string | null, nowMs: number): Session | null {
  if (text === null) return null;
  try {
    const session = JSON.parse(text) as Session;
    const readable = typeof session.token === 'string' && typeof session.user?.role === 'string';
    return readable && Date.parse(session.expiresAt) > nowMs ? session : null;
  } catch {
    return null;
  }
}
