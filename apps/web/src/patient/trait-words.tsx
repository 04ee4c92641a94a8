import type { TwinView } from '@airway-twin/domain/twin';
import { useSpeech } from '../i18n/speech.js';
import { liningLevel, muscleWords } from './muscle-level.js';

interface TraitWordsProps {
  readonly twin: TwinView;
  /** Green limit of the patient's plan, % of best. */
  readonly greenFromPercent: number;
}

const RING = { low: 13, middle: 9.5, high: 6.5 } as const;
const LINING = { low: 2.5, middle: 5, high: 8 } as const;

/** How tight the muscle and how puffy the lining is, as two small pictures with plain words. Said to be a guess of the twin. */
export function TraitWords({ twin, greenFromPercent }: TraitWordsProps) {
  const { say } = useSpeech();
  const { level: muscle, helped } = muscleWords(twin, greenFromPercent);
  const lining = liningLevel(twin);
  return (
    <div className="trait-words">
      <div className="trait-word" data-testid="muscle" data-level={muscle}>
        <svg viewBox="0 0 40 40" aria-hidden="true">
          <circle cx="20" cy="20" r="18" className="muscle-rest" />
          {muscle === 'unknown' || muscle === 'unsure' ? (
            <QuestionMark />
          ) : (
            <>
              <circle cx="20" cy="20" r={RING[muscle] + 3} className="muscle" />
              <circle cx="20" cy="20" r={RING[muscle]} className="lumen" />
            </>
          )}
        </svg>
        <p>
          <b>{say('me.muscle')}</b>
          <span>{say(`me.muscle.${muscle}`)}</span>
          {helped && <small>{say('me.muscle.helped')}</small>}
        </p>
      </div>
      <div className="trait-word" data-testid="lining" data-level={lining}>
        <svg viewBox="0 0 40 40" aria-hidden="true">
          <circle cx="20" cy="20" r="18" className="muscle-rest" />
          {lining === 'unknown' || lining === 'unsure' ? (
            <QuestionMark />
          ) : (
            <>
              <circle cx="20" cy="20" r="16" className="lining" />
              <circle cx="20" cy="20" r={16 - LINING[lining]} className="lumen" />
            </>
          )}
        </svg>
        <p>
          <b>{say('me.lining')}</b>
          <span>{say(`me.lining.${lining}`)}</span>
        </p>
      </div>
      <p className="muted small trait-guess">{say('me.guess')}</p>
    </div>
  );
}

/** What is not known is not drawn as any width. */
function QuestionMark() {
  return (
    <text x="20" y="27" textAnchor="middle" fontSize="20" fontWeight="700" fill="currentColor">
      ?
    </text>
  );
}
