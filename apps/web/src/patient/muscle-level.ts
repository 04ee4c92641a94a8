import type { TraitBand, TwinView } from '@airway-twin/domain/twin';

export type TraitLevel = 'low' | 'middle' | 'high' | 'unknown';

const LEAST = { low: 0, middle: 0.2, high: 0.5 } as const;

/** Estimated traits in three plain words each; design choice: below 0.2 a little, below 0.5 some, by the middle of the band. */
export function traitLevel(band: TraitBand | null): TraitLevel {
  if (!band?.known) return 'unknown';
  if (band.mid < LEAST.middle) return 'low';
  return band.mid < LEAST.high ? 'middle' : 'high';
}

/** The least of a trait that such a word stands for, 0…1. */
export function leastOf(level: keyof typeof LEAST): number {
  return LEAST[level];
}

/** What the patient's page says of the muscle, and whether it may say that the reliever helps. `unsure`: the estimate and the plan disagree. */
export interface MuscleWords {
  readonly level: TraitLevel | 'unsure';
  readonly helped: boolean;
}

/**
 * How tight the muscle is, in the patient's words. An estimate never softens what the plan says: in the red zone, or while the newest
 * blow is below the green limit `greenFromPercent` (% of best), nothing here reads as well, and the reliever is never said to help.
 */
export function muscleWords(twin: TwinView, greenFromPercent: number): MuscleWords {
  const level = traitLevel(twin.constriction);
  if (level === 'unknown') return { level, helped: false };
  const unmasked = traitLevel(twin.constrictionUnmasked);
  const red = twin.zone.value === 'red';
  const blow = twin.lungFunction.percentOfBest;
  if (!red && (blow === null || blow.value >= greenFromPercent)) {
    // Loose because of the puff is not loose: the child should know that it will wear off.
    return { level, helped: unmasked !== level && twin.relieverEffect > 0 };
  }
  const worse = level === 'high' || unmasked === 'high' ? 'high' : level === 'low' ? unmasked : level;
  if (worse === 'low' || worse === 'unknown') return { level: 'unsure', helped: false };
  return { level: red ? 'high' : worse, helped: false };
}

/** How puffy the lining is, in the patient's words. In the red zone a thin lining would read as well: then it is not sure. */
export function liningLevel({ inflammation, zone }: Pick<TwinView, 'inflammation' | 'zone'>): MuscleWords['level'] {
  const level = traitLevel(inflammation);
  return level === 'low' && zone.value === 'red' ? 'unsure' : level;
}
