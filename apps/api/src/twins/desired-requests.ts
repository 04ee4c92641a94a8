import type { DesiredRequest } from '@airway-twin/contracts/mqtt';
import { deviceRequestsOf, isOpen } from '@airway-twin/domain/recommendation';
import type { Registry } from '../registry/registry.js';
import type { WorkingTwin } from './working-twin.js';

/** What is desired of each of the patient's devices: reminders of inhalers, blows of meters. */
export function desiredOf(
  twin: WorkingTwin,
  registry: Registry,
  wallNowMs: number,
): { siteId: string; deviceId: string; requests: DesiredRequest[] }[] {
  const requests = deviceRequestsOf(twin.recommendations.filter(isOpen)).map((request): DesiredRequest => ({
    kind: request.kind,
    recommendationId: request.recommendationId,
    issuedAt: new Date(request.issuedAtMs).toISOString(),
    expiresAt: new Date(request.expiresAtMs).toISOString(),
  }));
  return registry.devicesOf(twin.profile.siteId, twin.profile.patientId, wallNowMs).flatMap((device) => {
    const shows: DesiredRequest['kind'] | null =
      device.kind === 'inhaler-sensor'
        ? 'remind-controller'
        : device.kind === 'spirometer' || device.kind === 'peak-flow-meter'
          ? 'request-blow'
          : null;
    if (shows === null) return [];
    return [
      {
        siteId: device.siteId,
        deviceId: device.deviceId,
        requests: requests.filter((request) => request.kind === shows),
      },
    ];
  });
}
