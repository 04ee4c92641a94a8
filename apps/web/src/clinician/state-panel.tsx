import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { Fact, MeasuredValue, NotKnown } from '../elements/fact.js';
import { SignalAge } from '../elements/signal-age.js';
import { TraitBar } from '../elements/trait-bar.js';
import { useSpeech } from '../i18n/speech.js';
import { zoneReasonText } from '../i18n/zone-text.js';
import { LungFunctionFacts } from './lung-function-facts.js';

interface StatePanelProps {
  readonly twin: TwinView;
  readonly profile: PatientProfile;
  /** An inhaler sensor is silent: no puff counted by it is not no puff. */
  readonly inhalerUnheard?: boolean;
}

/** The twin's state in numbers: what is measured, what is counted, what is estimated, each marked as what it is. */
export function StatePanel({ twin, profile, inhalerUnheard = false }: StatePanelProps) {
  const speech = useSpeech();
  const { say, number, share, ago } = speech;
  const { lungFunction: lung, medication, air, symptoms } = twin;
  const nowMs = twin.atMs;
  const inhaler = twin.freshness['inhaler.actuation'];
  const airFact = (label: string, measured: typeof air.pm25MicrogramsPerM3) =>
    measured && (
      <Fact label={label} kind="measured">
        <MeasuredValue
          measured={measured}
          nowMs={nowMs}
          why=""
          text={(value) => say('unit.microgramsPerM3', { value: number(value, 1) })}
        />
      </Fact>
    );
  return (
    <section className="card" aria-labelledby="state-title">
      <h2 id="state-title">{say('state.title')}</h2>
      <ul className="reasons" aria-label={say('state.zoneWhy')}>
        {twin.zone.reasons.map((reason, index) => (
          <li key={index}>{zoneReasonText(speech, reason, profile.timeZone)}</li>
        ))}
      </ul>
      <dl className="facts">
        <Fact label={say('state.constriction')} kind="estimated">
          <TraitBar trait="constriction" band={twin.constriction} />
          {twin.relieverEffect > 0.01 && twin.constrictionUnmasked?.known && (
            <span className="age">
              {say('state.masked', {
                share: share(twin.relieverEffect),
                left: number(twin.constrictionUnmasked.mid, 2),
              })}
            </span>
          )}
        </Fact>
        <Fact label={say('state.inflammation')} kind="estimated">
          <TraitBar trait="inflammation" band={twin.inflammation} />
        </Fact>
        <Fact label={say('state.ofBest')} kind="measured">
          <MeasuredValue
            measured={lung.percentOfBest}
            nowMs={nowMs}
            why={say('ward.noLungFunction')}
            text={(value) => say('unit.percent', { value: number(value) })}
          />
          {lung.repeatable === false && <span className="age">{say('state.notRepeatable')}</span>}
        </Fact>
        <Fact label={say('lung.pef')} kind="measured">
          <MeasuredValue
            measured={lung.pefLitresPerMinute}
            nowMs={nowMs}
            why={say('state.noBlow')}
            text={(value) => say('unit.litresPerMinute', { value: number(value) })}
          />
        </Fact>
        <LungFunctionFacts profile={profile} lung={lung} grades={lung.grades} nowMs={nowMs} />
        <Fact label={say('state.adherence')} kind="counted">
          {medication.adherence7d === null ? (
            <NotKnown why={say(inhalerUnheard ? 'silence.preventerUnknown' : 'ward.noRegimen')} />
          ) : (
            <b>{share(medication.adherence7d)}</b>
          )}
          <SignalAge signal={inhaler} nowMs={nowMs} />
        </Fact>
        <Fact label={say('state.reliever')} kind="counted">
          {inhaler.freshness === 'never' ? (
            <NotKnown why={say('ward.noInhaler')} />
          ) : inhalerUnheard ? (
            <NotKnown why={say('silence.relieverUnknown')} />
          ) : (
            <b>{say('state.puffs', { day: medication.relieverPuffs24h, week: number(medication.relieverPuffs7d) })}</b>
          )}
          {medication.lastRelieverAtMs !== null && (
            <span className="age"> {say('state.last', { ago: ago(nowMs - medication.lastRelieverAtMs) })}</span>
          )}
        </Fact>
        <Fact label={say('state.technique')} kind="measured">
          {medication.technique.judged === 0 ? (
            <NotKnown why={say('state.noTechnique')} />
          ) : (
            say('state.techniqueFailed', { failed: medication.technique.failed, judged: medication.technique.judged })
          )}
          {medication.technique.judged > 0 && <SignalAge signal={inhaler} nowMs={nowMs} />}
        </Fact>
        <Fact label={say('state.symptoms')}>
          {symptoms.diaryDays7d === 0 ? (
            <NotKnown why={say('state.noDiary')} />
          ) : (
            say('state.diary', {
              nights: symptoms.nightWakings7d,
              days: symptoms.symptomDays7d,
              of: symptoms.diaryDays7d,
            })
          )}
          <SignalAge signal={twin.freshness['symptoms.day']} nowMs={nowMs} />
        </Fact>
        {airFact(say('air.pm25'), air.pm25MicrogramsPerM3)}
        {airFact(say('air.no2'), air.no2MicrogramsPerM3)}
        {airFact(say('air.o3'), air.o3MicrogramsPerM3)}
      </dl>
    </section>
  );
}
