import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  RiskTrajectoryResponse,
  TwinAtResponse,
  TwinSeriesResponse,
  WardResponse,
} from '@airway-twin/contracts/http';
import { currentModelResponse, type CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import type { Risk } from '@airway-twin/domain/risk';
import { Line, aProfile, eventually, type TestDevice } from './line.js';

const ARTIFACTS = fileURLToPath(new URL('../../../infra/model/artifacts', import.meta.url));
const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-03-02T07:00:00Z');

let line: Line;
let folder: string;
let meter: TestDevice;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'risk-models-'));
  await cp(ARTIFACTS, folder, { recursive: true });
  line = await Line.start({ modelDir: folder });
  [meter] = (await line.patient(aProfile('p'), { 'p-meter': 'peak-flow-meter' })) as [TestDevice];
});
afterAll(async () => {
  await line.stop();
  await rm(folder, { recursive: true });
});

/** A session on each of those days; waits until the twin holds them. */
async function blows(fromDay: number, toDay: number): Promise<void> {
  for (let day = fromDay; day < toDay; day++) {
    const blowsLitresPerMinute = [260 - 5 * (day % 3), 255];
    await meter.send('peakflow.session', START_MS + day * DAY_MS, { blowsLitresPerMinute, reliever: 'before' });
  }
  await eventually(async () => (await line.observations('p')).length === toDay, 'every session is stored');
}

