import { Link } from 'react-router';
import type { RiskTrajectoryPoint } from '@airway-twin/contracts/http';
import type { Stream } from '@airway-twin/domain/measurement';
import type { Risk } from '@airway-twin/domain/risk';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import type { TwinView } from '@airway-twin/domain/twin';
import { riskBandText, riskCautionText, riskMissingText, riskSentence, riskShareText } from '../i18n/risk-text.js';
import { useSpeech, type Speech } from '../i18n/speech.js';
import { PATH } from '../shell/paths.js';
import { RiskBars } from './risk-bars.js';
import type { ScoredRisk } from './risk-parts.js';
import { RiskSum } from './risk-sum.js';

interface RiskPanelProps {
  readonly risk: Risk;
  readonly twin: Pick<TwinView, 'atMs' | 'freshness'>;
  readonly timeZone: string;
  /** Of a past instant: the score as it was given then, null when there was none. Left out: now. */
  readonly given?: RiskTrajectoryPoint | null | undefined;
}

/** The probability of an attack with its band, its reasons and the model that made it, or why there is none. */
export function RiskPanel({ risk, twin, timeZone, given }: RiskPanelProps) {
  const speech = useSpeech();
  const { say } = speech;
  return (
    <section className="card" aria-labelledby="risk-title" data-testid="risk">
      <h2 id="risk-title">
        {say('risk.title')} <span className="tag tag-estimated">{say('kind.estimated')}</span>
      </h2>
      {risk.kind === 'scored' ? (
        <Scored risk={risk} twin={twin} timeZone={timeZone} given={given} />
      ) : (
        <p className="unknown">
          <span aria-hidden="true">— </span>
          {riskMissingText(speech, risk)}
        </p>
      )}
    </section>
  );
}

interface ScoredProps extends RiskPanelProps {
  readonly risk: ScoredRisk;
}

function Scored({ risk, twin, timeZone, given }: ScoredProps) {
  const speech = useSpeech();
  const { say, dateTime } = speech;
  const age = ageText(speech, risk, twin);
  return (
    <>
      <p className="risk-sentence" data-testid="risk-sentence">
        {riskSentence(speech, risk.within7Days)}
      </p>
      <p>{riskBandText(speech, risk.band7Days)}</p>
      <p className="muted small">{say('risk.derived', { share: riskShareText(speech, risk.within3Days) })}</p>
      {given !== undefined && <p className="note risk-note">{givenText(speech, given)}</p>}
      {age !== '' && (
        <p className="note risk-note" data-testid="risk-old">
          {age}
        </p>
      )}
      <h3>{say('risk.madeOf')}</h3>
      <RiskBars risk={risk} />
      <RiskSum risk={risk} />
      <p className="muted small" data-testid="risk-caution">
        {riskCautionText(speech, risk.within7Days)}
      </p>
      <p className="muted small">
        {say('risk.model', {
          name: risk.model.name,
          version: risk.model.version,
          hash: risk.model.fileSha256.slice(0, 12),
          at: dateTime(risk.scoredAtMs, timeZone),
        })}{' '}
        <Link to={PATH.model} data-testid="risk-card-link">
          {say('risk.card')}
        </Link>
      </p>
    </>
  );
}

/** Streams whose silence changes what the score is worth. */
const READ_STREAMS: readonly Stream[] = ['spirometer.blow', 'peakflow.session', 'inhaler.actuation', 'symptoms.day'];

/** What is old of that which the score was made of, and the score itself; empty: nothing. */
function ageText({ say, ago }: Speech, risk: ScoredRisk, { atMs, freshness }: RiskPanelProps['twin']): string {
  const old = READ_STREAMS.flatMap((stream) => {
    const { freshness: state, atMs: seenAtMs } = freshness[stream];
    if (state !== 'stale' || seenAtMs === null) return [];
    return [say('risk.oldOne', { stream: say(`stream.${stream}`), ago: ago(atMs - seenAtMs) })];
  });
  const ageMs = atMs - risk.scoredAtMs;
  return [
    ...(old.length > 0 ? [say('risk.old', { what: old.join(', ') })] : []),
    ...(ageMs > MS_PER_DAY ? [say('risk.scoredAgo', { ago: ago(ageMs) })] : []),
  ].join(' ');
}

function givenText(speech: Speech, given: RiskTrajectoryPoint | null): string {
  const { say } = speech;
  if (given === null) return `${say('risk.thenNone')} ${say('risk.thenAbove')}`;
  const { within7Days, model } = given;
  const then = say('risk.thenGiven', {
    share: riskShareText(speech, within7Days),
    name: model.name,
    version: model.version,
    band: riskBandText(speech, given),
  });
  return `${then} ${say('risk.thenAbove')}`;
}
