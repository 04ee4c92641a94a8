import { DEMO_SITE_ID } from '@airway-twin/contracts/http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NO_FAULTS } from '@airway-twin/contracts/replay';
import { AAMOS_FILES } from '../src/aamos00/csv-table.js';
import { aamosTable, replayAamos00 } from '../src/aamos00/replay-aamos00.js';
import { mqttLinks } from '@airway-twin/device/client';
import { connectSimulatedDevice } from '../src/device/simulated-device.js';
import { payloadCorruptions } from '../src/faults/corrupt.js';
import { demoCohort } from '../src/patients/cohort.js';
import type { UnsentPayload } from '../src/patients/life-events.js';
import { registrationOf } from '../src/patients/registration.js';
import { puffAndBlowsRecording } from '../src/recordings/puff-and-blows.js';
import { startRecordingRun } from '../src/runs/recording-run.js';
import { connectSystem, register, type DemoSystem } from '../src/system/demo-system.js';
import { startSystem, type RunningSystem } from './running-system.js';

const nothing = (): void => undefined;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
async function until(what: string, test: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await test()) return;
    await sleep(100);
  }
  throw new Error(`never happened: ${what}`);
}

describe('simulators against the running system', () => {
  let running: RunningSystem;
  let system: DemoSystem;
  beforeAll(async () => {
    running = await startSystem();
    system = await connectSystem(running.apiUrl);
  });
  afterAll(async () => running.stop());

  it('2,000 corrupt messages of more than 20 kinds between good ones: each refused for its reason, the good ones all stored once', async () => {
    const spec = { ...demoCohort()[0]!, patientId: 'corrupt-1', displayName: 'Corrupt test (invented)' };
    const startMs = Date.parse('2026-05-01T00:00:00Z');
    const registered = await register(system, registrationOf([spec], startMs));
    const deviceId = 'corrupt-1-peakflow';
    const device = connectSimulatedDevice({
      site: DEMO_SITE_ID,
      deviceId,
      bootId: 'boot',
      openLink: mqttLinks(registered.accessOf(deviceId), nothing),
      wallNowMs: () => Date.now(),
      deviceNowMs: () => Date.now(),
    });
    const kinds = payloadCorruptions('peakflow.session');
    const expected = new Map<string, number>();
    for (let seq = 0; seq < 2000; seq++) {
      const payload: UnsentPayload = {
        schema: 'peakflow.session/1',
        bootId: 'boot',
        seq,
        measuredAt: new Date(startMs + seq * 60_000).toISOString(),
        blowsLitresPerMinute: [200 + (seq % 40), 210],
        reliever: 'before',
      };
      void device.publishNumbered('peakflow.session', payload);
      const kind = kinds[seq % kinds.length]!;
      const damaged = kind.corrupt({
        site: DEMO_SITE_ID,
        deviceId,
        stream: 'peakflow.session',
        payload: { ...payload, seq: 100_000 + seq, sentAt: new Date().toISOString() },
      });
      device.publishRaw(damaged.topic, damaged.payload);
      expected.set(kind.reason, (expected.get(kind.reason) ?? 0) + 1);
      await device.room(500);
    }
    await device.drained();
    const refusedCount = async (): Promise<number> => (await system.engineer.deadLetters(1)).total;
    await until('2,000 dead letters', async () => (await refusedCount()) >= 2000);
    const { total, byReason } = await system.engineer.deadLetters(1);
    expect(total).toBe(2000);
    expect(kinds.length).toBeGreaterThan(20);
    expect(byReason).toEqual(Object.fromEntries(expected));
    const person = await system.patient('corrupt-1');
    const stored = await person.observations('corrupt-1', 'peakflow.session');
    expect(stored.map((one) => one.observation.source.seq).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 2000 }, (_one, index) => index),
    );
    await device.close();
  });

  it('a recording replayed twice is stored once, also with duplicates and out of order', async () => {
    const recording = puffAndBlowsRecording(demoCohort()[6]!);
    for (const faults of [NO_FAULTS, { ...NO_FAULTS, duplicatePercent: 50, reorderPercent: 50 }]) {
      const started = await startRecordingRun({
        system,
        recording,
        speed: null,
        faults,
        seed: 1,
        runId: `test${faults.duplicatePercent}`,
        wallNowMs: () => Date.now(),
        say: nothing,
        onChange: nothing,
      });
      await started.run.ended;
      await started.close();
      expect(started.run.state).toBe('finished');
    }
    const person = await system.patient('recorded-01');
    const blows = recording.messages.filter((one) => one.stream === 'spirometer.blow').length;
    await until('all blows', async () => (await person.observations('recorded-01', 'spirometer.blow')).length >= blows);
    const { devices } = await system.engineer.devices();
    const own = devices.filter((row) => row.deviceId.startsWith('recorded-01'));
    expect(own.reduce((sum, row) => sum + row.stored, 0)).toBe(recording.messages.length);
  });

  it('made-up people in the layout of AAMOS-00 are stored exactly once, also when replayed twice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aamos-'));
    try {
      await writeStudy(folder);
      const replay = {
        folder,
        patient: '900',
        speed: null,
        say: nothing,
        wallNowMs: () => Date.now(),
        sleep,
      };
      const first = await replayAamos00(system, replay);
      expect(aamosTable(first)).toMatchObject({ ok: true });
      expect(first.map((one) => [one.stream, one.rows, one.newlyStored, one.refusedByContract])).toEqual([
        ['inhaler.actuation', 60, 60, 0],
        ['peakflow.session', 30, 29, 1],
        ['environment.day', 30, 30, 0],
        ['symptoms.day', 30, 30, 0],
        ['symptoms.week', 1, 1, 0],
      ]);
      const second = await replayAamos00(system, replay);
      expect(aamosTable(second)).toMatchObject({ ok: true });
      expect(second.reduce((sum, one) => sum + one.newlyStored, 0)).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

/** Thirty days of one invented person; one peak-flow row is impossible on purpose. */
async function writeStudy(folder: string): Promise<void> {
  const days = Array.from({ length: 30 }, (_one, day) => day);
  const write = (file: keyof typeof AAMOS_FILES, head: string, rows: readonly string[]): Promise<void> =>
    writeFile(join(folder, AAMOS_FILES[file]), [head, ...rows].join('\n'));
  await write('patients', 'user_key,sex,age_range,pef_best', ['900,female,30-39yo,450']);
  await write(
    'peakFlow',
    'user_key,date,hour,pef_max,pefs,morning',
    days.map((day) => `900,${day},8,430,${day === 7 ? '9000|410' : `430|4${10 + (day % 9)}`},TRUE`),
  );
  await write(
    'inhaler',
    'user_key,date,hour,name',
    days.flatMap((day) => [`900,${day},9,VENTOLIN`, `900,${day},9,Fostair`]),
  );
  await write(
    'environment',
    'user_key,date,temperature,temperature_min,temperature_max,pressure,humidity,wind_speed,no2,o3,pm2_5,pm10,grass_pollen,tree_pollen,weed_pollen',
    days.map((day) => `900,${day},14,12,16,1015,80,3,NA,50,6,9,High,Low,NA`),
  );
  await write(
    'daily',
    'user_key,date,daily_night_symp,daily_day_symp,daily_limit_activity,daily_prev_inhaler,daily_relief_inhaler,daily_triggers',
    days.map((day) => `900,${day},FALSE,TRUE,FALSE,2,1,"2,9"`),
  );
  await write(
    'weekly',
    'user_key,date,weekly_night_symp,weekly_day_symp,weekly_limit_activity,weekly_short_breath,weekly_wheeze,weekly_relief_inhaler,weekly_doc,weekly_hospital,weekly_er,weekly_oral',
    ['900,14,1,5,NA,3,2,3,-4,0,0,3'],
  );
}
