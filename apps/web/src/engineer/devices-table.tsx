import type { DeviceRow, DevicesResponse } from '@airway-twin/contracts/http';
import { FailureNote } from '../elements/failure-note.js';
import { PresenceMark } from '../elements/presence-mark.js';
import { useNow } from '../elements/use-now.js';
import { useSpeech } from '../i18n/speech.js';
import { usePoll } from './use-poll.js';

/** Every device: its counts, whether it is there, and whether it has done what is desired of it. */
export function DevicesTable({ received }: { readonly received: number }) {
  const { say, number, dateTime } = useSpeech();
  const nowMs = useNow();
  const { value, failure, again } = usePoll<DevicesResponse>({ route: 'devices' }, received);
  return (
    <section className="card console-devices" aria-labelledby="devices-title" data-testid="devices">
      <h2 id="devices-title">{say('devices.all')}</h2>
      {failure && <FailureNote failure={failure} onAgain={again} />}
      {value && (
        <>
          <p className="muted small">{say('devices.unknownRefused', { count: number(value.unknownDeviceRefused) })}</p>
          {value.devices.length === 0 && <p className="empty">{say('devices.noneAtAll')}</p>}
          <div className="scroll-x devices-scroll" tabIndex={0} role="region" aria-label={say('devices.device')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('devices.device')}</th>
                  <th scope="col">{say('ward.patient')}</th>
                  <th scope="col">{say('devices.there')}</th>
                  {(['received', 'stored', 'duplicate', 'refused'] as const).map((count) => (
                    <th key={count} scope="col" className="right">
                      {say(`ingest.${count}`)}
                    </th>
                  ))}
                  <th scope="col">{say('devices.last')}</th>
                  <th scope="col">{say('devices.desired')}</th>
                </tr>
              </thead>
              <tbody>
                {value.devices.toSorted(byNeedOfLooking).map((device) => (
                  <tr key={`${device.siteId}/${device.deviceId}`} data-testid={`device-${device.deviceId}`}>
                    <th scope="row">
                      {device.deviceId}
                      <span className="age">
                        {say(`device.${device.kind}`)} · {device.model}
                      </span>
                    </th>
                    <td>{device.patientId ?? '—'}</td>
                    <td>
                      <PresenceMark presence={device.presence} nowMs={judgedAtMs(device, nowMs)} />
                      <span className="age">
                        {say(
                          device.online === null
                            ? 'device.connectionUnknown'
                            : device.online
                              ? 'device.connected'
                              : 'device.notConnected',
                        )}
                      </span>
                    </td>
                    <td className="right">{number(device.received)}</td>
                    <td className="right">{number(device.stored)}</td>
                    <td className="right">{number(device.duplicate)}</td>
                    <td className="right">{number(device.refused)}</td>
                    <td>{device.lastMeasuredAtMs === null ? '—' : dateTime(device.lastMeasuredAtMs)}</td>
                    <td>
                      {device.desiredVersion === 0
                        ? '—'
                        : say(device.reportedVersion >= device.desiredVersion ? 'devices.done' : 'devices.waiting', {
                            desired: number(device.desiredVersion),
                            reported: number(device.reportedVersion),
                          })}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

const NEED: readonly DeviceRow['presence']['state'][] = ['lost', 'silent', 'late', 'awaited', 'online'];

/** Whom nobody has heard for long first; else by name. */
function byNeedOfLooking(a: DeviceRow, b: DeviceRow): number {
  return NEED.indexOf(a.presence.state) - NEED.indexOf(b.presence.state) || a.deviceId.localeCompare(b.deviceId);
}

/** The wall clock for a device that is judged on it; for one of a replayed record the instant at which it was judged. */
function judgedAtMs({ presence, lastReceivedAtMs }: DeviceRow, wallNowMs: number): number {
  const { wordAtMs, silenceMs } = presence;
  return wordAtMs === lastReceivedAtMs || wordAtMs === null ? wallNowMs : wordAtMs + (silenceMs ?? 0);
}
