import { useSpeech } from '../i18n/speech.js';
import type { ApiFailure } from '../session/api-client.js';

interface FailureNoteProps {
  readonly failure: ApiFailure;
  readonly onAgain?: () => void;
}

/** What went wrong, in words, and a way to try again. */
export function FailureNote({ failure, onAgain }: FailureNoteProps) {
  const { say } = useSpeech();
  return (
    <div className="error" role="alert">
      <p>{failureText(failure, say)}</p>
      {onAgain && (
        <button type="button" onClick={onAgain}>
          {say('failure.again')}
        </button>
      )}
    </div>
  );
}

function failureText(failure: ApiFailure, say: ReturnType<typeof useSpeech>['say']): string {
  if (failure.kind === 'network') return say('failure.network');
  if (failure.status === 403) return say('failure.forbidden');
  if (failure.status === 404) return say('failure.notFound');
  if (failure.status >= 500) return say('failure.server');
  return say('failure.refused', { message: failure.message });
}
