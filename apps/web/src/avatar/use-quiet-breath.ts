import { useMemo } from 'react';
import { quietBreath, type QuietBreath } from '@airway-twin/domain/airways';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';

/** How this person breathes at rest: as counted, breaths a minute, else as is usual at their age. */
export function useQuietBreath(profile: PatientProfile, atMs: number, countedPerMinute: number | null): QuietBreath {
  const { sex, heightCm } = profile;
  const age = ageYears(profile.age, atMs);
  const breathAge = age === null ? null : Math.floor(age * 4) / 4;
  return useMemo(
    () => quietBreath({ ageYears: breathAge, heightCm, sex }, countedPerMinute),
    [breathAge, heightCm, sex, countedPerMinute],
  );
}
