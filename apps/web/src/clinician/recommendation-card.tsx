import { useState } from 'react';
import type { RecommendationAnswer } from '@airway-twin/contracts/http';
import { isUnanswered, type Recommendation } from '@airway-twin/domain/recommendation';
import { FailureNote } from '../elements/failure-note.js';
import { reasonText } from '../i18n/reason-text.js';
import { useSpeech, type MessageKey } from '../i18n/speech.js';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';

type Answer = RecommendationAnswer['answer'];

/** The answers that a clinician can give to a recommendation as it stands. The emergency card can always be acknowledged. */
export function clinicianAnswers(recommendation: Recommendation): readonly Answer[] {
  if (!isUnanswered(recommendation)) return [];
  if (recommendation.status === 'proposed') return ['approve', 'reject'];
  if (recommendation.audience === 'clinician') return ['acknowledge', 'decline'];
  return recommendation.urgency === 'now' ? ['acknowledge'] : [];
}

/** A model's name and version with the first twelve characters of its file's SHA-256, as the risk panel shows it. */
export function shortModel(modelVersion: string): string {
  return modelVersion.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');
}

const ANSWER_LABEL: Record<Answer, MessageKey> = {
  approve: 'recommendation.approve',
  reject: 'recommendation.reject',
  seen: 'recommendation.seen',
  acknowledge: 'recommendation.acknowledge',
  decline: 'recommendation.decline',
};

interface RecommendationCardProps {
  readonly recommendation: Recommendation;
  readonly timeZone: string;
  readonly readOnly: boolean;
}

/** One recommendation: what, why, by which rule or model, its life so far, and the answers that are open to a clinician. */
export function RecommendationCard({ recommendation, timeZone, readOnly }: RecommendationCardProps) {
  const speech = useSpeech();
  const { say, knows, dateTime, number } = speech;
  const api = useApi();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const { id, patientId, ruleId, ruleVersion, status, urgency, audience, reasons, events, modelVersion } =
    recommendation;
  const answers = readOnly ? [] : clinicianAnswers(recommendation);

  const answer = async (given: Answer): Promise<void> => {
    setBusy(true);
    const body: RecommendationAnswer = { answer: given, ...(note.trim() && { note: note.trim() }) };
    const result = await api.call({
      route: 'recommendationAnswer',
      params: { patientId, recommendationId: id },
      method: 'POST',
      body,
    });
    setBusy(false);
    setFailure(result.ok ? null : result.failure);
  };

  const titleKey = `rule.${ruleId}.clinician`;
  return (
    <article
      className={`recommendation urgency-${urgency}`}
      data-testid={`recommendation-${id}`}
      data-status={status}
      data-rule={ruleId}
    >
      <header>
        <h3>{knows(titleKey) ? say(titleKey) : ruleId}</h3>
        <span className={`tag urgency-tag-${urgency}`}>{say(`urgency.${urgency}`)}</span>
        <span className="tag">{say(`status.${status}`)}</span>
        <span className="tag">{say(`audience.${audience}`)}</span>
      </header>
      <ul className="reasons">
        {reasons.map((reason, index) => (
          <li key={index}>{reasonText(speech, reason, timeZone)}</li>
        ))}
      </ul>
      <p className="muted small">
        {say('recommendation.by', { rule: ruleId, version: number(ruleVersion) })}
        {modelVersion !== null && <> · {say('recommendation.model', { model: shortModel(modelVersion) })}</>}
      </p>
      {answers.length > 0 && (
        <div className="answers">
          <label>
            <span>{say('recommendation.note')}</span>
            <input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
          </label>
          <div className="answer-buttons">
            {answers.map((one, index) => (
              <button
                key={one}
                type="button"
                className={index === 0 ? 'primary' : undefined}
                disabled={busy}
                onClick={() => void answer(one)}
                data-testid={`${one}-${id}`}
              >
                {say(ANSWER_LABEL[one])}
              </button>
            ))}
          </div>
        </div>
      )}
      {failure && <FailureNote failure={failure} />}
      <details className="life">
        <summary>{say('recommendation.life')}</summary>
        <ol>
          {events.map((event, index) => (
            <li key={index}>
              <b>{say(`status.${event.status}`)}</b> {dateTime(event.atMs, timeZone)} ·{' '}
              {event.actor === 'system' ? say('recommendation.system') : event.actor}
              {event.reasons.map((reason, place) => (
                <span key={place} className="small">
                  {' '}
                  · {reasonText(speech, reason, timeZone)}
                </span>
              ))}
            </li>
          ))}
        </ol>
      </details>
    </article>
  );
}
