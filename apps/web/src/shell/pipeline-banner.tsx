import { useCallback } from 'react';
import type { PartStatus, PipelineStatus } from '@airway-twin/contracts/http';
import { useSpeech, type Speech } from '../i18n/speech.js';
import { wallClock } from '../live/feed.js';
import { NO_PIPELINE_YET, openPipelineFeed } from '../live/pipeline-feed.js';
import { useFeed } from '../live/use-feed.js';
import { useLiveLink, useSession } from './session-context.js';

/** Above every page while the server passes nothing on: since when. The region is always there, so that its text is read aloud. */
export function PipelineBanner() {
  const speech = useSpeech();
  const session = useSession();
  const link = useLiveLink();
  const open = useCallback(() => openPipelineFeed(link, wallClock), [link]);
  const { pipeline } = useFeed(open, NO_PIPELINE_YET);
  const stands = pipeline?.standsSinceMs ?? null;
  return (
    <div role="alert" className={stands === null ? 'sr-only' : 'pipeline-stands'} data-testid="pipeline-banner">
      {stands !== null && pipeline && (
        <p>{standingText(speech, session?.user.role ?? 'clinician', pipeline, stands)}</p>
      )}
    </div>
  );
}

function standingText(
  { say, dateTime }: Speech,
  role: 'clinician' | 'engineer' | 'patient',
  { parts }: Pick<PipelineStatus, 'parts'>,
  sinceMs: number,
): string {
  const at = dateTime(sinceMs);
  if (role === 'patient') return say('pipeline.standsMe', { at });
  if (role === 'clinician') return say('pipeline.stands', { at });
  const standing = parts.filter(({ standsSinceMs }: PartStatus) => standsSinceMs !== null);
  return say('pipeline.standsEngineer', {
    at,
    parts: standing.map(({ name }) => say(`pipeline.part.${name}`)).join(', '),
  });
}
