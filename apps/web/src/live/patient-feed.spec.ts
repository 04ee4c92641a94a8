import { describe, expect, it } from '@jest/globals';
import type { PatientDelta } from '@airway-twin/contracts/live';
import { aSnapshot, aTwin, NOON_MS } from '../testing/builders.js';
import { handClock, scriptedLink } from '../testing/scripted-link.js';
import { openPatientFeed } from './patient-feed.js';

function delta(previousRevision: number, part: Partial<PatientDelta> = {}): PatientDelta {
  const observationCount = 100 + previousRevision;
  return {
    patientId: 'demo-01',
    previousRevision,
    revision: previousRevision + 1,
    changed: { twin: aTwin({ observationCount }) },
    sentAtMs: null,
    ...part,
  };
}

function opened() {
  const server = scriptedLink();
  const clock = handClock(NOON_MS);
  const feed = openPatientFeed(server.link, 'demo-01', clock);
  return { server, clock, feed, state: () => feed.store.getState() };
}

describe('a patient on screen', () => {
  it('shows the snapshot, then every delta that follows it', async () => {
    const { server, state } = opened();
    expect(state().status).toBe('connecting');
    await server.answer({ ok: true, snapshot: aSnapshot(5) });
    server.emit('patient.delta', delta(5));
    server.emit('patient.delta', delta(6));
    expect(state().snapshot?.revision).toBe(7);
    expect(state().snapshot?.twin.observationCount).toBe(106);
    expect(state().snapshot?.profile.displayName).toBe('Demo patient 1');
    expect(state().resyncs).toBe(0);
  });

  it('asks for the whole snapshot when a delta was missed, and shows nothing in between', async () => {
    const { server, state } = opened();
    await server.answer({ ok: true, snapshot: aSnapshot(5) });
    server.emit('patient.delta', delta(6));
    expect(state().snapshot?.revision).toBe(5);
    expect(server.asked).toEqual(['patient demo-01']);
    await server.answer({ ok: true, snapshot: aSnapshot(7) });
    expect(state().snapshot?.revision).toBe(7);
    expect(state().resyncs).toBe(1);
  });

  it('places deltas that arrive before the snapshot after it, once each', async () => {
    const { server, state } = opened();
    server.emit('patient.delta', delta(4));
    server.emit('patient.delta', delta(5));
    server.emit('patient.delta', delta(6));
    await server.answer({ ok: true, snapshot: aSnapshot(6) });
    expect(state().snapshot?.revision).toBe(7);
    expect(state().snapshot?.twin.observationCount).toBe(106);
    expect(server.asked).toEqual([]);
  });

  it('says that the connection is lost, keeps what it had, and resyncs when it is back', async () => {
    const { server, clock, state } = opened();
    await server.answer({ ok: true, snapshot: aSnapshot(5) });
    server.disconnect();
    expect(state()).toMatchObject({ status: 'lost', updatedAtMs: NOON_MS });
    expect(state().snapshot?.revision).toBe(5);
    clock.forward(60_000);
    server.connect();
    await server.answer({ ok: true, snapshot: aSnapshot(9) });
    expect(state()).toMatchObject({ status: 'live', updatedAtMs: NOON_MS + 60_000 });
    expect(state().snapshot?.revision).toBe(9);
  });

  it('drops an answer that belongs to the connection before the loss', async () => {
    const { server, state } = opened();
    server.disconnect();
    server.connect();
    expect(server.asked).toEqual(['patient demo-01', 'patient demo-01']);
    await server.answer({ ok: true, snapshot: aSnapshot(3) });
    expect(state().snapshot).toBeNull();
    await server.answer({ ok: true, snapshot: aSnapshot(4) });
    expect(state().snapshot?.revision).toBe(4);
  });

  it('asks again when no answer comes', async () => {
    const { server, clock, state } = opened();
    await server.timeOut();
    expect(server.asked).toEqual([]);
    clock.forward(3000);
    await server.answer({ ok: true, snapshot: aSnapshot(2) });
    expect(state().snapshot?.revision).toBe(2);
  });

  it('takes no delta of another patient', async () => {
    const { server, state } = opened();
    await server.answer({ ok: true, snapshot: aSnapshot(5) });
    server.emit('patient.delta', delta(5, { patientId: 'demo-02' }));
    expect(state().snapshot?.revision).toBe(5);
  });

  it('shows nothing of a record that may not be seen', async () => {
    const { server, state } = opened();
    await server.answer({ ok: false, error: 'forbidden' });
    expect(state()).toMatchObject({ status: 'refused', refusedWhy: 'forbidden', snapshot: null });
  });

  it('does not ask in a circle when the snapshot is older than a delta', async () => {
    const { server, clock } = opened();
    await server.answer({ ok: true, snapshot: aSnapshot(5) });
    server.emit('patient.delta', delta(8));
    await server.answer({ ok: true, snapshot: aSnapshot(5) });
    expect(server.asked).toEqual([]);
    clock.forward(3000);
    expect(server.asked).toEqual(['patient demo-01']);
  });

  it('takes the snapshot that a slow screen is sent in place of its deltas, and goes on from it', async () => {
    const { server, state } = opened();
    await server.answer({ ok: true, snapshot: aSnapshot(5) });
    server.emit('patient.snapshot', aSnapshot(40));
    expect(state()).toMatchObject({ status: 'live', resyncs: 1, snapshot: { revision: 40 } });
    server.emit('patient.delta', delta(40));
    expect(state().snapshot?.revision).toBe(41);
    expect(server.asked).toEqual([]);
  });

  it('waits no longer for an answer when the snapshot has come unasked', async () => {
    const { server, state } = opened();
    await server.answer({ ok: true, snapshot: aSnapshot(5) });
    server.emit('patient.delta', delta(8));
    expect(server.asked).toEqual(['patient demo-01']);
    server.emit('patient.snapshot', aSnapshot(9));
    server.emit('patient.delta', delta(9));
    expect(state().snapshot?.revision).toBe(10);
    await server.answer({ ok: true, snapshot: aSnapshot(7) });
    expect(state().snapshot?.revision).toBe(10);
  });

  it('never shows an older revision over a newer one: it stays marked as out of date and asks again', async () => {
    const { server, clock, state } = opened();
    await server.answer({ ok: true, snapshot: aSnapshot(9) });
    server.emit('patient.snapshot', aSnapshot(8));
    expect(state().snapshot?.revision).toBe(9);
    server.disconnect();
    server.connect();
    await server.answer({ ok: true, snapshot: aSnapshot(7) });
    expect(state()).toMatchObject({ status: 'lost', snapshot: { revision: 9 } });
    clock.forward(3000);
    await server.answer({ ok: true, snapshot: aSnapshot(9) });
    expect(state()).toMatchObject({ status: 'live', snapshot: { revision: 9 } });
  });

  it('believes a record that was put back from a backup when the server says so four times', async () => {
    const { server, clock, state } = opened();
    await server.answer({ ok: true, snapshot: aSnapshot(9) });
    server.disconnect();
    server.connect();
    for (let time = 0; time < 3; time++) {
      await server.answer({ ok: true, snapshot: aSnapshot(7) });
      expect(state().snapshot?.revision).toBe(9);
      clock.forward(3000);
    }
    await server.answer({ ok: true, snapshot: aSnapshot(7) });
    expect(state()).toMatchObject({ status: 'live', snapshot: { revision: 7 } });
  });

  it('says since when live data are delayed, also on a page that is opened meanwhile, and when it is over', async () => {
    const { server, clock, state } = opened();
    await server.answer({ ok: true, snapshot: aSnapshot(5) });
    const delay = { because: 'store', sinceMs: NOON_MS - 20_000 } as const;
    server.emit('delay', delay);
    expect(state()).toMatchObject({ status: 'live', delay });
    const later = openPatientFeed(server.link, 'demo-02', clock);
    expect(later.store.getState().delay).toEqual(delay);
    server.emit('delay', null);
    expect(state().delay).toBeNull();
    server.emit('delay', delay);
    server.disconnect();
    expect(state()).toMatchObject({ status: 'lost', delay: null });
  });
});
