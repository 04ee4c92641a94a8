import { memo } from 'react';
import type { PatientDevice } from '@airway-twin/contracts/http';
import { isSilenceAlarm } from '@airway-twin/domain/presence';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { useNow } from '../elements/use-now.js';
import { isOwnDevice, quietForMs } from '../i18n/presence-text.js';
import { useSpeech } from '../i18n/speech.js';

interface MyDevicesProps {
  readonly devices: readonly PatientDevice[];
  readonly clock: PatientProfile['clock'];
}

/** The patient's own devices that have fallen silent, in plain words. Nothing at all while they speak: that is no sign that all is well. */
export const MyDevices = memo(function MyDevices({ devices, clock }: MyDevicesProps) {
  const { say, ago } = useSpeech();
  const nowMs = useNow();
  const silent = devices.flatMap(({ deviceId, kind, presence }) =>
    isOwnDevice(kind) && presence.state !== 'awaited' && isSilenceAlarm(presence.state)
      ? [{ deviceId, kind, presence, clock }]
      : [],
  );
  return (
    <div role="status" className={silent.length > 0 ? 'card me-devices' : 'sr-only'} data-testid="my-devices">
      {silent.length > 0 && (
        <>
          <h2>{say('me.silence.title')}</h2>
          <ul className="plain-list">
            {silent.map((device) => (
              <li key={device.deviceId}>
                {device.presence.wordAtMs === null
                  ? say(`me.silence.never.${device.kind}`)
                  : say(`me.silence.${device.kind}`, { ago: ago(quietForMs(device, nowMs)) })}
              </li>
            ))}
          </ul>
          <p>{say('me.silence.do')}</p>
        </>
      )}
    </div>
  );
});
