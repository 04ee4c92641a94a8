import { useState, type FormEvent } from 'react';
import type { SymptomResponse } from '@airway-twin/contracts/http';
import { RED_FLAGS, SYMPTOM_TRIGGERS } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { FailureNote } from '../elements/failure-note.js';
import { useSpeech } from '../i18n/speech.js';
import type { ApiFailure } from '../session/api-client.js';
import { useApi } from '../shell/session-context.js';
import { ChoiceQuestion, ManyQuestion } from './questions.js';
import {
  diaryDay,
  EMPTY_DRAFT,
  hasAnswer,
  newEntryId,
  PUFF_ANSWERS,
  standingRedFlags,
  symptomEntryOf,
  type PuffAnswer,
  type SymptomDraft,
} from './symptom-entry.js';

interface SymptomFormProps {
  readonly profile: PatientProfile;
  readonly twin: Pick<TwinView, 'atMs' | 'zone'>;
  readonly onClose: () => void;
  readonly onEmergency: () => void;
}

const YES_NO = ['yes', 'no'] as const;
const PUFFS = Object.keys(PUFF_ANSWERS) as readonly PuffAnswer[];
const CONTROLLER = ['usual', 'less', 'more', 'none', 'unsure'] as const;
const YES_NO_QUESTIONS = ['nightWaking', 'daySymptoms', 'activityLimited'] as const;

/** How the patient is today. Every question may be left out; a danger sign opens the emergency card at once, before anything is sent. */
export function SymptomForm({ profile, twin, onClose, onEmergency }: SymptomFormProps) {
  const { say, day } = useSpeech();
  const api = useApi();
  const [entryId, setEntryId] = useState(newEntryId);
  const now = { wallNowMs: Date.now(), twinAtMs: twin.atMs };
  const [told] = useState(() => standingRedFlags(twin.zone.reasons, diaryDay(profile, now)));
  const [draft, setDraft] = useState<SymptomDraft>({ ...EMPTY_DRAFT, redFlags: told });
  const [state, setState] = useState<'open' | 'sending' | 'stored'>('open');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const change = (part: Partial<SymptomDraft>): void => {
    // What was sent may have been stored although no answer came: under the same name the change would count as known, and be lost.
    if (failure !== null) setEntryId(newEntryId());
    setDraft((before) => ({ ...before, ...part }));
  };
  const entry = symptomEntryOf(draft, profile, { entryId, ...now });

  const send = async (): Promise<void> => {
    setState('sending');
    const answer = await api.call<SymptomResponse>({
      route: 'symptoms',
      params: { patientId: profile.patientId },
      method: 'POST',
      body: entry,
    });
    setState(answer.ok ? 'stored' : 'open');
    setFailure(answer.ok ? null : answer.failure);
  };

  if (state === 'stored') {
    return (
      <section className="card me-thanks" role="status" data-testid="symptoms-stored">
        <p>{say('symptoms.stored')}</p>
        <button type="button" className="big-button" onClick={onClose}>
          {say('symptoms.close')}
        </button>
      </section>
    );
  }
  return (
    <form
      className="card symptom-form"
      aria-label={say('symptoms.title')}
      data-testid="symptom-form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void send();
      }}
    >
      <h2>{say('symptoms.title')}</h2>
      <p className="muted">
        {say(profile.clock === 'data' ? 'symptoms.recordDay' : 'symptoms.today', { day: day(entry.localDate) })}
      </p>
      <ManyQuestion
        name="red-flags"
        title={say('symptoms.redFlags')}
        choices={RED_FLAGS.map((value) => ({ value, text: say(`redFlag.${value}`) }))}
        chosen={draft.redFlags}
        onChange={(redFlags) => {
          if (redFlags.length > draft.redFlags.length) onEmergency();
          change({ redFlags });
        }}
      />
      {told.length > 0 && (
        <p className="muted" data-testid="red-flags-told">
          {say('symptoms.redFlagsTold')}
        </p>
      )}
      {YES_NO_QUESTIONS.map((question) => (
        <ChoiceQuestion
          key={question}
          name={question}
          title={say(`symptoms.${question}`)}
          choices={YES_NO.map((value) => ({ value, text: say(`answer.${value}`) }))}
          chosen={draft[question] === null ? null : draft[question] ? 'yes' : 'no'}
          onChoose={(value) => change({ [question]: value === null ? null : value === 'yes' })}
        />
      ))}
      <ChoiceQuestion
        name="puffs"
        title={say('symptoms.puffs')}
        choices={PUFFS.map((value) => ({ value, text: say(`symptoms.puffs.${value}`) }))}
        chosen={draft.puffs}
        onChoose={(puffs) => change({ puffs })}
      />
      <ChoiceQuestion
        name="controller"
        title={say('symptoms.controller')}
        choices={CONTROLLER.map((value) => ({ value, text: say(`symptoms.controller.${value}`) }))}
        chosen={draft.controllerTaken}
        onChoose={(controllerTaken) => change({ controllerTaken })}
      />
      <ManyQuestion
        name="triggers"
        title={say('symptoms.triggers')}
        choices={SYMPTOM_TRIGGERS.map((value) => ({ value, text: say(`trigger.${value}`) }))}
        chosen={draft.triggers}
        onChange={(triggers) => change({ triggers })}
      />
      {failure && <FailureNote failure={failure} />}
      <div className="me-answers">
        <button
          type="submit"
          className="big-button primary"
          disabled={!hasAnswer(draft) || state === 'sending'}
          data-testid="symptoms-send"
        >
          {say(state === 'sending' ? 'symptoms.sending' : failure ? 'failure.again' : 'symptoms.send')}
        </button>
        <button type="button" className="big-button" onClick={onClose}>
          {say('symptoms.cancel')}
        </button>
      </div>
    </form>
  );
}
