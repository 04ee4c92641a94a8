import type { PatientDevice, PatientSnapshot } from '@airway-twin/contracts/http';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { isOpen, type Recommendation } from '@airway-twin/domain/recommendation';
import { presentTwin, type TwinView } from '@airway-twin/domain/twin';
import type { Registry } from '../registry/registry.js';
import type { DeviceWatch } from '../watch/device-watch.js';
import { twinNowMs, type WorkingTwin } from '../twins/working-twin.js';

const RECOMMENDATIONS_SHOWN = 50;

/** What a screen shows of a twin. `view` is the one presented last, or presented now. */
export function patientSnapshot(
  twin: WorkingTwin,
  registry: Registry,
  watch: Pick<DeviceWatch, 'presenceOf'>,
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
    devices: patientDevices(profile, registry, watch, wallNowMs),
  };
}

/** Open ones first, then the closed, each newest first. */
export function shownRecommendations(recommendations: readonly Recommendation[]): Recommendation[] {
  return [...recommendations.filter(isOpen), ...recommendations.filter((each) => !isOpen(each))].slice(
    0,
    RECOMMENDATIONS_SHOWN,
  );
}

/** The devices that the patient wears, each with how it is heard. */
export function patientDevices(
  { siteId, patientId }: Pick<PatientProfile, 'siteId' | 'patientId'>,
  registry: Registry,
  watch: Pick<DeviceWatch, 'presenceOf'>,
  wallNowMs: number,
): PatientDevice[] {
  return registry.devicesOf(siteId, patientId, wallNowMs).map((device) => {
    const { online, lastMeasuredAtMs } = registry.heard(siteId, device.deviceId);
    const { deviceId, kind } = device;
    return { deviceId, kind, online, lastMeasuredAtMs, presence: watch.presenceOf(device) };
  });
}
