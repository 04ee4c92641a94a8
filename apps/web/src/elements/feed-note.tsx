import { useSpeech } from '../i18n/speech.js';
import type { FeedHealth } from '../live/feed.js';

/** The state of the live connection above what it shows: connecting, lost since when, or refused. or delayed since when. Nothing while all is live. */
export function FeedNote({ feed }: { readonly feed: FeedHealth }) {
  const { say, time } = useSpeech();
  const text = ((): string | null => {
    switch (feed.status) {
      case 'live':
        return feed.delay && say(`feed.delayed.${feed.delay.because}`, { time: time(feed.delay.sinceMs) });
      case 'connecting':
        return say('feed.connecting');
      case 'lost':
        return feed.updatedAtMs === null ? say('feed.lostBefore') : say('feed.lost', { time: time(feed.updatedAtMs) });
      case 'refused':
        return say(feed.refusedWhy === 'not-found' ? 'failure.notFound' : 'failure.forbidden');
    }
  })();
  return (
    <div
      role="status"
      className={text === null ? 'sr-only' : `feed-note feed-${feed.status === 'live' ? 'delayed' : feed.status}`}
      data-testid="feed-note"
    >
      {text}
    </div>
  );
}
