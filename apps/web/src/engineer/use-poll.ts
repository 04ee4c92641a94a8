import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiCall, ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';

interface Polled<T> {
  readonly value: T | null;
  readonly failure: ApiFailure | null;
  readonly again: () => void;
}

const PAUSE_MS = 3000;

/** An answer of the API, read again when `trigger` changes, at most every few seconds. */
export function usePoll<T>(call: ApiCall, trigger: number): Polled<T> {
  const api = useApi();
  const [value, setValue] = useState<T | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [asked, setAsked] = useState(0);
  const readAtMs = useRef(0);
  const key = JSON.stringify(call);

  useEffect(() => {
    readAtMs.current = 0;
  }, [key, asked]);

  useEffect(() => {
    let gone = false;
    const wait = Math.max(0, readAtMs.current + PAUSE_MS - Date.now());
    const timer = setTimeout(() => {
      readAtMs.current = Date.now();
      void api.call<T>(JSON.parse(key) as ApiCall).then((answer) => {
        if (gone && readAtMs.current === 0) return;
        if (answer.ok) setValue(answer.value);
        setFailure(answer.ok ? null : answer.failure);
      });
    }, wait);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [api, key, trigger, asked]);

  const again = useCallback(() => setAsked((count) => count + 1), []);
  return { value, failure, again };
}
