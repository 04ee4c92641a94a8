import { useEffect, useRef, useState } from 'react';
import type { RecommendationAnswer } from '@airway-twin/contracts/http';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import { FailureNote } from '../elements/failure-note.js';
import { useSpeech } from '../i18n/speech.js';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';

interface MyActionProps {
  readonly action: Recommendation;
  readonly onEmergency: () => void;
}

/**
 * The one action that the twin asks for most. Showing it tells the server that it was seen. One that cannot wait has the emergency card
 * first, and no button that says no to help.
 */
export function MyAction({ action, onEmergency }: MyActionProps) {
  const { say, knows } = useSpeech();
  const api = useApi();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const told = useRef(new Set<string>());

  useEffect(() => {
    if (action.status !== 'sent' || told.current.has(action.id)) return;
    const { id, patientId } = action;
    told.current.add(id);
    void answerTo(api, patientId, id, { answer: 'seen' }).then((result) => {
      // Not told: the next frame that shows it tells again.
      if (!result.ok) told.current.delete(id);
    });
  }, [api, action]);

  const give = async (answer: 'acknowledge' | 'decline'): Promise<void> => {
    setBusy(true);
    const result = await answerTo(api, action.patientId, action.id, { answer });
    setBusy(false);
    setFailure(result.ok ? null : result.failure);
  };
  const titleKey = `rule.${action.ruleId}.patient`;
  const bodyKey = `rule.${action.ruleId}.patientBody`;
  const cannotWait = action.urgency === 'now';
  const yesKey = `rule.${action.ruleId}.yes`;
  return (
    <section
      className={`me-action card urgency-${action.urgency}`}
      aria-label={say('me.action')}
      data-testid={`recommendation-${action.id}`}
      data-status={action.status}
      data-rule={action.ruleId}
    >
      <h2>{knows(titleKey) ? say(titleKey) : say('rule.other.patient')}</h2>
      <p>{knows(bodyKey) ? say(bodyKey) : say('rule.other.patientBody')}</p>
      {cannotWait && (
        <button
          type="button"
          className="big-button help me-help"
          onClick={onEmergency}
          data-testid={`emergency-${action.id}`}
        >
          {say('emergency.open')}
        </button>
      )}
      <div className="me-answers">
        <button
          type="button"
          className={cannotWait ? 'big-button' : 'big-button primary'}
          disabled={busy}
          onClick={() => void give('acknowledge')}
          data-testid={`acknowledge-${action.id}`}
        >
          {knows(yesKey) ? say(yesKey) : say('me.yes')}
        </button>
        {!cannotWait && (
          <button
            type="button"
            className="big-button"
            disabled={busy}
            onClick={() => void give('decline')}
            data-testid={`decline-${action.id}`}
          >
            {say('me.no')}
          </button>
        )}
      </div>
      {failure && <FailureNote failure={failure} />}
    </section>
  );
}

function answerTo(
  api: ReturnType<typeof useApi>,
  patientId: string,
  recommendationId: string,
  body: RecommendationAnswer,
) {
  return api.call({ route: 'recommendationAnswer', params: { patientId, recommendationId }, method: 'POST', body });
}