/** Puts the committed model into the folder once more: another version, other bytes, so another hash. Returns the hash. */
async function putVersion(version: string, changes: object = {}): Promise<string> {
  const name = (await readdir(ARTIFACTS))
    .filter((each) => each.endsWith('.json'))
    .sort()
    .at(-1)!;
  const manifest = JSON.parse(await readFile(join(ARTIFACTS, name), 'utf8')) as { file: string };
  const bytes = Buffer.from(await readFile(join(ARTIFACTS, manifest.file)));
  bytes.write(version.padEnd(11, '-').slice(0, 11), bytes.indexOf('airway-twin'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = `next-${version}.onnx`;
  await writeFile(join(folder, file), bytes);
  await writeFile(
    join(folder, `next-${version}.json`),
    JSON.stringify({ ...manifest, version, file, sha256, ...changes }),
  );
  return sha256;
}

const trajectory = (username = 'clinician') =>
  line.get<RiskTrajectoryResponse>('riskTrajectory', { patientId: 'p' }, username, '?days=30');
const currentModel = async () =>
  currentModelResponse.parse(await line.get<CurrentModelResponse>('currentModel', {}, 'clinician'));
const reload = async (username: string) =>
  line.request('POST', 'reloadModels', {}, undefined, await line.login(username));

describe('the risk as it is served', () => {
  it('comes with the model’s card, figures and operating point', async () => {
    const model = await currentModel();
    expect(model).toMatchObject({ status: 'ok', reason: null, shadow: null, refused: [] });
    expect(model.card).toContain('Not a medical device');
    expect(model.operatingPoint!.alertUntil).toBeLessThan(model.operatingPoint!.alertFrom);
  });

  it('leaves a trajectory of scores with band and model, and the series shows the same numbers', async () => {
    await blows(0, 12);
    const { points, shadow, fromMs, toMs } = await trajectory();
    expect(points).toHaveLength(12);
    expect(shadow).toEqual([]);
    const { identity } = await currentModel();
    for (const [day, point] of points.entries()) {
      expect(point.atMs).toBe(START_MS + day * DAY_MS);
      expect(point.low).toBeLessThanOrEqual(point.within7Days);
      expect(point.high).toBeGreaterThanOrEqual(point.within7Days);
      expect(point.model).toMatchObject({ name: identity!.name, fileSha256: identity!.fileSha256 });
    }
    expect(toMs - fromMs).toBe(30 * DAY_MS);
    const span = `?from=${new Date(START_MS).toISOString()}&to=${new Date(START_MS + 11 * DAY_MS).toISOString()}&points=12`;
    const series = await line.get<TwinSeriesResponse>('twinSeries', { patientId: 'p' }, 'p', span);
    expect(series.points.map((point) => point.within7Days)).toEqual(points.map((point) => point.within7Days));
  });

  it('is as sure of a past time as it was then: what the patient’s own weeks left open is in its band', async () => {
    const { points } = await trajectory();
    for (const day of [0, 5, 11]) {
      const at = new Date(START_MS + day * DAY_MS).toISOString();
      const { risk, scoredThen } = await line.get<TwinAtResponse>('twin', { patientId: 'p' }, 'clinician', `?at=${at}`);
      if (risk.kind !== 'scored') throw new Error('expected a score');
      expect(scoredThen).toEqual(points[day]);
      expect(risk.within7Days).toBeCloseTo(points[day]!.within7Days, 7);
      expect(risk.band7Days.low).toBeCloseTo(points[day]!.low, 7);
      expect(risk.band7Days.high).toBeCloseTo(points[day]!.high, 7);
    }
    // between two scores the band is still that of someone whose weeks are known no better
    const later = new Date(START_MS + 5.5 * DAY_MS).toISOString();
    const { risk } = await line.get<TwinAtResponse>('twin', { patientId: 'p' }, 'clinician', `?at=${later}`);
    if (risk.kind !== 'scored') throw new Error('expected a score');
    const spread = ({ low, high }: { low: number; high: number }) => Math.log(high / low);
    expect(spread(risk.band7Days)).toBeGreaterThan(0.8 * spread(points[5]!));
  });

  it('tells the ward how the alert budget stands', async () => {
    const ward = await line.get<WardResponse>('patients', {}, 'clinician');
    expect(ward.alertBudget).toMatchObject({
      perPatientMonth: 1,
      patients: ward.rows.length,
      sentInMonth: 0,
      heldBack: 0,
    });
    expect(ward.rows[0]!.riskAlert).toMatchObject({ sentInMonth: 0, standing: false });
  });

  it('is reloaded by an engineer alone', async () => {
    expect((await reload('clinician')).status).toBe(403);
    expect((await reload('p')).status).toBe(403);
    expect((await reload('engineer')).status).toBe(200);
  });

  it('comes from a new model file without a restart; what the old one said stays as it was said', async () => {
    const before = await trajectory();
    const sha256 = await putVersion('98');
    const answer = currentModelResponse.parse(await (await reload('engineer')).json());
    expect(answer).toMatchObject({ status: 'ok', identity: { version: '98', fileSha256: sha256 }, refused: [] });
    await blows(12, 14);
    const after = await trajectory();
    expect(after.points.slice(0, 12)).toEqual(before.points);
    expect(after.points.slice(12).map((point) => point.model.fileSha256)).toEqual([sha256, sha256]);
  });

  it('stays with the old model when the new file is not fit, within seconds of its coming and without being asked', async () => {
    await putVersion('99', { featureSchemaHash: 'fnv1a64:0000000000000000' });
    await eventually(async () => (await currentModel()).refused.length > 0, 'the new file is refused');
    const model = await currentModel();
    expect(model).toMatchObject({ status: 'ok', identity: { version: '98' } });
    expect(model.refused).toEqual([
      { file: 'next-99.json', reason: expect.stringMatching(/^the model was made for other features/) },
    ]);
  });

  it('says of a past time what was said then, beside what the model of today says of it', async () => {
    const { points } = await trajectory();
    const at = new Date(START_MS + 5 * DAY_MS).toISOString();
    const then = await line.get<TwinAtResponse>('twin', { patientId: 'p' }, 'clinician', `?at=${at}`);
    expect(then.scoredThen).toEqual(points[5]);
    expect(then.risk).toMatchObject({ kind: 'scored', model: { version: '98' } });
    expect(then.scoredThen!.model.fileSha256).not.toBe((await currentModel()).identity!.fileSha256);
    // the same coefficients under another name: what was known of the patient's weeks is not told apart from them, and taken for nothing
    const { band7Days } = then.risk as Risk & { kind: 'scored' };
    expect(band7Days.low).toBeLessThanOrEqual(points[5]!.low * (1 + 1e-6));
    expect(band7Days.high).toBeGreaterThanOrEqual(points[5]!.high * (1 - 1e-6));
  });

  it('remembers what it learnt of a patient although the evaluation was lost: it is learnt again from the record', async () => {
    const { pool, keeper } = line.server.runtime;
    const before = (await keeper.twin('demo', 'p'))!.riskMemory.personal;
    await pool.query('UPDATE app.twin SET evaluation = NULL');
    keeper.forget('demo', 'p');
    const again = (await keeper.twin('demo', 'p'))!.riskMemory.personal;
    expect(again.watched.map(({ day }) => day)).toEqual(before.watched.map(({ day }) => day));
    for (const [index, { expected }] of again.watched.entries())
      expect(expected).toBeCloseTo(before.watched[index]!.expected, 9);
  });

  it('is scored by a shadow beside it, which patients do not see', async () => {
    const [current, shadow] = [await putVersion('98'), await putVersion('97')];
    await writeFile(join(folder, 'serving.json'), JSON.stringify({ current, shadow }));
    expect((await reload('engineer')).status).toBe(200);
    await blows(14, 16);
    const { points, shadow: beside } = await trajectory();
    expect(points).toHaveLength(16);
    expect(beside.map((point) => point.model.fileSha256)).toEqual([shadow, shadow]);
    expect((await trajectory('p')).shadow).toEqual([]);
    expect((await currentModel()).shadow).toMatchObject({ scored: 2, failed: 0, meanDifference: 0 });
  });
});

describe('air alone, right after a look at a patient on the wall clock', () => {
  it('moves the twin on and leaves in the store what the look had made of it', async () => {
    const nowMs = Date.now();
    const own = await Line.start({}, () => nowMs);
    try {
      const [meter, monitor] = (await own.patient(aProfile('w', { clock: 'wall' }), {
        'w-meter': 'peak-flow-meter',
        'w-air': 'air-monitor',
      })) as [TestDevice, TestDevice];
      const { pool } = own.server.runtime;
      const stored = async () =>
        (await pool.query(`SELECT revision, evaluation FROM app.twin WHERE patient_id = 'w'`)).rows[0];
      await meter.send('peakflow.session', nowMs - 2000, { blowsLitresPerMinute: [290, 288], reliever: 'before' });
      await eventually(async () => (await own.observations('w')).length === 1, 'the blow is stored');
      const { revision, evaluation } = await stored();
      expect(evaluation).toMatchObject({ evaluatedAtMs: nowMs });
      await monitor.send('air.reading', nowMs - 1000, { placement: 'indoor', pm25MicrogramsPerM3: 12 });
      await eventually(async () => (await own.observations('w')).length === 2, 'the air is stored');
      const after = await stored();
      expect(after.revision).toBeGreaterThan(revision);
      expect(after.evaluation).toEqual(evaluation);
    } finally {
      await own.stop();
    }
  });
});
