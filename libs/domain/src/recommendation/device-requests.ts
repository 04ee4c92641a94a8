import type { DeviceRequest, Recommendation } from './recommendation.js';

/** What is desired of the patient's devices because of one recommendation. */
export interface DesiredDeviceRequest {
  readonly kind: DeviceRequest;
  readonly recommendationId: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/**
 * What the open recommendations desire of the patient's devices, whole, in a stable order. A reminder ends with the patient's answer; the
 * request for a blow stands until the blow is there. Nothing is asked for before a needed approval.
 */
export function deviceRequestsOf(open: readonly Recommendation[]): DesiredDeviceRequest[] {
  return open
    .flatMap((recommendation) => {
      const { status, deviceRequest: kind } = recommendation;
      const wanted = status === 'sent' || status === 'seen' || (status === 'acknowledged' && kind === 'request-blow');
      if (kind === null || !wanted) return [];
      return [
        {
          kind,
          recommendationId: recommendation.id,
          issuedAtMs: recommendation.createdAtMs,
          expiresAtMs: recommendation.expiresAtMs,
        },
      ];
    })
    .sort((a, b) => (a.recommendationId < b.recommendationId ? -1 : 1));
}
