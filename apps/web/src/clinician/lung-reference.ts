import { useEffect, useMemo, useState } from 'react';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
import type * as lungTables from './lung-tables.js';

/** Where a measured FEV1 or FVC stands, or why that cannot be said. */
export type LungStanding =
  | { readonly kind: 'known'; readonly zScore: number; readonly percentPredicted: number }
  | { readonly kind: 'loading' | 'body-not-known' | 'outside-reference' | 'unavailable' };

/** Where a value in L, measured then, stands among healthy people like this patient (GLI Global 2022). */
export type LungReference = (measure: 'fev1' | 'fvc', litres: number, atMs: number) => LungStanding;

type LungTables = typeof lungTables;

/**
 * The reference of a patient for a component. The tables of figures are loaded apart, once a value is there to be read (`wanted`), so that
 * nobody waits for them who does not look at one. A height is taken as measured whenever it was; a birth date it must be, since a range of ages moves
 * a child's z-score by more than the illness does.
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
    () => (measure, litres, atMs) =>
      typeof tables === 'string' ? { kind: tables } : standing(tables, profile, measure, litres, atMs),
    [tables, profile],
  );
}

function standing(
  { equationFor, percentPredicted, referenceValue, zScore }: LungTables,
  { sex, age, heightCm }: PatientProfile,
  measure: 'fev1' | 'fvc',
  litres: number,
  atMs: number,
): LungStanding {
  const years = age.kind === 'birth-date' ? ageYears(age, atMs) : null;
  if (sex === null || heightCm === null || years === null) return { kind: 'body-not-known' };
  const value = referenceValue(measure, { sex, ageYears: years, heightCm }, equationFor(measure, 'gli-global-2022'));
  if (value.kind === 'refused') return { kind: 'outside-reference' };
  return { kind: 'known', zScore: zScore(value, litres), percentPredicted: percentPredicted(value, litres) };
}
