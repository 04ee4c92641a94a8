import type { PatientDevice } from '@airway-twin/contracts/http';
import { STREAMS } from '@airway-twin/domain/measurement';
import type { TwinView } from '@airway-twin/domain/twin';
import { FreshnessMark } from '../elements/freshness-mark.js';
import { PresenceMark } from '../elements/presence-mark.js';
import { useSpeech } from '../i18n/speech.js';

interface DevicesPanelProps {
  readonly devices: readonly PatientDevice[];
  readonly twin: TwinView;
  readonly nowMs: number;
  readonly timeZone: string;
}

/** The patient's devices, and how recent each stream is. */
export function DevicesPanel({ devices, twin, nowMs, timeZone }: DevicesPanelProps) {
  const { say, ago, dateTime } = useSpeech();
  return (
    <section className="card" aria-labelledby="devices-title">
      <h2 id="devices-title">{say('devices.title')}</h2>
      {devices.length === 0 && <p className="empty">{say('devices.none')}</p>}
      <ul className="plain-list">
        {devices.map(({ deviceId, kind, lastMeasuredAtMs, presence }) => (
          <li key={deviceId} className="device">
            <b>{say(`device.${kind}`)}</b> <code>{deviceId}</code> <PresenceMark presence={presence} nowMs={nowMs} />
            <span className="age">
              {lastMeasuredAtMs === null
                ? say('device.neverSent')
                : say('device.lastMeasured', { at: dateTime(lastMeasuredAtMs, timeZone) })}
            </span>
          </li>
        ))}
      </ul>
      <h3>{say('devices.streams')}</h3>
      <ul className="streams">
        {STREAMS.map((stream) => {
          const { atMs, freshness } = twin.freshness[stream];
          return (
            <li key={stream}>
              <span>{say(`stream.${stream}`)}</span>
              <FreshnessMark freshness={freshness} />
              <span className="age">{atMs === null ? '' : ago(nowMs - atMs)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
