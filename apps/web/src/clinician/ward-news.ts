import { useEffect, useRef, useState } from 'react';
import type { WardRow } from '@airway-twin/contracts/http';
import type { Speech } from '../i18n/speech.js';

const AT_MOST_EVERY_MS = 5000;

/** What changed in the ward, in one polite sentence for screen readers: who is first now, whose zone is another. */
export function wardNews(before: readonly WardRow[], now: readonly WardRow[], say: Speech['say']): string {
  const zones = new Map(before.map((row) => [row.patientId, row.zone]));
  const moved = now
    .filter((row) => zones.has(row.patientId) && zones.get(row.patientId) !== row.zone)
    .map((row) => say('ward.newsZone', { name: row.displayName, zone: say(`zone.${row.zone}`) }));
  const first = now[0];
  if (first && before[0] && before[0].patientId !== first.patientId) {
    moved.push(say('ward.newsFirst', { name: first.displayName }));
  }
  return moved.slice(0, 4).join(' ');
}

/** The newest news, at most one sentence every five seconds. */
export function useWardNews(rows: readonly WardRow[], say: Speech['say']): string {
  const told = useRef<readonly WardRow[]>([]);
  const latest = useRef(rows);
  const [news, setNews] = useState('');
  useEffect(() => {
    latest.current = rows;
  }, [rows]);
  useEffect(() => {
    const timer = setInterval(() => {
      const sentence = told.current.length > 0 ? wardNews(told.current, latest.current, say) : '';
      told.current = latest.current;
      if (sentence) setNews(sentence);
    }, AT_MOST_EVERY_MS);
    return () => clearInterval(timer);
  }, [say]);
  return news;
}
