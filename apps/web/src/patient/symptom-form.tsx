import { useState, type FormEvent } from 'react';
import type { SymptomResponse, SymptomsDayEntry } from '@airway-twin/contracts/http';
import { RED_FLAGS, SYMPTOM_TRIGGERS, type RedFlag } from '@airway-twin/domain/measurement';
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
  type WrittenFlags,
} from './symptom-entry.js';

interface SymptomFormProps {
  readonly profile: PatientProfile;
  readonly twin: Pick<TwinView, 'atMs' | 'zone'>;
  /** Of the twin. */
  readonly revision: number;
  /** The danger signs that were written down here last; null: nothing was. */
  readonly written: WrittenFlags | null;
  readonly onWritten: (written: WrittenFlags) => void;
  readonly onClose: () => void;
  readonly onEmergency: () => void;
}

const YES_NO = ['yes', 'no'] as const;
const PUFFS = Object.keys(PUFF_ANSWERS) as readonly PuffAnswer[];
const CONTROLLER = ['usual', 'less', 'more', 'none', 'unsure'] as const;
const YES_NO_QUESTIONS = ['nightWaking', 'daySymptoms', 'activityLimited'] as const;

/** How the patient is today. Every question may be left out; a danger sign opens the emergency card at once, before anything is sent. */
export function SymptomForm(props: SymptomFormProps) {
  const { profile, twin, revision, written, onWritten, onClose, onEmergency } = props;
  const { say, day } = useSpeech();
  const api = useApi();
  const [entryId, setEntryId] = useState(newEntryId);
  // An entry is for the day on which it was begun, however long it takes.
  const [now] = useState(() => ({ wallNowMs: Date.now(), twinAtMs: twin.atMs }));
  const told = standingRedFlags(diaryDay(profile, now), { reasons: twin.zone.reasons, revision }, written);
  const [answers, setAnswers] = useState<SymptomDraft>(EMPTY_DRAFT);
  const [redFlags, setRedFlags] = useState<readonly RedFlag[] | null>(null);
  const draft = { ...answers, redFlags: redFlags ?? told };
  const [state, setState] = useState<'open' | 'sending' | 'stored'>('open');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  // Sent again as it was sent: it may have been stored although no answer came, and its name stands for nothing else.
  const [sent, setSent] = useState<SymptomsDayEntry | null>(null);
  const change = (part: Partial<SymptomDraft>): void => {
    if (sent !== null) {
      setSent(null);
      setEntryId(newEntryId());
    }
    setAnswers((before) => ({ ...before, ...part }));
  };
  const entry = sent ?? symptomEntryOf(draft, profile, { entryId, ...now });

  const send = async (): Promise<void> => {
    setState('sending');
    setSent(entry);
    const answer = await api.call<SymptomResponse>({
      route: 'symptoms',
      params: { patientId: profile.patientId },
      method: 'POST',
      body: entry,
    });
    setState(answer.ok ? 'stored' : 'open');
    if (answer.ok) onWritten({ revision: answer.value.revision, day: entry.localDate, redFlags: entry.redFlags });
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
      <fieldset className="form-parts" disabled={state === 'sending'}>
        <ManyQuestion
          name="red-flags"
          title={say('symptoms.redFlags')}
          choices={RED_FLAGS.map((value) => ({ value, text: say(`redFlag.${value}`) }))}
          chosen={draft.redFlags}
          onChange={(redFlags) => {
            if (redFlags.length > draft.redFlags.length) onEmergency();
            change({});
            setRedFlags(redFlags);
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
      </fieldset>
      {failure && <FailureNote failure={failure} />}
      <div className="me-answers">
        <button
          type="submit"
          className="big-button primary"
          disabled={!(hasAnswer(draft) || redFlags !== null) || state === 'sending'}
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
