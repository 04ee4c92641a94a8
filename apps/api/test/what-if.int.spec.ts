import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PatientSnapshot, WhatIfResponse } from '@airway-twin/contracts/http';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import { SCENARIOS } from '@airway-twin/domain/what-if';
import { Line, aProfile, eventually, type TestDevice } from './line.js';

let line: Line;
let meter: TestDevice;
let preventer: TestDevice;
const STORY_STARTS_MS = Date.parse('2026-03-02T07:00:00Z');
const DAY_MS = 86_400_000;
const DAYS = 16;
const anna = { patientId: 'patient-a' };

beforeAll(async () => {
  line = await Line.start();
  [meter, preventer] = (await line.patient(aProfile('patient-a'), {
    'meter-a': 'peak-flow-meter',
    'preventer-a': 'inhaler-sensor',
  })) as [TestDevice, TestDevice];
  await line.patient(aProfile('patient-b', { medications: [] }), {});
  for (let day = 0; day < DAYS; day += 1) {
    const atMs = STORY_STARTS_MS + day * DAY_MS;
    const best = 235 + (day % 5);
    await preventer.send('inhaler.actuation', atMs, { drug: 'budesonide' });
    await meter.send('peakflow.session', atMs + 60_000, {
      blowsLitresPerMinute: [best, best - 5, best - 9],
      reliever: 'before',
    });
  }
  await eventually(
    async () => (await line.observations('patient-a')).length === 2 * DAYS,
    'the twin holds every blow and dose',
  );
});
afterAll(() => line.stop());

const whatIf = (username: string, query = '', patient = anna) =>
  line.get<WhatIfResponse>('whatIf', patient, username, query);

describe('what if', () => {
  it('answers every question from where the twin stands, with bands that hold their middle', async () => {
    const answer = await whatIf('clinician');
    const now = await line.get<PatientSnapshot>('patient', anna, 'clinician');
    expect(answer).toMatchObject({ patientId: 'patient-a', atMs: now.twin.atMs, revision: now.revision });
    expect(answer.runs.map(({ scenario }) => scenario)).toEqual(SCENARIOS);
    const asPrescribed = answer.runs.find(({ scenario }) => scenario === 'preventer-as-prescribed');
    if (asPrescribed?.kind !== 'simulated') throw new Error(`expected a simulation, got ${asPrescribed?.kind}`);
    expect(asPrescribed.points[0]!.atMs).toBe(answer.atMs);
    expect(asPrescribed.points.at(-1)!.atMs).toBe(answer.atMs + 14 * DAY_MS);
    for (const { constriction, inflammation, percentOfBest } of asPrescribed.points) {
      for (const band of [constriction, inflammation, percentOfBest!]) {
        expect(band.low).toBeLessThanOrEqual(band.mid);
        expect(band.mid).toBeLessThanOrEqual(band.high);
      }
    }
  });

  it('a preventer taken as prescribed leaves less inflammation than one that is stopped', async () => {
    const { runs } = await whatIf('clinician', '?days=28');
    const atTheEnd = (wanted: string) => {
      const run = runs.find(({ scenario }) => scenario === wanted);
      if (run?.kind !== 'simulated') throw new Error(`expected a simulation of ${wanted}`);
      return run.points.at(-1)!;
    };
    expect(atTheEnd('preventer-as-prescribed').inflammation.mid).toBeLessThan(
      atTheEnd('preventer-stopped').inflammation.mid - 0.05,
    );
  });

  it('one question gets one answer, so far ahead as asked, the same each time', async () => {
    const once = await whatIf('clinician', '?scenario=cold&days=7');
    expect(once.runs.map(({ scenario }) => scenario)).toEqual(['cold']);
    const [run] = once.runs;
    if (run?.kind !== 'simulated') throw new Error('expected a simulation');
    expect(run.points.at(-1)!.atMs - once.atMs).toBe(7 * DAY_MS);
    expect(await whatIf('clinician', '?scenario=cold&days=7')).toEqual(once);
  });

  it('says why it cannot answer for a patient of whom nothing is known', async () => {
    const { runs } = await whatIf('clinician', '', { patientId: 'patient-b' });
    expect(runs.map(({ kind }) => kind)).toEqual(SCENARIOS.map(() => 'unavailable'));
  });

  it('changes nothing: no revision, no observation, no recommendation', async () => {
    const before = await line.get<PatientSnapshot>('patient', anna, 'clinician');
    const stored = await line.observations('patient-a');
    const made = await line.get<{ recommendations: Recommendation[] }>('recommendations', anna, 'clinician');
    for (const scenario of SCENARIOS) await whatIf('patient-a', `?scenario=${scenario}&days=28`);
    expect(await line.get<PatientSnapshot>('patient', anna, 'clinician')).toEqual(before);
    expect(await line.observations('patient-a')).toEqual(stored);
    expect(await line.get('recommendations', anna, 'clinician')).toEqual(made);
  });
});

describe('who may ask', () => {
  it.each([
    ['clinician', 200],
    ['patient-a', 200],
    ['patient-b', 403],
    ['engineer', 403],
  ] as const)('%s about patient-a: %d', async (username, status) => {
    const response = await line.request('GET', 'whatIf', anna, undefined, await line.login(username));
    expect(response.status).toBe(status);
  });

  it('nobody about someone who is not registered', async () => {
    const token = await line.login('clinician');
    expect((await line.request('GET', 'whatIf', { patientId: 'nobody' }, undefined, token)).status).toBe(404);
  });
});

describe('what is wrong with a question is told by field', () => {
  it.each([
    ['?scenario=miracle', 'scenario', /preventer-as-now/],
    ['?days=0', 'days', /1/],
    ['?days=29', 'days', /28/],
    ['?days=soon', 'days', /number/],
    ['?dose=2', 'dose', /./],
  ])('%s', async (query, field, expected) => {
    const response = await line.request('GET', 'whatIf', anna, undefined, await line.login('clinician'), query);
    expect(response.status).toBe(400);
    const body = (await response.json()) as { field: string; message: string };
    expect(body.field).toBe(field);
    expect(body.message).toMatch(expected);
  });
});
