import type { RiskEvaluation, RiskFigure } from '@airway-twin/contracts/risk-model';

/**
 * What a fresh evaluation on the same people says otherwise than the one that was written down: `model: figure` of each whose value or
 * interval differs, in order. Models that were not evaluated afresh are not asked about. Empty: the same, to the last digit.
 */
export function differingFigures(fresh: RiskEvaluation, written: RiskEvaluation): string[] {
  const kept = groupsOf(written);
  const counted = (['people', 'events'] as const).filter((name) => fresh[name] !== written[name]);
  const figures = [...groupsOf(fresh)].flatMap(([group, own]) =>
    Object.entries(own)
      .filter(([name, figure]) => !same(figure, kept.get(group)?.[name]))
      .map(([name]) => `${group}: ${name}`),
  );
  return [...counted, ...figures];
}

type Figures = Readonly<Record<string, RiskFigure>>;

function groupsOf(evaluation: RiskEvaluation): ReadonlyMap<string, Figures> {
  return new Map([
    ...evaluation.models.map(({ name, figures }) => [name, figures] as const),
    ['personal less population', evaluation['personalGain'] as Figures],
    ['as served', evaluation['atOperatingPoint'] as Figures],
  ]);
}

function same(one: RiskFigure, other: RiskFigure | undefined): boolean {
  return other !== undefined && one.value === other.value && one.low === other.low && one.high === other.high;
}
