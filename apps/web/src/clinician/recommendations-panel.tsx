import { isOpen, type Recommendation } from '@airway-twin/domain/recommendation';
import { useSpeech } from '../i18n/speech.js';
import { RecommendationCard } from './recommendation-card.js';

const CLOSED_SHOWN = 8;

interface RecommendationsPanelProps {
  readonly recommendations: readonly Recommendation[];
  readonly timeZone: string;
  readonly readOnly: boolean;
}

/** What the twin proposes: open ones with their answers, then the latest closed. */
export function RecommendationsPanel({ recommendations, timeZone, readOnly }: RecommendationsPanelProps) {
  const { say } = useSpeech();
  const open = recommendations.filter(isOpen);
  const closed = recommendations.filter((one) => !isOpen(one)).slice(0, CLOSED_SHOWN);
  return (
    <section className="card" aria-labelledby="recommendations-title" data-testid="recommendations">
      <h2 id="recommendations-title">{say('recommendations.title')}</h2>
      {open.length === 0 && <p className="empty">{say('recommendations.none')}</p>}
      {open.map((one) => (
        <RecommendationCard key={one.id} recommendation={one} timeZone={timeZone} readOnly={readOnly} />
      ))}
      {closed.length > 0 && (
        <details className="closed">
          <summary>{say('recommendations.closed', { count: closed.length })}</summary>
          {closed.map((one) => (
            <RecommendationCard key={one.id} recommendation={one} timeZone={timeZone} readOnly />
          ))}
        </details>
      )}
    </section>
  );
}
