import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { createApiClient, type ApiClient } from '../session/api-client.js';
import { type Session, type SessionKeeper } from '../session/session-store.js';
import { openLiveLink, type LiveLink } from '../live/live-link.js';

interface SessionParts {
  readonly keeper: SessionKeeper;
  readonly api: ApiClient;
}

const SessionContext = createContext<SessionParts | null>(null);
const LiveContext = createContext<LiveLink | null>(null);

/** Gives the screens below the session and an API client that carries its token. */
export function SessionProvider({
  keeper,
  children,
}: {
  readonly keeper: SessionKeeper;
  readonly children: ReactNode;
}) {
  const parts = useMemo<SessionParts>(
    () => ({
      keeper,
      api: createApiClient({
        fetch: (...args) => fetch(...args),
        token: () => keeper.store.getState().session?.token ?? null,
        onUnauthorized: () => keeper.end('refused'),
      }),
    }),
    [keeper],
  );
  return <SessionContext value={parts}>{children}</SessionContext>;
}

function useParts(): SessionParts {
  const parts = useContext(SessionContext);
  if (!parts) throw new Error('no SessionProvider above');
  return parts;
}

export function useApi(): ApiClient {
  return useParts().api;
}

export function useSessionKeeper(): SessionKeeper {
  return useParts().keeper;
}

/** The session of this tab, or null when no one is logged in. */
export function useSession(): Session | null {
  return useStore(useParts().keeper.store, (state) => state.session);
}

/** Opens the live connection of a session for the screens below, and closes it when they go. */
export function LiveProvider({ token, children }: { readonly token: string; readonly children: ReactNode }) {
  const { keeper } = useParts();
  const [link, setLink] = useState<LiveLink | null>(null);
  useEffect(() => {
    const opened = openLiveLink(token, () => keeper.end('refused'));
    setLink(opened);
    return () => opened.close();
  }, [token, keeper]);
  return link && <LiveContext value={link}>{children}</LiveContext>;
}

export function useLiveLink(): LiveLink {
  const link = useContext(LiveContext);
  if (!link) throw new Error('no LiveProvider above');
  return link;
}
