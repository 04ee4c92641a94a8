import { memo, useCallback, useEffect, useMemo } from 'react';
import { Link, useParams } from 'react-router';
import type { PatientSnapshot } from '@airway-twin/contracts/http';
import { AirwaysPanel } from '../avatar/airways-panel.js';
import { PictureFirst } from '../avatar/first-picture.js';
import { fetchSceneAhead } from '../avatar/scene-ahead.js';
import { SectionPanel } from '../avatar/section-panel.js';
import { FeedNote } from '../elements/feed-note.js';
import { SilenceList } from '../elements/silence-list.js';
import { FlowVolumePanel } from '../flow-volume/flow-volume-panel.js';
import { ZoneBadge } from '../elements/zone-badge.js';
import { useSpeech } from '../i18n/speech.js';
import { NO_FEED_YET, wallClock } from '../live/feed.js';
import { openPatientFeed, type PatientFeedState } from '../live/patient-feed.js';
import { useFeed } from '../live/use-feed.js';
import { PATH } from '../shell/paths.js';
import { useLiveLink } from '../shell/session-context.js';
import { WhatIfPanel } from '../what-if/what-if-panel.js';
import { DevicesPanel } from './devices-panel.js';
import { ProfilePanel } from './profile-panel.js';
import { RecordPicture } from './record-picture.js';
import { RecommendationsPanel } from './recommendations-panel.js';
import { RiskPanel } from './risk-panel.js';
import { silencesOf } from './silences-of.js';
import { StatePanel } from './state-panel.js';
import { TimeSlider } from './time-slider.js';
import { TrendsPanel } from './trends-panel.js';
import { useTimeTravel } from './use-time-travel.js';

// What does not move with the slider is not drawn anew while it moves.
const State = memo(StatePanel);
const RiskOf = memo(RiskPanel);
const FlowVolume = memo(FlowVolumePanel);
const WhatIf = memo(WhatIfPanel);
const Devices = memo(DevicesPanel);
const Profile = memo(ProfilePanel);

const NOTHING: PatientFeedState = { ...NO_FEED_YET, snapshot: null };

/** One patient, live: avatar beside trends, the risk with its reasons, what waits for an answer, and the way back in time. */
export function PatientPage() {
  const { patientId = '' } = useParams();
  const { say } = useSpeech();
  const link = useLiveLink();
  const open = useCallback(() => openPatientFeed(link, patientId, wallClock), [link, patientId]);
  const feed = useFeed(open, NOTHING);
  useEffect(fetchSceneAhead, []);
  return (
    <div className="page">
      <p className="crumb">
        <Link to={PATH.ward}>{say('patient.back')}</Link>
      </p>
      <FeedNote feed={feed} />
      {feed.snapshot?.patientId === patientId && (
        <PictureFirst key={patientId}>
          <PatientRecord snapshot={feed.snapshot} lost={feed.status === 'lost'} />
        </PictureFirst>
      )}
    </div>
  );
}

function PatientRecord({ snapshot, lost }: { readonly snapshot: PatientSnapshot; readonly lost: boolean }) {
  const { say, dateTime } = useSpeech();
  const { profile } = snapshot;
  const travel = useTimeTravel(snapshot);
  const { shown, moment, atRest } = travel;
  const silences = useMemo(() => silencesOf(snapshot), [snapshot]);
  const inhalerUnheard = !shown.past && silences.some(({ kind }) => kind === 'inhaler-sensor');
  const awaiting = atRest ? 'figures' : 'figures figures-awaited';
  const at = dateTime(moment.twin.atMs, profile.timeZone);
  return (
    <article
      className={lost ? 'record stale' : 'record'}
      data-testid="patient-page"
      data-revision={shown.revision}
      data-as-of={shown.past ? shown.twin.atMs : 'now'}
      data-moment={moment.past ? moment.twin.atMs : 'now'}
    >
      <header className="record-head">
        <h1>{profile.displayName}</h1>
        <ZoneBadge zone={moment.twin.zone.value} stale={moment.twin.zone.stale} large />
        <p className="record-clock muted">
          {say(profile.clock === 'data' ? 'clock.replayed' : 'clock.live', { at, zone: profile.timeZone })}
        </p>
        <p className="record-revision muted">
          {say('patient.revision')} <b data-testid="revision">{shown.revision}</b>
        </p>
      </header>
      <SilenceList silences={silences} />
      <TimeSlider travel={travel} timeZone={profile.timeZone} />
      <div className="record-grid">
        <div className="record-left">
          <RecordPicture profile={profile} twin={snapshot.twin} revision={snapshot.revision} travel={travel} />
          <AirwaysPanel profile={profile} twin={moment.twin} />
          <div className={awaiting} aria-busy={!atRest}>
            <State twin={shown.twin} profile={profile} inhalerUnheard={inhalerUnheard} />
          </div>
        </div>
        <div className="record-middle">
          <RecommendationsPanel
            recommendations={moment.recommendations}
            timeZone={profile.timeZone}
            readOnly={moment.past || travel.chosenAtMs !== null || lost}
          />
          <div className={awaiting} aria-busy={!atRest}>
            <RiskOf
              risk={shown.risk}
              twin={shown.twin}
              timeZone={profile.timeZone}
              {...(shown.past && { given: shown.scoredThen })}
            />
            <FlowVolume profile={profile} twin={shown.twin} />
          </div>
        </div>
        <TrendsPanel
          profile={profile}
          twin={shown.twin}
          nowMs={travel.nowMs}
          revision={snapshot.revision}
          markAtMs={moment.past ? moment.twin.atMs : null}
        />
      </div>
      <SectionPanel profile={profile} twin={moment.twin} />
      <WhatIf
        patientId={profile.patientId}
        revision={snapshot.revision}
        timeZone={profile.timeZone}
        relieverEffect={snapshot.twin.relieverEffect}
        past={shown.past}
      />
      <div className="record-foot">
        <Devices devices={snapshot.devices} twin={shown.twin} nowMs={shown.twin.atMs} timeZone={profile.timeZone} />
        <Profile profile={profile} atMs={shown.twin.atMs} />
      </div>
    </article>
  );
}
