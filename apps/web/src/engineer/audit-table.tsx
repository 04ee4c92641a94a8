import type { BootAudit, DeviceAuditResponse, NumberRange } from '@airway-twin/contracts/http';
import { FailureNote } from '../elements/failure-note.js';
import { useSpeech, type Speech } from '../i18n/speech.js';
import { usePoll } from './use-poll.js';

const RANGES_SHOWN = 12;

/** What each boot of each device has numbered, and what became of it; those of whom something is missing first. */
export function AuditTable({ received }: { readonly received: number }) {
  const speech = useSpeech();
  const { say, number } = speech;
  const { value, failure, again } = usePoll<DeviceAuditResponse>({ route: 'deviceAudit' }, received);
  const lacking = value?.boots.filter(({ missingCount }) => missingCount > 0).length ?? 0;
  return (
    <section className="card console-devices" data-testid="audit">
      <h2>{say('audit.title')}</h2>
      {failure && <FailureNote failure={failure} onAgain={again} />}
      {value && (
        <>
          <p className={lacking > 0 ? 'note' : 'muted small'}>{say('audit.lacking', { count: lacking })}</p>
          <p className="muted small">{say('audit.note')}</p>
          <div className="scroll-x devices-scroll" tabIndex={0} role="region" aria-label={say('audit.title')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('devices.device')}</th>
                  <th scope="col">{say('audit.boot')}</th>
                  {(['numbered', 'stored', 'refused', 'duplicate', 'missing', 'underWay'] as const).map((column) => (
                    <th key={column} scope="col" className="right">
                      {say(`audit.${column}`)}
                    </th>
                  ))}
                  <th scope="col">{say('audit.ranges')}</th>
                </tr>
              </thead>
              <tbody>
                {value.boots
                  .toSorted((a, b) => b.missingCount - a.missingCount)
                  .map((boot) => (
                    <tr
                      key={`${boot.deviceId}/${boot.bootId}`}
                      data-testid={`audit-${boot.deviceId}`}
                      data-missing={boot.missingCount}
                    >
                      <th scope="row">
                        {boot.deviceId}
                        <span className="age">{say(`device.${boot.kind}`)}</span>
                      </th>
                      <td>
                        {boot.bootId === '' ? say('audit.noBoot') : <code>{boot.bootId}</code>}
                        {!boot.newest && <span className="age">{say('audit.over')}</span>}
                      </td>
                      <td className="right">{number(boot.numbered)}</td>
                      <td className="right">{number(boot.stored)}</td>
                      <td className="right">{number(boot.refused)}</td>
                      <td className="right">{number(boot.duplicate)}</td>
                      <td className="right">
                        {boot.missingCount > 0 ? <b>{number(boot.missingCount)}</b> : number(0)}
                      </td>
                      <td className="right">{number(underWayCount(boot))}</td>
                      <td>{missingText(speech, boot)}</td>
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

function underWayCount({ underWay }: BootAudit): number {
  return underWay ? underWay.toSeq - underWay.fromSeq + 1 : 0;
}

function missingText({ say, number }: Speech, { missing }: BootAudit): string {
  if (missing.length === 0) return '—';
  const shown = missing.slice(0, RANGES_SHOWN).map(rangeText).join(', ');
  const more = missing.length - RANGES_SHOWN;
  return more > 0 ? `${shown} ${say('audit.moreRanges', { count: number(more) })}` : shown;
}

/** Numbers as the device writes them, without separators. */
function rangeText({ fromSeq, toSeq }: NumberRange): string {
  return fromSeq === toSeq ? String(fromSeq) : `${fromSeq}–${toSeq}`;
}
