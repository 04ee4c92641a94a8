import { useEffect, useState } from 'react';
import type { ObservationPage } from '@airway-twin/contracts/http';
import { ageYears, type PatientProfile } from '@airway-twin/domain/patient';
import { MS_PER_HOUR } from '@airway-twin/domain/time';
import { useAtMostEvery } from '../elements/use-at-most-every.js';
import { useApi } from '../shell/session-context.js';
import { newestBlow, type MeasuredBlow } from './newest-blow.js';

/** No session of blows lasts longer. */
const SESSION_MS = MS_PER_HOUR;
const READ_AGAIN_AFTER_MS = 1000;
const BLOWS_MOST = 100;

/**
 * The measured blow of the session that the twin saw last, `lastMeasuredAtMs` (null: never). While the answer is on its way, and when it
 * does not come, the blow before it stands.
 */
export function useNewestBlow(
  { patientId, age }: Pick<PatientProfile, 'patientId' | 'age'>,
  lastMeasuredAtMs: number | null,
): MeasuredBlow | null {
  const api = useApi();
  const atMs = useAtMostEvery(lastMeasuredAtMs, READ_AGAIN_AFTER_MS);
  const [blow, setBlow] = useState<MeasuredBlow | null>(null);
  useEffect(() => {
    if (atMs === null) {
      setBlow(null);
      return undefined;
    }
    const stop = new AbortController();
    const query = {
      stream: 'spirometer.blow',
      from: new Date(atMs - SESSION_MS).toISOString(),
      // The end of the range may or may not belong to it.
      to: new Date(atMs + 1).toISOString(),
      limit: BLOWS_MOST,
    };
    void api
      .call<ObservationPage>({ route: 'observations', params: { patientId }, query, signal: stop.signal })
      .then((result) => {
        if (!stop.signal.aborted && result.ok) setBlow(newestBlow(result.value.observations, ageYears(age, atMs)));
      });
    return () => stop.abort();
  }, [api, patientId, age, atMs]);
  return blow;
}
