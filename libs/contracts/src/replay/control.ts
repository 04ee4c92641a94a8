import { z } from 'zod';
import { identifier, instant, plainText } from '../mqtt/envelope.js';

/**
 * The replay runner is registered like a device (kind `replay-runner`, id `REPLAY_RUNNER_ID`) and is steered over its own command and
 * status topics, so that the console needs no second door. Its status message takes the place of `device.status`.
 */
export const REPLAY_RUNNER_ID = 'replay-runner';

/** `schema` of the runner's messages. */
export const REPLAY_SCHEMA = { command: 'replay.command/1', status: 'replay.status/1' } as const;

export const SCENARIOS = [
  'missed-preventer-week',
  'cold-to-attack',
  'reliever-puff-now',
  'polluted-week',
  'technique-slips',
  'device-goes-silent',
] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export const faultSettings = z.strictObject({
  dropPercent: z.number().min(0).max(100),
  duplicatePercent: z.number().min(0).max(100),
  reorderPercent: z.number().min(0).max(100),
  corruptPercent: z.number().min(0).max(100),
  delayMs: z.number().min(0).max(60_000),
  clockSkewMs: z.number().min(-86_400_000).max(86_400_000),
});
export type FaultSettings = z.infer<typeof faultSettings>;

export const NO_FAULTS: FaultSettings = {
  dropPercent: 0,
  duplicatePercent: 0,
  reorderPercent: 0,
  corruptPercent: 0,
  delayMs: 0,
  clockSkewMs: 0,
};

/** How many times faster than life; null: as fast as possible. */
const speed = z.number().min(0.1).max(1_000_000).nullable();

const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scenario'), scenario: z.enum(SCENARIOS), patientId: identifier() }),
  z.strictObject({ kind: z.literal('recording'), name: plainText(120) }),
]);

/** `POST /api/replay`, and the same object on the runner's command topic. */
export const replayCommand = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('start'), source, speed, faults: faultSettings }),
  z.strictObject({ action: z.literal('pause') }),
  z.strictObject({ action: z.literal('resume') }),
  z.strictObject({ action: z.literal('stop') }),
  z.strictObject({ action: z.literal('set-speed'), speed }),
  /** To a share of the run, 0…1; what lies before is sent as fast as possible. */
  z.strictObject({ action: z.literal('seek'), fraction: z.number().min(0).max(1) }),
  /** Speed of the demo cohort's own life. */
  z.strictObject({ action: z.literal('set-cohort-speed'), speed: z.number().min(0).max(100_000) }),
]);
export type ReplayCommand = z.infer<typeof replayCommand>;

/** On the runner's command topic. */
export const replayCommandMessage = z.strictObject({
  schema: z.literal(REPLAY_SCHEMA.command),
  id: identifier(),
  command: replayCommand,
});

const run = z.strictObject({
  source,
  state: z.enum(['running', 'paused', 'finished', 'stopped', 'failed']),
  speed,
  faults: faultSettings,
  sent: z.number().int(),
  total: z.number().int(),
  faultsInjected: z.number().int(),
  /** The instant of the story that is being told now. */
  storyAt: instant.nullable(),
  message: plainText(400).nullable(),
});

/** `GET /api/replay`, and retained on the runner's status topic. */
export const replayStatus = z.strictObject({
  schema: z.literal(REPLAY_SCHEMA.status),
  online: z.boolean(),
  at: instant,
  scenarios: z.array(z.enum(SCENARIOS)),
  recordings: z.array(z.strictObject({ name: z.string(), messages: z.number().int(), seconds: z.number() })),
  /** Patients that a scenario may be played on. */
  patientIds: z.array(z.string()),
  cohort: z
    .strictObject({
      patients: z.number().int(),
      speed: z.number(),
      phase: z.enum(['loading-history', 'live', 'waiting', 'off']),
      historySent: z.number().int(),
      historyTotal: z.number().int(),
      storyAt: instant.nullable(),
    })
    .nullable(),
  run: run.nullable(),
});
export type ReplayStatus = z.infer<typeof replayStatus>;
