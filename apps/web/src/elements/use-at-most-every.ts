import { useEffect, useRef, useState } from 'react';

/** The newest value, taken over at most every so many ms: for what costs something to show and changes with every message of a fast record. */
export function useAtMostEvery<T>(value: T, everyMs: number): T {
  const [taken, setTaken] = useState(value);
  const dueMs = useRef(0);
  useEffect(() => {
    const timer = setTimeout(
      () => {
        dueMs.current = performance.now() + everyMs;
        setTaken(() => value);
      },
      Math.max(0, dueMs.current - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [value, everyMs]);
  return taken;
}
