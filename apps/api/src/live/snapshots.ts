import type { PatientDevice, PatientSnapshot } from '@airway-twin/contracts/http';
import { isOpen, type Recommendation } from '@airway-twin/domain/recommendation';
import { presentTwin, type TwinView } from '@airway-twin/domain/twin';
import type { Registry } from '../registry/registry.js';
import { twinNowMs, type WorkingTwin } from '../twins/working-twin.js';

const RECOMMENDATIONS_SHOWN = 50;

/** What a screen shows of a twin. `view` is the one presented last, or presented now. */
export function patientSnapshot(
  twin: WorkingTwin,
  registry: Registry,
  wallNowMs: number,
  view?: TwinView,
): PatientSnapshot {
  const { profile } = twin;
  return {
    patientId: profile.patientId,
    revision: twin.revision,
    profile,
    twin: view ?? presentTwin(twin.state, twinNowMs(twin, wallNowMs)),
    risk: twin.risk,
    recommendations: shownRecommendations(twin.recommendations),
    devices: patientDevices(twin, registry, wallNowMs),
  };
}

/** Open ones first, then the closed, each newest first. */
export function shownRecommendations(recommendations: readonly Recommendation[]): Recommendation[] {
  return [...recommendations.filter(isOpen), ...recommendations.filter((each) => !isOpen(each))].slice(
    0,
    RECOMMENDATIONS_SHOWN,
  );
}

export function patientDevices(twin: WorkingTwin, registry: Registry, wallNowMs: number): PatientDevice[] {
  const { siteId, patientId } = twin.profile;
  return registry.devicesOf(siteId, patientId, wallNowMs).map((device) => ({
    deviceId: device.deviceId,
    kind: device.kind,
    online: registry.isOnline(siteId, device.deviceId),
    lastMeasuredAtMs: registry.lastMeasuredAtMs(siteId, device.deviceId),
  }));
}
