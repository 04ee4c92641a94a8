import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PatientSnapshot } from '@airway-twin/contracts/http';
import type { PatientDelta } from '@airway-twin/contracts/live';
import { followDelay, keepAsking, NO_FEED_YET, OLDER_BELIEVED_AFTER, type Clock, type FeedHealth } from './feed.js';
import type { LiveLink } from './live-link.js';

export interface PatientFeedState extends FeedHealth {
  readonly snapshot: PatientSnapshot | null;
}

export interface PatientFeed {
  readonly store: StoreApi<PatientFeedState>;
  stop(): void;
}

/** What a delta is to a snapshot: the next step, something that the snapshot already holds, or proof that a step was missed. */
export function placeOf(delta: PatientDelta, ownRevision: number): 'next' | 'known' | 'gap' {
  if (delta.previousRevision === ownRevision) return 'next';
  return delta.revision <= ownRevision ? 'known' : 'gap';
}

/** The snapshot after a delta that is next. */
export function applyPatientDelta(snapshot: PatientSnapshot, delta: PatientDelta): PatientSnapshot {
  return { ...snapshot, ...delta.changed, revision: delta.revision };
}

/**
 * One patient, live: a snapshot, then deltas in sequence. A delta whose `previousRevision` is not the own revision means that something
 * was missed, and the whole snapshot is asked for again; deltas that arrive meanwhile wait and are placed after it. A screen that was too
 * slow for its deltas gets a snapshot unasked. What is older than what is shown does not take its place.
 */
export function openPatientFeed(link: LiveLink, patientId: string, clock: Clock): PatientFeed {
  const store = createStore<PatientFeedState>(() => ({ ...NO_FEED_YET, snapshot: null }));
  let waitingDeltas: PatientDelta[] = [];

  let older = 0;

  const show = (snapshot: PatientSnapshot): void => {
    older = 0;
    store.setState({ snapshot, status: 'live', refusedWhy: null, updatedAtMs: clock.nowMs() });
    const held = waitingDeltas;
    waitingDeltas = [];
    // A snapshot older than a delta that came before it: ask again, but not in a tight circle.
    for (const delta of held) take(delta, asking.askLater);
  };
  const isOlder = ({ revision }: PatientSnapshot): boolean => revision < (store.getState().snapshot?.revision ?? 0);

  const take = (delta: PatientDelta, ask: () => void = asking.ask): void => {
    const { snapshot } = store.getState();
    if (!snapshot || asking.waiting()) {
      waitingDeltas.push(delta);
      return;
    }
    const place = placeOf(delta, snapshot.revision);
    if (place === 'next') {
      store.setState({ snapshot: applyPatientDelta(snapshot, delta), status: 'live', updatedAtMs: clock.nowMs() });
    } else if (place === 'gap') {
      waitingDeltas.push(delta);
      store.setState((state) => ({ resyncs: state.resyncs + 1 }));
      ask();
    }
  };

  const asking = keepAsking<PatientSnapshot>({
    link,
    clock,
    ask: () => link.watchPatient(patientId),
    onSnapshot(snapshot) {
      if (isOlder(snapshot) && ++older < OLDER_BELIEVED_AFTER) asking.askLater();
      else show(snapshot);
    },
    onRefused: (refusedWhy) => store.setState({ status: 'refused', refusedWhy, snapshot: null }),
    onLost: () => store.setState({ status: 'lost' }),
  });

  const forget = link.listen('patient.delta', (delta) => {
    if (delta.patientId === patientId) take(delta);
  });
  const forgetSnapshot = link.listen('patient.snapshot', (snapshot) => {
    if (snapshot.patientId !== patientId || isOlder(snapshot)) return;
    asking.answered();
    store.setState((state) => ({ resyncs: state.resyncs + 1 }));
    show(snapshot);
  });
  const forgetDelay = followDelay(link, (delay) => store.setState({ delay }));
  asking.ask();

  return {
    store,
    stop() {
      forget();
      forgetSnapshot();
      forgetDelay();
      asking.stop();
      if (link.connected()) link.unwatchPatient(patientId);
    },
  };
}
