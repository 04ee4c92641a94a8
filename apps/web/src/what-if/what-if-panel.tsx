import { useMemo, useState } from 'react';
import { WHAT_IF_DAYS, type WhatIfResponse } from '@airway-twin/contracts/http';
import { SCENARIOS, type Scenario } from '@airway-twin/domain/what-if';
import { useAfterPicture } from '../avatar/first-picture.js';
import { FailureNote } from '../elements/failure-note.js';
import { useSpeech } from '../i18n/speech.js';
import { assumedText, hasPreventer } from './assumed-text.js';
import { firstCompared, isSimulated, RUN_COLORS, toggled, type Simulated } from './compared.js';
import { useWhatIf } from './use-what-if.js';
import { WhatIfCharts } from './what-if-charts.js';
import { WhatIfTable } from './what-if-table.js';

interface WhatIfPanelProps {
  readonly patientId: string;
  readonly revision: number;
  readonly timeZone: string;
  /** Share of the constriction that a reliever takes away now, 0…1. */
  readonly relieverEffect: number;
  /** The page shows a past instant: simulations start from now alone. */
  readonly past: boolean;
}

/** A reliever that does less than this leaves no step that anyone could see. */
const SEEN_EFFECT = 0.1;

const DAYS_CHOICE = [1, 7, WHAT_IF_DAYS.usual, WHAT_IF_DAYS.most] as const;

/** Days to come under different suppositions, side by side. A question to the twin: nothing follows from it by itself. */
export function WhatIfPanel({ patientId, revision, timeZone, relieverEffect, past }: WhatIfPanelProps) {
  const { say } = useSpeech();
  const [days, setDays] = useState<number>(WHAT_IF_DAYS.usual);
  const mayAsk = useAfterPicture();
  const { answer, failure } = useWhatIf({ patientId, days, revision, wanted: !past && mayAsk });
  return (
    <section className="card what-if" aria-labelledby="what-if-title" data-testid="what-if">
      <div className="trends-head">
        <h2 id="what-if-title">{say('whatIf.title')}</h2>
        <div className="chips" role="group" aria-label={say('whatIf.horizon')}>
          {DAYS_CHOICE.map((choice) => (
            <button
              key={choice}
              type="button"
              className="chip"
              aria-pressed={days === choice}
              onClick={() => setDays(choice)}
              data-testid={`what-if-days-${choice}`}
            >
              {say('whatIf.days', { days: choice })}
            </button>
          ))}
        </div>
      </div>
      <p className="what-if-lead muted">{say('whatIf.lead')}</p>
      {past ? (
        <p className="empty">{say('whatIf.past')}</p>
      ) : (
        <>
          {failure && <FailureNote failure={failure} />}
          {answer && relieverEffect > SEEN_EFFECT && <p className="small">{say('whatIf.masked')}</p>}
          {answer && <Answered response={answer} timeZone={timeZone} />}
          {!answer && !failure && (
            <p className="empty what-if-place" role="status">
              {say('whatIf.loading')}
            </p>
          )}
        </>
      )}
    </section>
  );
}

interface AnsweredProps {
  readonly response: WhatIfResponse;
  readonly timeZone: string;
}

function Answered({ response, timeZone }: AnsweredProps) {
  const { say, dateTime } = useSpeech();
  const { runs, atMs, revision, version } = response;
  const [chosen, setChosen] = useState<readonly Scenario[] | null>(null);
  const compared = chosen ?? firstCompared(runs);
  const shown = useMemo(
    () => compared.flatMap((scenario) => runs.filter(isSimulated).filter((run) => run.scenario === scenario)),
    [compared, runs],
  );
  if (runs.every((run) => run.kind === 'unavailable' && run.reason === 'not-enough-breaths'))
    return <p className="empty">{say('whatIf.reason.not-enough-breaths')}</p>;
  return (
    <>
      <div className="chips" role="group" aria-label={say('whatIf.compare')}>
        {SCENARIOS.map((scenario) => {
          const possible = runs.some((run) => run.scenario === scenario && run.kind === 'simulated');
          const place = shown.findIndex((run) => run.scenario === scenario);
          return (
            <button
              key={scenario}
              type="button"
              className="chip"
              aria-pressed={place >= 0}
              disabled={!possible}
              onClick={() => setChosen(toggled(compared, scenario))}
              data-testid={`what-if-${scenario}`}
            >
              {place >= 0 && (
                <span className="swatch" style={{ background: `var(${RUN_COLORS[place]!})` }} aria-hidden="true" />
              )}{' '}
              {say(`whatIf.scenario.${scenario}`)}
            </button>
          );
        })}
      </div>
      <NotPossible response={response} />
      {shown.length === 0 ? (
        <p className="empty">{say('whatIf.chooseOne')}</p>
      ) : (
        <>
          <WhatIfTable runs={shown} />
          <WhatIfCharts runs={shown} timeZone={timeZone} />
          <Assumptions runs={shown} withPreventer={hasPreventer(runs)} />
        </>
      )}
      <p className="muted small" data-testid="what-if-from" data-at-ms={atMs}>
        {say('whatIf.from', { at: dateTime(atMs, timeZone), revision, version })}
      </p>
    </>
  );
}

/** Which questions cannot be asked of this patient, and why. */
function NotPossible({ response: { runs } }: { readonly response: WhatIfResponse }) {
  const { say } = useSpeech();
  const reasons = new Set(runs.flatMap((run) => (run.kind === 'unavailable' ? [run.reason] : [])));
  if (reasons.size === 0) return null;
  return (
    <ul className="reasons muted small">
      {[...reasons].map((reason) => (
        <li key={reason}>{say(`whatIf.reason.${reason}`)}</li>
      ))}
    </ul>
  );
}

interface AssumptionsProps {
  readonly runs: readonly Simulated[];
  readonly withPreventer: boolean;
}

function Assumptions({ runs, withPreventer }: AssumptionsProps) {
  const speech = useSpeech();
  return (
    <div className="small">
      <h3>{speech.say('whatIf.assumed')}</h3>
      <ul className="reasons">
        {runs.map((run) => (
          <li key={run.scenario}>
            {speech.say('label.of', { label: speech.say(`whatIf.scenario.${run.scenario}`) })}{' '}
            {assumedText(speech, run, withPreventer)}
          </li>
        ))}
      </ul>
      <p className="muted">{speech.say('whatIf.limits')}</p>
    </div>
  );
}
