import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HealthResponse, PatientSnapshot } from '@airway-twin/contracts/http';
import { Line, aProfile, eventually, type TestDevice } from './line.js';

const MONDAY = Date.parse('2026-03-02T07:00:00Z');

describe.each([
  ['missing', () => join(tmpdir(), 'no-such-folder-of-a-model')],
  [
    'broken',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'airway-twin-broken-model-'));
      writeFileSync(join(folder, 'risk-2.json'), '{"name":');
      return folder;
    },
  ],
])('with a %s model', (_what, modelDir) => {
  let line: Line;
  let meter: TestDevice;
  beforeAll(async () => {
    line = await Line.start({ modelDir: modelDir() });
    [meter] = (await line.patient(aProfile('p'), { 'p-meter': 'peak-flow-meter' })) as [TestDevice];
  });
  afterAll(() => line.stop());

  it('the twin goes on, red zone speaks, and the risk says that it is unavailable and why', async () => {
    await meter.send('peakflow.session', MONDAY, { blowsLitresPerMinute: [140, 135], reliever: 'before' });
    let snapshot: PatientSnapshot | null = null;
    await eventually(async () => {
      snapshot = await line.get<PatientSnapshot>('patient', { patientId: 'p' }, 'clinician');
      return snapshot.twin.observationCount === 1;
    }, 'the blow has reached the twin');
    expect(snapshot!.twin.zone.value).toBe('red');
    expect(snapshot!.recommendations.map((each) => each.ruleId)).toContain('red-zone');
    expect(snapshot!.risk).toEqual({ kind: 'unavailable', reason: expect.stringMatching(/\w+/) });
    const health = (await (await line.request('GET', 'health', {})).json()) as HealthResponse;
    expect(health).toMatchObject({
      status: 'degraded',
      storage: { status: 'ok' },
      broker: { status: 'ok' },
      model: { status: 'unavailable' },
    });
  });
});

describe('while the store refuses to answer', () => {
  it('nothing is lost: what arrives meanwhile is stored when it is back', async () => {
    const line = await Line.start();
    try {
      const [meter] = (await line.patient(aProfile('p'), { 'p-meter': 'peak-flow-meter' })) as [TestDevice];
      const admin = await line.server.runtime.pool.connect();
      await admin.query('BEGIN');
      await admin.query('LOCK TABLE app.observation IN ACCESS EXCLUSIVE MODE');
      for (let i = 0; i < 30; i++) {
        await meter.send('peakflow.session', MONDAY + i * 60_000, {
          blowsLitresPerMinute: [250, 248],
          reliever: 'before',
        });
      }
      await eventually(() => line.server.runtime.meter.received === 30, 'all have arrived');
      expect(line.server.runtime.meter.stored).toBe(0);
      // Ends the writer's transaction from outside, as a failing server would.
      await eventually(async () => {
        const { rowCount } = await admin.query(
          "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
        );
        return (rowCount ?? 0) > 0;
      }, 'the writer waits for the lock');
      const others = await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
      );
      expect(others.rowCount).toBeGreaterThan(0);
      await eventually(() => line.server.runtime.writer.retrying, 'the writer says that it retries');
      await admin.query('ROLLBACK');
      admin.release();
      await eventually(async () => (await line.observations('p')).length === 30, 'all are stored');
      expect(line.server.runtime.metrics().storageRetrying).toBe(false);
    } finally {
      await line.stop();
    }
  });
});
