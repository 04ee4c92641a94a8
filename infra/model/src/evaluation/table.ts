import type { RiskEvaluation, RiskFigure } from '@airway-twin/contracts/risk-model';

const COLUMNS: readonly (readonly [figure: string, heading: string, digits: number])[] = [
  ['auc', 'AUC', 3],
  ['auprc', 'AUPRC', 3],
  ['brier', 'Brier', 4],
  ['calibrationSlope', 'cal. slope', 2],
  ['calibrationIntercept', 'cal. intercept', 2],
  ['alertsPerPatientMonth', 'alerts/patient-month at sens. 0.6', 2],
  ['leadDays', 'lead, d', 0],
  ['ownSensitivity', 'own sensitivity', 2],
  ['ownAlertsPerPatientMonth', 'own alerts/patient-month', 2],
];

/** The comparison as a Markdown table: one line for each model or rule, each figure with its 95 % interval. */
export function comparisonTable({ models }: RiskEvaluation): string[] {
  return [
    `| | ${COLUMNS.map(([, heading]) => heading).join(' | ')} |`,
    `|--|${COLUMNS.map(() => '--').join('|')}|`,
    ...models.map(
      ({ name, figures }) =>
        `| ${name} | ${COLUMNS.map(([figure, , digits]) => figureText(figures[figure], digits)).join(' | ')} |`,
    ),
  ];
}

/** `0.812 (0.790–0.834)`; `–` where there is none. */
export function figureText(figure: RiskFigure | undefined, digits: number): string {
  if (!figure || figure.value === null) return '–';
  const value = figure.value.toFixed(digits);
  if (figure.low === null || figure.high === null) return value;
  return `${value} (${figure.low.toFixed(digits)}–${figure.high.toFixed(digits)})`;
}
