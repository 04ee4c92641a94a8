import { useCallback, useEffect, useMemo, useState } from 'react';
import type { PatientSnapshot } from '@airway-twin/contracts/http';
import { fetchSceneAhead } from '../avatar/scene-ahead.js';
import { FeedNote } from '../elements/feed-note.js';
import { useSpeech } from '../i18n/speech.js';
import { NO_FEED_YET, wallClock } from '../live/feed.js';
import { openPatientFeed, type PatientFeedState } from '../live/patient-feed.js';
import { useFeed } from '../live/use-feed.js';
import { usePreferences } from '../shell/preferences.js';
import { useLiveLink, useSession } from '../shell/session-context.js';
import { simulatedTwin } from '../what-if/simulated-twin.js';
import { EmergencyCard } from './emergency-card.js';
import { MyAction } from './my-action.js';
import { MyDevices } from './my-devices.js';
import { MyLobes } from './my-lobes.js';
import { MyMessages } from './my-messages.js';
import { mostImportant } from './my-recommendations.js';
import { MyPicture } from './my-picture.js';
import { mySentence } from './my-sentence.js';
import { MyWeek } from './my-week.js';
import { MyWhatIf } from './my-what-if.js';
import type { WrittenFlags } from './symptom-entry.js';
import { SymptomForm } from './symptom-form.js';
import { TraitWords } from './trait-words.js';
import { useMyFortnight } from './use-my-fortnight.js';

const NOTHING: PatientFeedState = { ...NO_FEED_YET, snapshot: null };

/** The patient's own page: their airways, one sentence, one action, how they are, and the emergency card one tap away. */
export function MyPage() {
  const session = useSession();
  const link = useLiveLink();
  const patientId = session?.user.patientId ?? '';
  const open = useCallback(() => openPatientFeed(link, patientId, wallClock), [link, patientId]);
  const feed = useFeed(open, NOTHING);
  const [emergency, setEmergency] = useState(false);
  useEffect(fetchSceneAhead, []);
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
  const [written, setWritten] = useState<WrittenFlags | null>(null);
  const action = mostImportant(recommendations);
  const fortnight = useMyFortnight({ profile, twin, revision });
  const [seesAhead, setSeesAhead] = useState(false);
  const then = fortnight.kind === 'simulated' ? fortnight.then : null;
  const [pictured, setPictured] = useState(true);
  // What can no longer be shown does not come back by itself later.
  if (seesAhead && then === null) setSeesAhead(false);
  const ahead = useMemo(() => (seesAhead && then ? simulatedTwin(then) : null), [seesAhead, then]);
  useEffect(() => suggestLocale(profile.locale), [suggestLocale, profile.locale]);
  return (
    <article data-testid="my-page" data-revision={revision}>
      <h1 className="me-hello">{say('me.hello', { name: profile.displayName })}</h1>
      <div className="me-grid">
        <div className="me-picture card">
          <MyPicture
            profile={profile}
            twin={twin}
            ahead={ahead}
            onBack={() => setSeesAhead(false)}
            onUnavailable={() => setPictured(false)}
          />
          <TraitWords profile={profile} twin={twin} />
          <MyLobes profile={profile} twin={twin} />
        </div>
        <div className={action || writing ? 'me-words' : 'me-words me-write-first'}>
          <p className={`me-sentence me-${twin.zone.value}`} data-testid="my-sentence" role="status">
            {mySentence(speech, twin)}
          </p>
          {action && <MyAction key={action.id} action={action} onEmergency={onEmergency} />}
          {writing ? (
            <SymptomForm
              profile={profile}
              twin={twin}
              revision={revision}
              written={written}
              onWritten={setWritten}
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
          <MyDevices devices={snapshot.devices} clock={profile.clock} />
          <MyWeek risk={snapshot.risk} twin={twin} />
          <MyWhatIf
            profile={profile}
            twin={twin}
            fortnight={fortnight}
            seen={ahead !== null}
            onSee={pictured ? setSeesAhead : null}
          />
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
