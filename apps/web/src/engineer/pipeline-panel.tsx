import { useCallback } from 'react';
import { useSpeech } from '../i18n/speech.js';
import { wallClock } from '../live/feed.js';
import { NO_PIPELINE_YET, openPipelineFeed } from '../live/pipeline-feed.js';
import { useFeed } from '../live/use-feed.js';
import { useLiveLink } from '../shell/session-context.js';

/** What the watchdog sees of each part between the broker and the screens. */
export function PipelinePanel() {
  const { say, number, dateTime, milliseconds, ago } = useSpeech();
  const link = useLiveLink();
  const open = useCallback(() => openPipelineFeed(link, wallClock), [link]);
  const { pipeline } = useFeed(open, NO_PIPELINE_YET);
  if (!pipeline) return null;
  const { parts, eventLoop, atMs } = pipeline;
  return (
    <section className="card console-pipeline" data-testid="pipeline">
      <h2>{say('pipeline.title')}</h2>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={say('pipeline.title')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('pipeline.part')}</th>
              <th scope="col">{say('pipeline.state')}</th>
              <th scope="col" className="right">
                {say('pipeline.waiting')}
              </th>
              <th scope="col">{say('pipeline.progressed')}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ name, standsSinceMs, waiting, progressedAtMs }) => (
              <tr key={name} data-testid={`part-${name}`} data-stands={standsSinceMs !== null}>
                <th scope="row">{say(`pipeline.part.${name}`)}</th>
                <td>
                  <span className={standsSinceMs === null ? 'tag' : 'tag tag-presence-silent'}>
                    {standsSinceMs === null
                      ? say('pipeline.keepsUp')
                      : say('pipeline.standing', { at: dateTime(standsSinceMs) })}
                  </span>
                </td>
                <td className="right">{number(waiting)}</td>
                <td>{progressedAtMs === null ? '—' : ago(atMs - progressedAtMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted small">
        {say('pipeline.eventLoop', { pause: milliseconds(eventLoop.longestPauseMs) })}{' '}
        {eventLoop.blockedAtMs !== null && say('pipeline.blocked', { at: dateTime(eventLoop.blockedAtMs) })}
      </p>
    </section>
  );
}
