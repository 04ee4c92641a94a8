import type { RiskEvaluation, RiskFigure } from '@airway-twin/contracts/risk-model';
import { useSpeech } from '../i18n/speech.js';

/** In this order; what the catalogue does not know comes after, by its own name. */
const FIRST = ['auc', 'auprc', 'brierSkill', 'brier', 'calibrationSlope', 'calibrationIntercept'] as const;
const DECIMALS: Readonly<Record<string, number>> = {
  auc: 3,
  auprc: 3,
  brier: 4,
  brierSkill: 3,
  precedeAttackOfHundred: 1,
  leadDays: 0,
};

/** Every model and rule of the evaluation with every figure and its interval. */
export function EvaluationTable({ evaluation }: { readonly evaluation: RiskEvaluation }) {
  const { say, knows } = useSpeech();
  const names = figureNames(evaluation);
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={say('model.comparedTable')}>
      <table className="figures-table" data-testid="model-figures">
        <thead>
          <tr>
            <th scope="col">{say('model.what')}</th>
            {names.map((name) => {
              const key = `figure.${name}`;
              return (
                <th key={name} scope="col" className="right">
                  {knows(key) ? say(key) : name}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {evaluation.models.map(({ name, figures }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {names.map((figure) => (
                <td key={figure} className="right">
                  <Figure figure={figures[figure]} decimals={DECIMALS[figure] ?? 2} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Figure({ figure, decimals }: { readonly figure: RiskFigure | undefined; readonly decimals: number }) {
  const { say, fixed } = useSpeech();
  if (!figure || figure.value === null) return '—';
  const { value, low, high } = figure;
  return (
    <>
      {fixed(value, decimals)}
      {low !== null && high !== null && (
        <span className="age">
          {say('figure.interval', { low: fixed(low, decimals), high: fixed(high, decimals) })}
        </span>
      )}
    </>
  );
}

function figureNames({ models }: RiskEvaluation): readonly string[] {
  const present = new Set(models.flatMap(({ figures }) => Object.keys(figures)));
  const first = FIRST.filter((name) => present.has(name));
  return [...first, ...[...present].filter((name) => !(first as readonly string[]).includes(name))];
}
