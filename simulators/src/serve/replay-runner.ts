import { DEMO_SITE_ID } from '@airway-twin/contracts/http';
import { join } from 'node:path';
import { deviceUsername, topicOf } from '@airway-twin/contracts/mqtt';
import {
  REPLAY_SCHEMA,
  REPLAY_RUNNER_ID,
  SCENARIOS,
  replayCommandMessage,
  type FaultSettings,
  type ReplayCommand,
  type ReplayStatus,
} from '@airway-twin/contracts/replay';
import { mqttLinks, type Link, type OutgoingMessage } from '@airway-twin/device/client';
import { listRecordings, openRecording, type RecordingSummary } from '../recordings/recordings-folder.js';
import { startRecordingRun, type StartedRun } from '../runs/recording-run.js';
import { startScenarioRun, type ScenarioRun } from '../runs/scenario-run.js';
import { register, type DemoSystem } from '../system/demo-system.js';
import type { Cohort } from './cohort.js';

export interface RunnerSettings {
  readonly system: DemoSystem;
  readonly dataDir: string;
  /** Recordings that come with the project. */
  readonly shippedRecordings: string;
  readonly wallNowMs: () => number;
  readonly say: (line: string) => void;
}

/** The process that the console steers. */
export interface ReplayRunner {
  /** From then on the status tells of the cohort too, and scenarios may be started. */
  attach(cohort: Cohort): void;
  /** Publishes the status now. */
  changed(): void;
  stop(): Promise<void>;
}

type Source = Extract<ReplayCommand, { action: 'start' }>['source'];

interface Current {
  source: Source;
  faults: FaultSettings;
  speed: number | null;
  /** Null while the run is being prepared. */
  started: StartedRun | ScenarioRun | null;
  message: string | null;
  failed: boolean;
}

const STATUS_EVERY_MS = 1000;
const MESSAGE_LENGTH = 400;

