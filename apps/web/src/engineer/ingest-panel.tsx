import type { IngestMetrics } from '@airway-twin/contracts/http';
import type { EngineeringState } from '../live/engineering-feed.js';
import { useSpeech } from '../i18n/speech.js';
import { Sparkline } from './sparkline.js';

const COUNTS = ['received', 'stored', 'duplicate', 'refused', 'late', 'queued'] as const;
const HOPS = ['sentToReceived', 'receivedToCommitted', 'sentToPushed'] as const;

interface IngestPanelProps {
  readonly ingest: IngestMetrics;
  readonly rates: EngineeringState['rates'];
}

/** Counts, rate and latency of what devices send, since this API process started. */
export function IngestPanel({ ingest, rates }: IngestPanelProps) {
  const { say, number, milliseconds, dateTime } = useSpeech();
  const reasons = Object.entries(ingest.refusedByReason).toSorted(([, a], [, b]) => b - a);
  return (
    <section className="card console-ingest" aria-labelledby="ingest-title" data-testid="ingest">
      <h2 id="ingest-title">{say('ingest.title')}</h2>
      <p className="muted small">{say('ingest.since', { at: dateTime(ingest.sinceMs) })}</p>
      {!ingest.brokerConnected && <p className="note">{say('ingest.noBroker')}</p>}
      {ingest.storageRetrying && <p className="note">{say('ingest.storageRetrying')}</p>}
      {ingest.catchingUp && (
        <p className="note" data-testid="catching-up">
          {say('ingest.catchingUp', { count: number(ingest.queued), behind: milliseconds(ingest.behindMs) })}
        </p>
      )}
      <dl className="counts">
        {COUNTS.map((count) => (
          <div key={count}>
            <dt>{say(`ingest.${count}`)}</dt>
            <dd data-testid={`count-${count}`} data-value={ingest[count]}>
              {number(ingest[count])}
            </dd>
          </div>
        ))}
      </dl>
      <div className="rate">
        <span>
          {say('ingest.rate')} <b data-testid="rate">{number(ingest.messagesPerSecond, 1)}</b> {say('ingest.perSecond')}
        </span>
        <Sparkline values={rates.map(({ messagesPerSecond }) => messagesPerSecond)} label={say('ingest.rateChart')} />
      </div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={say('ingest.latency')}>
        <table>
          <caption>{say('ingest.latency')}</caption>
          <thead>
            <tr>
              <th scope="col">{say('ingest.hop')}</th>
              <th scope="col" className="right">
                p50
              </th>
              <th scope="col" className="right">
                p99
              </th>
              <th scope="col" className="right">
                {say('ingest.messages')}
              </th>
            </tr>
          </thead>
          <tbody>
            {HOPS.map((hop) => {
              const { count, p50Ms, p99Ms } = ingest.latency[hop];
              return (
                <tr key={hop} data-testid={`latency-${hop}`}>
                  <th scope="row">{say(`ingest.${hop}`)}</th>
                  <td className="right">{p50Ms === null ? '—' : milliseconds(p50Ms)}</td>
                  <td className="right">{p99Ms === null ? '—' : milliseconds(p99Ms)}</td>
                  <td className="right">{number(count)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {reasons.length > 0 && (
        <>
          <h3>{say('ingest.refusedBy')}</h3>
          <ul className="plain-list reasons-count">
            {reasons.map(([reason, count]) => (
              <li key={reason} data-testid={`refused-${reason}`}>
                <RefusalName reason={reason} /> <b>{number(count)}</b>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function RefusalName({ reason }: { readonly reason: string }) {
  const { say, knows } = useSpeech();
  const key = `refusal.${reason}`;
  return <span>{knows(key) ? say(key) : reason}</span>;
}
