import { useEffect, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { DeviceSilence } from '@airway-twin/contracts/http';
import type { Zone } from '@airway-twin/domain/twin';
import { fetchSceneWhenIdle } from '../avatar/scene-ahead.js';
import { FeedNote } from '../elements/feed-note.js';
import { SilenceList } from '../elements/silence-list.js';
import { useNow } from '../elements/use-now.js';
import { useSpeech } from '../i18n/speech.js';
import { patientPath } from '../shell/paths.js';
import { useHeld, useSteadyOrder } from './steady-order.js';
import { WardBudget } from './ward-budget.js';
import { useSilences, useWard } from './ward-context.js';
import { WardFilter } from './ward-filter.js';
import { useWardNews } from './ward-news.js';
import { WardRowItem } from './ward-row-item.js';

const NONE: readonly DeviceSilence[] = [];

/** The ward, live, in the server's order of need. */
export function WardPage() {
  const { say } = useSpeech();
  const ward = useWard();
  const nowMs = useNow();
  const isThere = ward.status === 'live';
  // Whoever reads the list goes on to a patient.
  useEffect(() => (isThere ? fetchSceneWhenIdle() : undefined), [isThere]);
  const [zone, setZone] = useState<Zone | 'all'>('all');
  const [search, setSearch] = useState('');
  const { held, handlers } = useHeld();
  const steady = useSteadyOrder(ward.rows, held);
  const news = useWardNews(ward.rows, say);
  const silences = useSilences();
  const silencesOf = useMemo(() => byPatient(silences), [silences]);
  const shown = useMemo(() => {
    const wanted = search.trim().toLocaleLowerCase();
    return steady.filter(
      (row) =>
        (zone === 'all' || row.zone === zone) &&
        (wanted === '' || `${row.displayName} ${row.patientId}`.toLocaleLowerCase().includes(wanted)),
    );
  }, [steady, zone, search]);

  return (
    <div className="page">
      <div className="page-head">
        <h1>{say('ward.title')}</h1>
        <p className="muted">{say('ward.orderNote')}</p>
      </div>
      <FeedNote feed={ward} />
      <p className="sr-only" role="status" data-testid="ward-news">
        {news}
      </p>
      {ward.alertBudget && ward.rows.length > 0 && <WardBudget budget={ward.alertBudget} rows={ward.rows} />}
      <SilenceList
        silences={silences}
        who={({ patientId }) => (
          <Link to={patientPath(patientId)}>
            {ward.rows.find((row) => row.patientId === patientId)?.displayName ?? patientId}
          </Link>
        )}
      />
      <WardFilter rows={ward.rows} zone={zone} onZone={setZone} search={search} onSearch={setSearch} />
      {ward.status === 'live' && ward.rows.length === 0 && <p className="empty">{say('ward.empty')}</p>}
      {ward.rows.length > 0 && shown.length === 0 && <p className="empty">{say('ward.noMatch')}</p>}
      {shown.length > 0 && (
        <div className={ward.status === 'lost' ? 'ward-table stale' : 'ward-table'}>
          <div className="ward-head" aria-hidden="true">
            <span>{say('ward.patient')}</span>
            <span>{say('ward.zone')}</span>
            <span>{say('ward.lungFunction')}</span>
            <span>{say('ward.traits')}</span>
            <span>{say('ward.risk7')}</span>
            <span>{say('ward.medication')}</span>
            <span>{say('ward.freshness')}</span>
            <span>{say('ward.open')}</span>
          </div>
          <ol className="ward-list" {...handlers} aria-label={say('ward.title')}>
            {shown.map((row) => (
              <WardRowItem
                key={row.patientId}
                row={row}
                nowMs={row.clock === 'data' ? row.atMs : nowMs}
                silences={silencesOf.get(row.patientId) ?? NONE}
              />
            ))}
          </ol>
          <p className="muted ward-held">{held ? say('ward.held') : ' '}</p>
        </div>
      )}
    </div>
  );
}

function byPatient(silences: readonly DeviceSilence[]): ReadonlyMap<string, readonly DeviceSilence[]> {
  const found = new Map<string, DeviceSilence[]>();
  for (const silence of silences) found.set(silence.patientId, [...(found.get(silence.patientId) ?? []), silence]);
  return found;
}
