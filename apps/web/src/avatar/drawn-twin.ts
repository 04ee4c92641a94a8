import { useMemo } from 'react';
import { airwayTree, type AirwayTree } from '@airway-twin/domain/airways';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
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

/** The patient's own tree at that age; built anew every quarter of a year of age, not with every revision. */
export function useAirwayTree(profile: PatientProfile, atMs: number): AirwayTree {
  const { sex, heightCm, airwaySeed } = profile;
  const age = ageYears(profile.age, atMs);
  const treeAge = age === null ? null : Math.floor(age * 4) / 4;
  return useMemo(
    () => airwayTree({ ageYears: treeAge, heightCm, sex, seed: airwaySeed }),
    [treeAge, heightCm, sex, airwaySeed],
  );
}
