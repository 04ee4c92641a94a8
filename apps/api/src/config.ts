import { hostname as systemHostname } from 'node:os';
import { z } from 'zod';
import { isTopicName } from '@airway-twin/contracts/mqtt';
import { DEFAULT_ALERTS_PER_PATIENT_MONTH } from '@airway-twin/domain/risk';

/** `''` counts as not set, as in a compose file. */
const blank = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional());
const port = z.coerce.number().int().min(1).max(65535);

const environment = z.object({
  PORT: z.preprocess(blank, port.default(3000)),
  HOST: z.preprocess(blank, z.string().default('127.0.0.1')),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'expected postgres://user:password@host:port/database' }),
  MQTT_URL: z.url({ protocol: /^mqtts?$/, error: 'expected mqtt://host:port or mqtts://host:port' }),
  MQTT_PUBLIC_URL: optional(
    z.url({ protocol: /^mqtts?$/, error: 'expected mqtt://host:port: the broker as devices reach it' }),
  ),
  MQTT_CREDENTIAL_KEY: z
    .string({ error: 'expected a secret of at least 32 characters' })
    .min(32, { error: 'expected a secret of at least 32 characters' }),
  DEMO: z.preprocess(blank, z.enum(['cohort', 'off'], { error: 'expected cohort or off' }).default('cohort')),
  MQTT_SHARED_GROUP: optional(z.string().refine(isTopicName, { error: 'expected letters, digits, - and _' })),
  INSTANCE: optional(z.string().refine(isTopicName, { error: 'expected letters, digits, - and _' })),
  INSTANCE_URL: optional(
    z.url({ protocol: /^https?$/, error: 'expected http://host:port: this process as the others reach it' }),
  ),
  REQUIRE_TIMESCALE: z.preprocess(blank, z.enum(['0', '1'], { error: 'expected 0 or 1' }).default('0')),
  WEB_DIST: optional(z.string()),
  MODEL_DIR: optional(z.string()),
  RISK_ALERTS_PER_PATIENT_MONTH: z.preprocess(
    blank,
    z.coerce.number().min(0).max(31).default(DEFAULT_ALERTS_PER_PATIENT_MONTH),
  ),
  LOG_LEVEL: z.preprocess(
    blank,
    z
      .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'expected debug, info, warn, error or silent' })
      .default('info'),
  ),
});

export interface ApiConfig {
  readonly port: number;
  readonly host: string;
  readonly databaseUrl: string;
  readonly mqttUrl: string;
  /** The broker's address as devices reach it, handed out with their credentials. */
  readonly mqttPublicUrl: string;
  readonly mqttCredentialKey: string;
  /** Group of the broker's shared subscription; null: one process reads for all. */
  readonly mqttSharedGroup: string | null;
  /** Name of this process among those that share the work. One of the same name that starts later takes its place. */
  readonly instance: string;
  /** Where the other processes reach this one. */
  readonly instanceUrl: string;
  readonly demo: boolean;
  readonly requireTimescale: boolean;
  readonly webDist: string;
  readonly modelDir: string;
  /** Risk alerts to a clinician per patient in 30 days, at most. */
  readonly riskAlertsPerPatientMonth: number;
  readonly logLevel: string;
}

/** A host's name as the name of an instance: what may not stand in one becomes `-`. */
function nameOfHost(hostname: string): string {
  return (
    hostname
      .replace(/[^A-Za-z0-9_-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 64) || 'api'
  );
}

/** The configuration from environment variables, or one line per variable that is wrong with what was expected. */
export function parseConfig(
  env: Readonly<Record<string, string | undefined>>,
  hostname: string = systemHostname(),
): ApiConfig | { problems: string[] } {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    return { problems: parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`) };
  }
  const value = parsed.data;
  return {
    port: value.PORT,
    host: value.HOST,
    databaseUrl: value.DATABASE_URL,
    mqttUrl: value.MQTT_URL,
    mqttPublicUrl: value.MQTT_PUBLIC_URL ?? value.MQTT_URL,
    mqttCredentialKey: value.MQTT_CREDENTIAL_KEY,
    mqttSharedGroup: value.MQTT_SHARED_GROUP ?? null,
    // Alone, the name is always the same, so that a process that starts again goes on at once; of several each needs its own.
    instance: value.INSTANCE ?? (value.MQTT_SHARED_GROUP === undefined ? 'api' : nameOfHost(hostname)),
    instanceUrl:
      value.INSTANCE_URL ?? `http://${value.HOST === '0.0.0.0' ? hostname : '127.0.0.1'}:${String(value.PORT)}`,
    demo: value.DEMO !== 'off',
    requireTimescale: value.REQUIRE_TIMESCALE === '1',
    webDist: value.WEB_DIST ?? new URL('../../web/dist', import.meta.url).pathname,
    modelDir: value.MODEL_DIR ?? new URL('../../../infra/model/artifacts', import.meta.url).pathname,
    riskAlertsPerPatientMonth: value.RISK_ALERTS_PER_PATIENT_MONTH,
    logLevel: value.LOG_LEVEL,
  };
}
