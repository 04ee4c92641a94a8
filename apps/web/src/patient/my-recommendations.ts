import type { Recommendation } from '@airway-twin/domain/recommendation';

const URGENCY_RANK: Record<Recommendation['urgency'], number> = { now: 0, soon: 1, routine: 2 };

/** Waits for this patient's answer: it has reached the patient and is neither answered nor over. */
export function waitsForPatient({ audience, status }: Pick<Recommendation, 'audience' | 'status'>): boolean {
  return audience === 'patient' && (status === 'sent' || status === 'seen');
}

/** The one that matters most of those that wait for the patient: the most urgent, then the newest; null when none waits. */
export function mostImportant(recommendations: readonly Recommendation[]): Recommendation | null {
  const [first] = recommendations
    .filter(waitsForPatient)
    .toSorted((a, b) => URGENCY_RANK[a.urgency] - URGENCY_RANK[b.urgency] || b.createdAtMs - a.createdAtMs);
  return first ?? null;
}
