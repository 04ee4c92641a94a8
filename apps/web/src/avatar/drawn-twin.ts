import type { TwinView } from '@airway-twin/domain/twin';

/** What every picture and sentence about the airways needs of the twin, be it now, then, or a moment between two stored ones. */
export type DrawnTwin = Pick<TwinView, 'atMs' | 'constriction' | 'inflammation' | 'zone' | 'lungFunction'>;

/** Of blows nothing is said: between stored states, and in a simulation, there are none. */
export const NO_BLOWS: TwinView['lungFunction'] = {
  pefLitresPerMinute: null,
  fev1Litres: null,
  fvcLitres: null,
  percentOfBest: null,
  repeatable: null,
  grades: null,
  reliever: null,
  bestPefLitresPerMinute: null,
  bestFev1Litres: null,
};
