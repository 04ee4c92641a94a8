import { useAtMostEvery } from './use-at-most-every.js';

interface ToldNowProps {
  readonly text: string;
  readonly everyMs: number;
  readonly className: string;
  readonly testId?: string;
}

/** Words that a screen reader is told politely, no more often than that, however fast they change. A new key tells at once. */
export function ToldNow({ text, everyMs, className, testId }: ToldNowProps) {
  const told = useAtMostEvery(text, everyMs);
  return (
    <p className={className} role="status" aria-live="polite" data-testid={testId}>
      {told}
    </p>
  );
}
