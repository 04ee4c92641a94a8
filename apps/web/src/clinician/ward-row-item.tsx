import { memo, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { DeviceSilence, WardRow } from '@airway-twin/contracts/http';
import type { Freshness } from '@airway-twin/domain/measurement';
import { FreshnessMark } from '../elements/freshness-mark.js';
import { TraitBar } from '../elements/trait-bar.js';
import { ZoneBadge } from '../elements/zone-badge.js';
import { riskReasonText, riskShareText } from '../i18n/risk-text.js';
import { silenceShortText } from '../i18n/presence-text.js';
import { useSpeech } from '../i18n/speech.js';
import { patientPath } from '../shell/paths.js';
import { WardAlertNote } from './ward-alert-note.js';

interface WardRowItemProps {
  readonly row: WardRow;
  /** Where the patient's clock stands; null before the first observation. */
  readonly nowMs: number | null;
  /** Of this patient's devices. */
  readonly silences: readonly DeviceSilence[];
}

/** One patient of the ward list. Every figure has its age; one that is not known is a dash with the reason. */
export const WardRowItem = memo(function WardRowItem({ row, nowMs, silences }: WardRowItemProps) {
  const speech = useSpeech();
  const { say, number, share } = speech;
  const { openRecommendations: open } = row;
  // No puff counted by a sensor that says nothing is not no puff.
  const inhalerUnheard = silences.some(({ kind }) => kind === 'inhaler-sensor');
  const forClinician = open.filter((one) => one.needsAnswerFrom === 'clinician').length;
  return (
    <li
      className={`ward-row ward-row-${row.zone}`}
      data-testid={`ward-row-${row.patientId}`}
      data-revision={row.revision}
    >
      <div className="cell cell-name">
        <Link to={patientPath(row.patientId)} className="row-link">
          {row.displayName}
        </Link>
        {row.clock === 'data' && <span className="tag">{say('clock.replayedShort')}</span>}
      </div>
      <Cell label={say('ward.zone')} name="zone">
        <ZoneBadge zone={row.zone} stale={row.zoneStale} />
      </Cell>
      <Cell label={say('ward.lungFunction')} name="lung">
        {row.percentOfBest === null ? (
          <Unknown why={say('ward.noLungFunction')} />
        ) : (
          <>
            <b>{say('lung.ofBest', { percent: number(row.percentOfBest) })}</b>
            {row.percentOfBestAtMs !== null && nowMs !== null && (
              <Age ageMs={nowMs - row.percentOfBestAtMs} freshness={row.lungFunctionFreshness} />
            )}
          </>
        )}
      </Cell>
      <Cell label={say('ward.traits')} name="traits">
        <TraitBar trait="constriction" band={row.constriction} compact />
        <TraitBar trait="inflammation" band={row.inflammation} compact />
      </Cell>
      <Cell label={say('ward.risk7')} name="risk">
        {row.within7Days === null ? (
          <Unknown why={riskReasonText(speech, row.riskUnavailable)} />
        ) : (
          <b>{riskShareText(speech, row.within7Days)}</b>
        )}
        <WardAlertNote alert={row.riskAlert} />
      </Cell>
      <Cell label={say('ward.medication')} name="medication">
        {row.adherence7d === null ? (
          <Unknown why={say(inhalerUnheard ? 'silence.preventerUnknown' : 'ward.noRegimen')} />
        ) : (
          <span>{say('ward.adherence', { share: share(row.adherence7d) })}</span>
        )}
        {row.inhalerFreshness === 'never' ? (
          <Unknown why={say('ward.noInhaler')} />
        ) : inhalerUnheard ? (
          <Unknown why={say('silence.relieverUnknown')} />
        ) : (
          <span>{say('ward.puffs24h', { puffs: row.relieverPuffs24h, shown: number(row.relieverPuffs24h) })}</span>
        )}
      </Cell>
      <Cell label={say('ward.freshness')} name="freshness">
        <FreshnessMark freshness={row.lungFunctionFreshness} label={say('ward.blows')} />
        <FreshnessMark freshness={row.inhalerFreshness} label={say('ward.inhaler')} />
        {silences.map((silence) => (
          <span
            key={silence.deviceId}
            className={`silence-mark silence-mark-${silence.presence.state}`}
            data-testid={`silence-mark-${silence.deviceId}`}
          >
            {silenceShortText(speech, silence, nowMs ?? 0)}
          </span>
        ))}
      </Cell>
      <Cell label={say('ward.open')} name="open">
        {open.length === 0 ? (
          <span className="muted">{say('ward.noneOpen')}</span>
        ) : (
          <>
            <b>{say('ward.openCount', { count: open.length })}</b>
            {forClinician > 0 && <span className="tag tag-strong">{say('ward.forYou', { count: forClinician })}</span>}
          </>
        )}
      </Cell>
    </li>
  );
});

function Cell({
  label,
  name,
  children,
}: {
  readonly label: string;
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <div className={`cell cell-${name}`}>
      <span className="cell-label">{label}</span>
      <div className="cell-body">{children}</div>
    </div>
  );
}

function Age({ ageMs, freshness }: { readonly ageMs: number; readonly freshness: Freshness }) {
  const { say, ago } = useSpeech();
  return (
    <span className={`age age-${freshness}`}>
      {ago(ageMs)}
      {freshness === 'stale' && <> · {say('freshness.stale')}</>}
    </span>
  );
}

function Unknown({ why }: { readonly why: string }) {
  return (
    <span className="unknown">
      <span aria-hidden="true">— </span>
      <span className="why">{why}</span>
    </span>
  );
}
