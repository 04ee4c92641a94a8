import { z } from 'zod';
import { DRUGS, type Drug, type PatientProfile } from '@airway-twin/domain/patient';
import { DEVICE_KINDS, type DeviceKind } from '@airway-twin/domain/presence';
import { isTimeZone } from '@airway-twin/domain/time';
import { instant, localDate, plainText } from '../mqtt/envelope.js';
import { isTopicName } from '../mqtt/topics.js';

const name = z.string().refine(isTopicName, { error: 'expected letters, digits, "-" or "_", at most 64' });

const age = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('birth-date'), birthDate: localDate }),
  z.strictObject({
    kind: z.literal('range'),
    fromYears: z.number().min(0).max(120),
    toYears: z.number().min(0).max(120).nullable(),
  }),
  z.strictObject({ kind: z.literal('unknown') }),
]);

const medication = z.strictObject({
  drug: z.enum(DRUGS as readonly [Drug, ...Drug[]]),
  role: z.enum(['reliever', 'controller', 'mart']),
  dosesPerDay: z.number().min(0).max(24).nullable(),
  puffsPerDose: z.number().min(1).max(16).nullable(),
  minimumInspiratoryFlowLitresPerMinute: z.number().min(0).max(200).nullable(),
});

const actionPlan = z
  .strictObject({
    version: z.number().int().min(1),
    greenFromPercent: z.number().min(50).max(100),
    redBelowPercent: z.number().min(20).max(80),
    yellowRelieverPuffsPer24h: z.number().int().min(1).max(24),
    reviewRelieverPuffsPer24h: z.number().int().min(1).max(24),
  })
  .refine((plan) => plan.redBelowPercent < plan.greenFromPercent, {
    path: ['redBelowPercent'],
    error: 'expected below greenFromPercent',
  });

/** A patient's profile on the wire: the same fields as the domain's. */
export const patientProfile = z.strictObject({
  siteId: name,
  patientId: name,
  displayName: plainText(80),
  clock: z.enum(['wall', 'data']),
  timeZone: z.string().refine(isTimeZone, { error: 'expected an IANA time zone such as Europe/Paris' }),
  locale: z.enum(['en', 'fr']),
  sex: z.enum(['female', 'male']).nullable(),
  age,
  heightCm: z.number().min(40).max(230).nullable(),
  heightMeasuredOn: localDate.nullable().default(null),
  medications: z.array(medication).max(8),
  actionPlan,
  declaredBestPefLitresPerMinute: z.number().min(50).max(1000).nullable(),
  declaredBestFev1Litres: z.number().min(0.3).max(8).nullable().default(null),
  attacksLastYear: z.number().int().min(0).max(50).nullable(),
  airwaySeed: z.number().int().min(0).max(0xffffffff),
}) satisfies z.ZodType<PatientProfile>;

export { DEVICE_KINDS, type DeviceKind };

const device = z.strictObject({
  siteId: name,
  deviceId: name,
  kind: z.enum(DEVICE_KINDS),
  /** What the maker calls it; shown to engineers. */
  model: plainText(80),
});

/** Who wore the device from when to when (`validTo` null: still). Ranges of one device never overlap. */
const assignment = z.strictObject({
  siteId: name,
  deviceId: name,
  patientId: name,
  validFrom: instant,
  validTo: instant.nullable(),
});

/** `PUT /api/registry`: adds or updates; says again what is known without harm. */
export const registryRequest = z.strictObject({
  patients: z.array(patientProfile).max(1000),
  devices: z.array(device).max(5000),
  assignments: z.array(assignment).max(5000),
});
export type RegistryRequest = z.infer<typeof registryRequest>;
export type DeviceRegistration = z.infer<typeof device>;
export type DeviceAssignment = z.infer<typeof assignment>;

/** The MQTT credentials of each device of the request. The broker lets each publish and read its own topics only. */
export interface RegistryResponse {
  readonly mqttUrl: string;
  readonly credentials: readonly { readonly deviceId: string; readonly username: string; readonly password: string }[];
  /** For recordings: may read every uplink topic, may publish nothing. */
  readonly recorder: { readonly username: string; readonly password: string };
}