/** Registers the runner like a device, listens to its commands and keeps its status retained on its status topic. */
export async function startReplayRunner(settings: RunnerSettings): Promise<ReplayRunner> {
  const { system, wallNowMs, say } = settings;
  const site = DEMO_SITE_ID;
  const folders = [settings.shippedRecordings, join(settings.dataDir, 'recordings')];
  const registered = await register(system, {
    patients: [],
    devices: [{ siteId: site, deviceId: REPLAY_RUNNER_ID, kind: 'replay-runner', model: 'Replay runner' }],
    assignments: [],
  });
  const commandTopic = topicOf({ site, device: REPLAY_RUNNER_ID, channel: 'command' });
  const statusTopic = topicOf({ site, device: REPLAY_RUNNER_ID, channel: 'status' });
  let recordings: RecordingSummary[] = await listRecordings(folders, say);
  let cohort: Cohort | null = null;
  let current: Current | null = null;
  let done: Promise<void> = Promise.resolve();
  let runs = 0;
  const handled = new Set<string>();

  const status = (online: boolean): ReplayStatus => ({
    schema: REPLAY_SCHEMA.status,
    online,
    at: new Date(wallNowMs()).toISOString(),
    scenarios: [...SCENARIOS],
    recordings,
    patientIds: cohort ? [...cohort.patients.keys()] : [],
    cohort: cohort?.status() ?? null,
    run: current && runStatus(current),
  });
  const message = (online: boolean): OutgoingMessage => ({
    topic: statusTopic,
    payload: new TextEncoder().encode(JSON.stringify(status(online))),
    retain: true,
  });
  const username = deviceUsername(site, REPLAY_RUNNER_ID);
  const link: Link = mqttLinks(registered.accessOf(REPLAY_RUNNER_ID), say)(
    { clientId: username, username, subscriptions: [commandTopic], lastWill: message(false) },
    {
      onOnline: () => changed(),
      onOffline: () => undefined,
      onMessage: (topic, payload, retained) => {
        // A retained command is one of the past.
        if (topic === commandTopic && !retained && payload.length > 0) receive(payload);
      },
    },
  );
  const timer = setInterval(() => changed(), STATUS_EVERY_MS);

  function changed(): void {
    link.publish(message(true)).catch(() => undefined);
  }

  function receive(payload: Uint8Array): void {
    const parsed = replayCommandMessage.safeParse(jsonOf(payload));
    if (!parsed.success) {
      say(
        `a command was not understood: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`,
      );
      return;
    }
    const { id, command } = parsed.data;
    if (handled.has(id)) return;
    handled.add(id);
    // One after the other: a start that follows a stop finds the run before it ended.
    done = done.then(() => obey(command)).catch((error: Error) => say(`replay: ${error.message}`));
  }

  async function obey(command: ReplayCommand): Promise<void> {
    const run = current?.started?.run;
    switch (command.action) {
      case 'start':
        await endCurrent();
        await start(command);
        break;
      case 'pause':
        run?.pause();
        break;
      case 'resume':
        run?.resume();
        break;
      case 'stop':
        await endCurrent();
        break;
      case 'set-speed':
        if (current) current.speed = command.speed;
        run?.setSpeed(command.speed);
        break;
      case 'seek':
        run?.seek(command.fraction);
        break;
      case 'set-cohort-speed':
        cohort?.setSpeed(command.speed);
        break;
    }
    changed();
  }

  async function endCurrent(): Promise<void> {
    const started = current?.started;
    if (!started) return;
    started.run.stop();
    await started.run.ended;
  }

  async function start({ source, speed, faults }: Extract<ReplayCommand, { action: 'start' }>): Promise<void> {
    const mine: Current = { source, faults, speed, started: null, message: 'preparing', failed: false };
    current = mine;
    runs += 1;
    const runId = `run${runs}-${wallNowMs().toString(36)}`;
    changed();
    try {
      if (source.kind === 'recording') {
        const recording = await openRecording(folders, source.name);
        if (!recording) throw new Error(`there is no recording named "${source.name}"`);
        mine.started = await startRecordingRun({
          system,
          recording,
          speed: mine.speed,
          faults,
          seed: runs,
          runId,
          wallNowMs,
          say,
          onChange: changed,
        });
        mine.message = recording.header.source.slice(0, MESSAGE_LENGTH);
      } else {
        if (!cohort) throw new Error('the demo cohort is not there yet');
        const started = await startScenarioRun({
          system,
          cohort,
          scenario: source.scenario,
          patientId: source.patientId,
          speed: mine.speed,
          faults,
          seed: runs,
          wallNowMs,
          say,
          onChange: changed,
          onPreparing: (text) => {
            mine.message = text;
            changed();
          },
        });
        mine.started = started;
        mine.source = { ...source, patientId: started.patientId };
        mine.message = started.message;
      }
      void mine.started.run.ended.then(() => mine.started?.close()).then(changed);
    } catch (error) {
      mine.failed = true;
      mine.message = (error as Error).message.slice(0, MESSAGE_LENGTH);
      say(`replay: ${mine.message}`);
    }
    recordings = await listRecordings(folders, say);
  }

  return {
    attach(theirs) {
      cohort = theirs;
      changed();
    },
    changed,
    async stop() {
      clearInterval(timer);
      await endCurrent();
      await link.publish(message(false)).catch(() => undefined);
      await link.close();
    },
  };
}

function runStatus({ source, faults, speed, started, message, failed }: Current): ReplayStatus['run'] {
  if (!started) {
    return {
      source,
      state: failed ? 'failed' : 'running',
      speed,
      faults,
      sent: 0,
      total: 0,
      faultsInjected: 0,
      storyAt: null,
      message,
    };
  }
  const { run, total, injected } = started;
  return {
    source,
    state: run.state,
    speed: run.speed,
    faults,
    sent: run.sent,
    total,
    faultsInjected: injected,
    storyAt: source.kind === 'scenario' ? new Date(run.storyMs).toISOString() : null,
    message: run.failure?.slice(0, MESSAGE_LENGTH) ?? message,
  };
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
}
