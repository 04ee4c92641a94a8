import { useCallback } from 'react';
import { FeedNote } from '../elements/feed-note.js';
import { SilenceList } from '../elements/silence-list.js';
import { useSpeech } from '../i18n/speech.js';
import { openEngineeringFeed, type EngineeringState } from '../live/engineering-feed.js';
import { NO_FEED_YET, wallClock } from '../live/feed.js';
import { useFeed } from '../live/use-feed.js';
import { openSilenceFeed, type SilenceFeedState } from '../live/silence-feed.js';
import { useLiveLink } from '../shell/session-context.js';
import { AuditTable } from './audit-table.js';
import { DeadLettersPanel } from './dead-letters-panel.js';
import { DevicesTable } from './devices-table.js';
import { IngestPanel } from './ingest-panel.js';
import { ModelsPanel } from './models-panel.js';
import { PipelinePanel } from './pipeline-panel.js';
import { ReplayPanel } from './replay-panel.js';

const NOTHING: EngineeringState = { ...NO_FEED_YET, ingest: null, replay: null, rates: [] };

const NO_SILENCE: SilenceFeedState = { ...NO_FEED_YET, silences: [] };

/** The engineer's console: what is played, what arrives, what is refused and why, how long each hop takes. */
export function ReplayPage() {
  const { say } = useSpeech();
  const link = useLiveLink();
  const open = useCallback(() => openEngineeringFeed(link, wallClock), [link]);
  const feed = useFeed(open, NOTHING);
  const openSilences = useCallback(() => openSilenceFeed(link, wallClock), [link]);
  const { silences } = useFeed(openSilences, NO_SILENCE);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{say('replay.title')}</h1>
      </div>
      <FeedNote feed={feed} />
      <SilenceList silences={silences} who={({ deviceId, patientId }) => `${deviceId} (${patientId})`} />
      <div className={feed.status === 'lost' ? 'console stale' : 'console'}>
        <ReplayPanel status={feed.replay} known={feed.status !== 'connecting'} />
        {feed.ingest && <IngestPanel ingest={feed.ingest} rates={feed.rates} />}
        <PipelinePanel />
        <DeadLettersPanel refused={feed.ingest?.refused ?? 0} />
        <ModelsPanel />
        <DevicesTable received={feed.ingest?.received ?? 0} />
        <AuditTable received={feed.ingest?.received ?? 0} />
      </div>
    </div>
  );
}
