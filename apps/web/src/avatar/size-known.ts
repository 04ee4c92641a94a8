import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';

/** Are the age and the height known that the picture is built from? Else an average body stands for what is missing. */
export function sizeKnown({ age, heightCm }: Pick<PatientProfile, 'age' | 'heightCm'>, atMs: number): boolean {
  return heightCm !== null && ageYears(age, atMs) !== null;
}
