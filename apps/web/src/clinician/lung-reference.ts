import { useEffect, useMemo, useState } from 'react';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
import type { SpirometryInterpretation, SpirometryValues } from '@airway-twin/domain/spirometry';
import type * as lungTables from './lung-tables.js';

/** What a spirometry says by GLI Global 2022, or why it cannot be read. */
export type LungReading =
  SpirometryInterpretation | { readonly kind: 'loading' | 'body-not-known' | 'outside-reference' | 'unavailable' };

/** Where one measured value stands, or why that cannot be said. */
export type LungStanding =
  | { readonly kind: 'known'; readonly zScore: number; readonly percentPredicted: number }
  | Exclude<LungReading, SpirometryInterpretation>;

/** Reads values in L that were measured then against healthy people like this patient. */
export type LungReference = (values: SpirometryValues, atMs: number) => LungReading;

type LungTables = typeof lungTables;

/**
 * The reference of a patient for a component. The tables of figures are loaded apart, once a value is there to be read (`wanted`), so that
 * nobody waits for them who does not look at one. It must be a birth date: a range of ages moves a child's z-score by more than the illness.
 */
export function useLungReference(profile: PatientProfile, wanted: boolean): LungReference {
  const [tables, setTables] = useState<LungTables | 'loading' | 'unavailable'>('loading');
  useEffect(() => {
    if (!wanted) return undefined;
    let gone = false;
    import('./lung-tables.js').then(
      (loaded) => !gone && setTables(loaded),
      () => !gone && setTables('unavailable'),
    );
    return () => {
      gone = true;
    };
  }, [wanted]);
  return useMemo(
    () => (values, atMs) => (typeof tables === 'string' ? { kind: tables } : read(tables, profile, values, atMs)),
    [tables, profile],
  );
}

/** Where that measure stands in a reading; null when it was not measured. */
export function standingOf(reading: LungReading, measure: 'fev1' | 'fvc' | 'fev1Fvc'): LungStanding | null {
  if (reading.kind !== 'interpreted') return reading;
  const { zScore, percentPredicted } = reading.measures[measure];
  return zScore === undefined || percentPredicted === undefined ? null : { kind: 'known', zScore, percentPredicted };
}

function read(
  { interpretSpirometry }: LungTables,
  { sex, age, heightCm }: PatientProfile,
  values: SpirometryValues,
  atMs: number,
): LungReading {
  const years = age.kind === 'birth-date' ? ageYears(age, atMs) : null;
  if (sex === null || heightCm === null || years === null) return { kind: 'body-not-known' };
  const answer = interpretSpirometry({ sex, ageYears: years, heightCm, reference: 'gli-global-2022', ...values });
  return answer.kind === 'refused' ? { kind: 'outside-reference' } : answer;
}
