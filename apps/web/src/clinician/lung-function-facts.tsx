import type { PatientProfile } from '@airway-twin/domain/patient';
import type { SessionGrades } from '@airway-twin/domain/spirometry';
import type { TwinView } from '@airway-twin/domain/twin';
import { LungValue } from './lung-value.js';
import { useLungReference } from './lung-reference.js';

interface LungFunctionFactsProps {
  readonly profile: PatientProfile;
  readonly lung: Pick<TwinView['lungFunction'], 'fev1Litres' | 'fvcLitres'>;
  /** Of the session that FEV1 and FVC come from; null when it has none. */
  readonly grades: SessionGrades | null;
  readonly nowMs: number;
}

/** FEV1 and FVC of the newest spirometer session, in a `dl`; nothing where there is no spirometer. */
export function LungFunctionFacts({ profile, lung, grades, nowMs }: LungFunctionFactsProps) {
  const reference = useLungReference(profile, lung.fev1Litres !== null || lung.fvcLitres !== null);
  const reasons = grades?.reasons ?? [];
  return (
    <>
      {(['fev1', 'fvc'] as const).map((measure) => {
        const measured = lung[`${measure}Litres`];
        const grade = grades?.[measure] ?? null;
        return (
          measured && (
            <LungValue
              key={measure}
              {...{ measure, measured, nowMs, reference, grade }}
              reasons={grade === 'A' ? [] : reasons}
            />
          )
        );
      })}
    </>
  );
}
