import type { PatientSnapshot, SessionUser, TwinAtResponse } from '@airway-twin/contracts/http';
import { ageYears, type Age } from '@airway-twin/domain/patient';
import type { Reason, Recommendation } from '@airway-twin/domain/recommendation';

/*
 * Engineers look after devices and data, not persons: they see a patient's id in the place of the name, age in whole years in the place of
 * the birth date, the role in the place of who answered, and nothing that anybody wrote in their own words.
 */

/** The name that the user may see. */
export function nameFor(
  user: SessionUser,
  named: { readonly patientId: string; readonly displayName: string },
): string {
  return user.role === 'engineer' ? named.patientId : named.displayName;
}

/** The snapshot as the user may see it. */
export function snapshotFor(user: SessionUser, snapshot: PatientSnapshot): PatientSnapshot {
  if (user.role !== 'engineer') return snapshot;
  const { profile } = snapshot;
  return {
    ...snapshot,
    profile: { ...profile, displayName: profile.patientId, age: inWholeYears(profile.age, snapshot.twin.atMs) },
    recommendations: recommendationsFor(user, snapshot.recommendations),
  };
}

/** The twin of a past time as the user may see it. */
export function twinFor(user: SessionUser, twin: TwinAtResponse): TwinAtResponse {
  return { ...twin, recommendations: recommendationsFor(user, twin.recommendations) };
}

/** Recommendations as the user may see them. */
export function recommendationsFor(user: SessionUser, recommendations: readonly Recommendation[]): Recommendation[] {
  if (user.role !== 'engineer') return [...recommendations];
  return recommendations.map((recommendation) => ({
    ...recommendation,
    events: recommendation.events.map((event) => ({
      ...event,
      actor: event.actor === 'system' ? event.actor : 'person or device',
      reasons: event.reasons.filter((reason) => !isOwnWords(reason)),
    })),
  }));
}

function isOwnWords(reason: Reason): boolean {
  return reason.code === 'note';
}

function inWholeYears(age: Age, atMs: number): Age {
  if (age.kind !== 'birth-date') return age;
  const years = Math.floor(ageYears(age, atMs) ?? 0);
  return { kind: 'range', fromYears: years, toYears: years };
}
