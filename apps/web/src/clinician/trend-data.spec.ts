import { describe, expect, it } from '@jest/globals';
import type { ObservationPage, TwinSeriesResponse } from '@airway-twin/contracts/http';
import type { Observation, ObservationOf, Stream, StreamData } from '@airway-twin/domain/measurement';
import { alignSeries } from '../charts/align-series.js';
import type { ApiCall, ApiClient, ApiResult } from '../session/api-client.js';
import { NOON_MS } from '../testing/builders.js';
import { handClock } from '../testing/scripted-link.js';
import { peakFlowPoints, puffsPerDay } from './trend-data.js';
import { openTrendFeed } from './trend-feed.js';

const HOUR_MS = 3_600_000;
let seq = 0;

function seen<S extends Stream>(stream: S, measuredAtMs: number, data: StreamData[S]): Observation {
  const source = { deviceId: stream, bootId: 'b1', seq: seq++ };
  return {
    stream,
    siteId: 'demo',
    patientId: 'demo-01',
    source,
    measuredAtMs,
    data,
  } satisfies ObservationOf<S> as unknown as Observation;
}

function blow(measuredAtMs: number, sessionId: string, pefLitresPerSecond: number, fev1Litres: number): Observation {
  return seen('spirometer.blow', measuredAtMs, {
    sessionId,
    fev1Litres,
    fvcLitres: 3,
    pefLitresPerSecond,
    fef2575LitresPerSecond: null,
    forcedExpiratoryTimeSeconds: 4,
    backExtrapolatedVolumeLitres: 0.05,
    reliever: 'before',
    flowVolumeCurve: null,
  });
}

function puff(measuredAtMs: number): Observation {
  return seen('inhaler.actuation', measuredAtMs, {
    drug: 'salbutamol',
    role: 'reliever',
    roleAssumed: false,
    technique: null,
  });
}

describe('the lung function chart', () => {
  it('shows the best blow of each session, on any meter, in L/min', () => {
    const observations = [
      blow(NOON_MS, 's1', 5, 1.8),
      blow(NOON_MS + 60_000, 's1', 5.5, 1.7),
      seen('peakflow.session', NOON_MS - HOUR_MS, { blowsLitresPerMinute: [280, 310, 300], reliever: 'unknown' }),
    ];
    expect(peakFlowPoints(observations)).toEqual([
      { atMs: NOON_MS - HOUR_MS, value: 310 },
      { atMs: NOON_MS, value: 330 },
    ]);
  });
});

describe('the puffs of a day', () => {
  it('belong to the patient’s own calendar: a puff at half past midnight in Paris is of the new day', () => {
    const midnightUtc = Date.parse('2026-03-10T23:30:00Z');
    const days = puffsPerDay([puff(midnightUtc - 4 * HOUR_MS), puff(midnightUtc)], 'reliever', 'Europe/Paris');
    expect(days.map(({ value }) => value)).toEqual([1, 1]);
    expect(puffsPerDay([puff(midnightUtc)], 'controller', 'Europe/Paris')).toEqual([]);
  });
});

describe('series on one time axis', () => {
  it('have a gap where one of them has nothing, never a made-up value', () => {
    const line = (label: string, points: { atMs: number; value: number }[]) =>
      ({ label, color: '--x', kind: 'line', points }) as const;
    const { data } = alignSeries([line('a', [{ atMs: 2000, value: 1 }]), line('b', [{ atMs: 1000, value: 5 }])], []);
    expect(data).toEqual([
      [1, 2],
      [null, 1],
      [5, null],
    ]);
  });
});

describe('reading the trends', () => {
  function scriptedApi(page: (call: ApiCall) => ObservationPage) {
    const calls: ApiCall[] = [];
    const api: ApiClient = {
      call<T>(call: ApiCall): Promise<ApiResult<T>> {
        calls.push(call);
        const series: TwinSeriesResponse = { patientId: 'demo-01', points: [] };
        return Promise.resolve({ ok: true, value: (call.route === 'twinSeries' ? series : page(call)) as T });
      },
    };
    return { api, calls };
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

  it('follows the pages to the last, then reads only what may be new, and holds each observation once', async () => {
    const one = { observation: puff(NOON_MS), sentAtMs: 0, receivedAtMs: 0, revision: 1 };
    const two = { observation: puff(NOON_MS + 1000), sentAtMs: 0, receivedAtMs: 0, revision: 2 };
    const { api, calls } = scriptedApi(({ query }) => {
      if (query?.['stream'] !== 'inhaler.actuation') return { observations: [], nextCursor: null };
      return query['cursor'] === undefined
        ? { observations: [one], nextCursor: 'next' }
        : { observations: [one, two], nextCursor: null };
    });
    const clock = handClock(0);
    const feed = openTrendFeed({ api, clock, patientId: 'demo-01', days: 30 });
    feed.wanted(NOON_MS);
    await settle();
    expect(feed.store.getState()).toMatchObject({ loading: false, failure: null });
    expect(feed.store.getState().observations).toHaveLength(2);
    const firstCalls = calls.length;
    expect(calls.some(({ query }) => query?.['cursor'] === 'next')).toBe(true);

    feed.wanted(NOON_MS + 5000);
    await settle();
    expect(calls).toHaveLength(firstCalls);
    clock.forward(8000);
    await settle();
    const again = calls.slice(firstCalls).find(({ query }) => query?.['stream'] === 'inhaler.actuation');
    expect(again?.query?.['from']).toBe(new Date(NOON_MS - 48 * HOUR_MS).toISOString());
    expect(feed.store.getState().observations).toHaveLength(2);
    feed.stop();
  });
});
