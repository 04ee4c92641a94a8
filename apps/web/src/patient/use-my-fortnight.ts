import { WHAT_IF_DAYS } from '@airway-twin/contracts/http';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import type { WhatIfPoint } from '@airway-twin/domain/what-if';
import { useWhatIf } from '../what-if/use-what-if.js';

/** Two weeks of the preventer as prescribed, or why they are not shown. */
export type MyFortnight =
  /** Nothing is asked: no preventer, or the red zone, where help comes first; or the answer is still on its way. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown' }
  /** The newest blow is too old to look ahead from. */
  | { readonly kind: 'old' }
  | { readonly kind: 'simulated'; readonly now: WhatIfPoint; readonly then: WhatIfPoint };

interface FortnightOf {
  readonly profile: PatientProfile;
  readonly twin: TwinView;
  readonly revision: number;
}

/** Asks the twin how the patient's airways would be after two weeks of every prescribed dose. */
export function useMyFortnight({ profile, twin, revision }: FortnightOf): MyFortnight {
  const prescribed = profile.medications.some(({ role }) => role !== 'reliever');
  const wanted = prescribed && twin.zone.value !== 'red';
  const { stale } = twin.zone;
  const { answer } = useWhatIf({
    patientId: profile.patientId,
    days: WHAT_IF_DAYS.usual,
    scenario: 'preventer-as-prescribed',
    revision,
    wanted: wanted && !stale,
  });
  if (!wanted) return { kind: 'nothing' };
  const { pefLitresPerMinute, fev1Litres } = twin.lungFunction;
  if (stale) return { kind: pefLitresPerMinute !== null || fev1Litres !== null ? 'old' : 'unknown' };
  const run = answer?.runs[0];
  if (!run) return { kind: 'nothing' };
  const [now, then] = run.kind === 'simulated' ? [run.points[0], run.points.at(-1)] : [];
  return now && then ? { kind: 'simulated', now, then } : { kind: 'unknown' };
}
