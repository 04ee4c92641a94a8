import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WardRow } from '@airway-twin/contracts/http';
import type { LiveLink } from './live-link.js';
import type { WardFeed } from './ward-feed.js';

/** A red-zone call that no one at this screen has put aside yet. */
export interface OpenAlarm {
  /** What it is put aside by: one that went on to a clinician calls again. */
  readonly key: string;
  readonly recommendationId: string;
  /** The patient declined the card or did not answer it: a clinician has to. */
  readonly isEscalated: boolean;
  readonly patientId: string;
  readonly displayName: string;
  /** When the patient came into the red zone, on the patient's clock. */
  readonly sinceMs: number;
}

export interface AlarmState {
  /** Newest first. */
  readonly alarms: readonly OpenAlarm[];
}

export interface AlarmFeed {
  readonly store: StoreApi<AlarmState>;
  /** Takes the alarm off this screen, by its key; the recommendation itself stays open in the ward list. */
  putAside(key: string): void;
  stop(): void;
}

const RED: WardRow['openRecommendations'][number]['ruleId'] = 'red-zone';

/**
 * Red-zone alarms from two sides: the push, which is never coalesced, and the ward list, which still names an open red-zone
 * recommendation when the push fell into a gap of the connection. An alarm leaves only when someone puts it aside or when the ward says
 * that it is closed.
 */
export function openAlarmFeed(link: LiveLink, ward: WardFeed): AlarmFeed {
  const store = createStore<AlarmState>(() => ({ alarms: [] }));
  const aside = new Set<string>();
  const seenInWard = new Set<string>();

  const add = (alarm: OpenAlarm): void => {
    if (aside.has(alarm.key)) return;
    const { alarms } = store.getState();
    if (alarms.some((known) => known.key === alarm.key)) return;
    store.setState({ alarms: [alarm, ...alarms] });
  };

  const readWard = (rows: readonly WardRow[]): void => {
    const open = new Set<string>();
    for (const { patientId, displayName, openRecommendations } of rows) {
      for (const { id, ruleId, createdAtMs, needsAnswerFrom } of openRecommendations) {
        if (ruleId !== RED) continue;
        const isEscalated = needsAnswerFrom === 'clinician';
        const key = isEscalated ? `${id} escalated` : id;
        open.add(key);
        seenInWard.add(key);
        add({ key, recommendationId: id, isEscalated, patientId, displayName, sinceMs: createdAtMs });
      }
    }
    // Only what the ward has once listed as open can be closed by its absence: a push may be ahead of the ward's next frame.
    const { alarms } = store.getState();
    const left = alarms.filter(({ key }) => open.has(key) || !seenInWard.has(key));
    if (left.length !== alarms.length) store.setState({ alarms: left });
  };

  const forgetAlarm = link.listen('alarm', ({ patientId, displayName, recommendation: { id, createdAtMs } }) =>
    add({ key: id, recommendationId: id, isEscalated: false, patientId, displayName, sinceMs: createdAtMs }),
  );
  readWard(ward.store.getState().rows);
  const forgetWard = ward.store.subscribe(({ rows, sequence }) => {
    if (sequence !== null) readWard(rows);
  });

  return {
    store,
    putAside(key) {
      aside.add(key);
      store.setState(({ alarms }) => ({ alarms: alarms.filter((alarm) => alarm.key !== key) }));
    },
    stop() {
      forgetAlarm();
      forgetWard();
    },
  };
}
