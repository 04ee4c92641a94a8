import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
import { Fact, NotKnown } from '../elements/fact.js';
import { useSpeech } from '../i18n/speech.js';

/** Who the patient is, what is prescribed, and the thresholds of their action plan. What is not known says so. */
export function ProfilePanel({ profile, atMs }: { readonly profile: PatientProfile; readonly atMs: number }) {
  const { say, number, knows } = useSpeech();
  const unknown = <NotKnown why={say('profile.unknown')} />;
  const age = ageYears(profile.age, atMs);
  const { actionPlan: plan } = profile;
  return (
    <section className="card" aria-labelledby="profile-title">
      <h2 id="profile-title">{say('profile.title')}</h2>
      <dl className="facts">
        <Fact label={say('profile.age')}>
          {age === null
            ? unknown
            : profile.age.kind === 'range'
              ? profile.age.toYears === null
                ? say('profile.ageFrom', { from: profile.age.fromYears })
                : say('profile.ageRange', { from: profile.age.fromYears, to: profile.age.toYears })
              : say('profile.years', { years: number(Math.floor(age)) })}
        </Fact>
        <Fact label={say('profile.sex')}>{profile.sex === null ? unknown : say(`profile.${profile.sex}`)}</Fact>
        <Fact label={say('profile.height')}>
          {profile.heightCm === null ? unknown : say('unit.centimetres', { value: number(profile.heightCm) })}
        </Fact>
        <Fact label={say('profile.attacks')}>
          {profile.attacksLastYear === null ? unknown : number(profile.attacksLastYear)}
        </Fact>
        <Fact label={say('profile.timeZone')}>{profile.timeZone}</Fact>
        <Fact label={say('profile.plan', { version: number(plan.version) })}>
          {say('profile.planText', {
            green: number(plan.greenFromPercent),
            red: number(plan.redBelowPercent),
            yellowPuffs: number(plan.yellowRelieverPuffsPer24h),
          })}
        </Fact>
      </dl>
      <h3>{say('profile.medications')}</h3>
      {profile.medications.length === 0 && <p className="empty">{say('profile.noMedications')}</p>}
      <ul className="plain-list">
        {profile.medications.map(({ drug, role, dosesPerDay }) => {
          const key = `drug.${drug}`;
          return (
            <li key={`${drug} ${role}`}>
              <b>{knows(key) ? say(key) : drug}</b> · {say(`medicationRole.${role}`)}
              {role !== 'reliever' && (
                <>
                  {' '}
                  · {dosesPerDay === null ? say('profile.dosesUnknown') : say('profile.doses', { count: dosesPerDay })}
                </>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
