import type { PatientProfile } from '@airway-twin/domain/patient';
import { isTrustedGrade, type SessionGrades } from '@airway-twin/domain/spirometry/quality';
import type { TwinView } from '@airway-twin/domain/twin';
import { LungPattern } from './lung-pattern.js';
import { standingOf, useLungReference } from './lung-reference.js';
import { LungValue } from './lung-value.js';

interface LungFunctionFactsProps {
  readonly profile: PatientProfile;
  readonly lung: Pick<TwinView['lungFunction'], 'fev1Litres' | 'fvcLitres'>;
  /** Of the session that FEV1 and FVC come from; null when it has none. */
  readonly grades: SessionGrades | null;
  readonly nowMs: number;
}

/** FEV1 and FVC of the newest spirometer session and what they say together, in a `dl`; nothing where there is no spirometer. */
export function LungFunctionFacts({ profile, lung, grades, nowMs }: LungFunctionFactsProps) {
  const { fev1Litres: fev1, fvcLitres: fvc } = lung;
  const reference = useLungReference(profile, fev1 !== null || fvc !== null);
  const trusted = grades !== null && isTrustedGrade(grades.fev1) && isTrustedGrade(grades.fvc);
  return (
    <>
      {(['fev1', 'fvc'] as const).map((measure) => {
        const measured = lung[`${measure}Litres`];
        if (!measured) return null;
        const reading = reference({ [`${measure}Litres`]: measured.value }, measured.atMs);
        const grade = grades?.[measure] ?? null;
        return (
          <LungValue
            key={measure}
            {...{ measure, measured, nowMs, grade }}
            standing={standingOf(reading, measure)}
            reasons={grade === 'A' ? [] : (grades?.reasons ?? [])}
          />
        );
      })}
      {trusted && fev1 && fvc && fev1.atMs === fvc.atMs && (
        <LungPattern reading={reference({ fev1Litres: fev1.value, fvcLitres: fvc.value }, fev1.atMs)} />
      )}
    </>
  );
}
