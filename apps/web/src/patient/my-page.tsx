import { useCallback, useEffect, useState } from 'react';
import type { PatientSnapshot } from '@airway-twin/contracts/http';
import { AvatarPanel } from '../avatar/avatar-panel.js';
import { sizeKnown } from '../avatar/size-known.js';
import { FeedNote } from '../elements/feed-note.js';
import { useSpeech } from '../i18n/speech.js';
import { NO_FEED_YET, wallClock } from '../live/feed.js';
import { openPatientFeed, type PatientFeedState } from '../live/patient-feed.js';
import { useFeed } from '../live/use-feed.js';
import { usePreferences } from '../shell/preferences.js';
import { useLiveLink, useSession } from '../shell/session-context.js';
import { EmergencyCard } from './emergency-card.js';
import { MyAction } from './my-action.js';
import { MyLobes } from './my-lobes.js';
import { MyMessages } from './my-messages.js';
import { mostImportant } from './my-recommendations.js';
import { mySentence } from './my-sentence.js';
import { MyWhatIf } from './my-what-if.js';
import { SymptomForm } from './symptom-form.js';
import { TraitWords } from './trait-words.js';

const NOTHING: PatientFeedState = { ...NO_FEED_YET, snapshot: null };

/** The patient's own page: their airways, one sentence, one action, how they are, and the emergency card one tap away. */
export function MyPage() {
  const session = useSession();
  const link = useLiveLink();
  const patientId = session?.user.patientId ?? '';
  const open = useCallback(() => openPatientFeed(link, patientId, wallClock), [link, patientId]);
  const feed = useFeed(open, NOTHING);
  const [emergency, setEmergency] = useState(false);
  return (
    <div className="me">
      <FeedNote feed={feed} />
      {feed.snapshot && <MyTwin snapshot={feed.snapshot} onEmergency={() => setEmergency(true)} />}
      <EmergencyCard open={emergency} onOpen={() => setEmergency(true)} onClose={() => setEmergency(false)} />
    </div>
  );
}

function MyTwin({ snapshot, onEmergency }: { readonly snapshot: PatientSnapshot; readonly onEmergency: () => void }) {
  const speech = useSpeech();
  const { say, dateTime } = speech;
  const { suggestLocale } = usePreferences();
  const { profile, twin, recommendations, revision } = snapshot;
  const [writing, setWriting] = useState(false);
  const action = mostImportant(recommendations);
  useEffect(() => suggestLocale(profile.locale), [suggestLocale, profile.locale]);
  return (
    <article data-testid="my-page" data-revision={revision}>
      <h1 className="me-hello">{say('me.hello', { name: profile.displayName })}</h1>
      <div className="me-grid">
        <div className="me-picture card">
          <AvatarPanel
            profile={profile}
            twin={twin}
            label={say('me.avatarLabel')}
            caption={say(sizeKnown(profile, twin.atMs) ? 'me.avatarCaption' : 'me.avatarCaptionAverage')}
          />
          <TraitWords profile={profile} twin={twin} />
          <MyLobes profile={profile} twin={twin} />
        </div>
        <div className={action || writing ? 'me-words' : 'me-words me-write-first'}>
          <p className={`me-sentence me-${twin.zone.value}`} data-testid="my-sentence" role="status">
            {mySentence(speech, twin)}
          </p>
          {action && <MyAction action={action} onEmergency={onEmergency} />}
          {writing ? (
            <SymptomForm
              profile={profile}
              twinAtMs={twin.atMs}
              onClose={() => setWriting(false)}
              onEmergency={onEmergency}
            />
          ) : (
            <button
              type="button"
              className={action ? 'big-button' : 'big-button primary'}
              onClick={() => setWriting(true)}
              data-testid="write-symptoms"
            >
              {say('me.write')}
            </button>
          )}
          <MyWhatIf profile={profile} twin={twin} revision={revision} />
          <MyMessages recommendations={recommendations} timeZone={profile.timeZone} />
          <p className="muted small">
            {say(profile.clock === 'data' ? 'clock.replayed' : 'me.updated', {
              at: dateTime(twin.atMs, profile.timeZone),
              zone: profile.timeZone,
            })}{' '}
            · {say('patient.revision')} <span data-testid="revision">{revision}</span>
          </p>
        </div>
      </div>
    </article>
  );
}
