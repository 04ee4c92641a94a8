import type { DeviceSilence, PatientSnapshot } from '@airway-twin/contracts/http';
import { isSilenceAlarm } from '@airway-twin/domain/presence';

/** The patient's devices that are silent or lost now, longest first. */
export function silencesOf({
  profile: { patientId, timeZone, clock },
  devices,
}: Pick<PatientSnapshot, 'profile' | 'devices'>): DeviceSilence[] {
  return devices
    .filter(({ presence: { state } }) => state !== 'awaited' && isSilenceAlarm(state))
    .map(({ deviceId, kind, presence }) => ({ deviceId, kind, patientId, timeZone, clock, presence }))
    .toSorted((a, b) => (a.presence.quietSinceMs ?? 0) - (b.presence.quietSinceMs ?? 0));
}
