import { z } from 'zod';
import { POLLEN_LEVELS } from '@airway-twin/domain/measurement';
import { DRUGS, type Drug } from '@airway-twin/domain/patient';
import { PLAUSIBLE, envelopeShape, identifier, localDate, optionalWithin, plainText, within } from './envelope.js';
import type { DeviceStream } from './topics.js';

/** `schema` of a stream's messages: its name and the version of its layout. */
export const STREAM_SCHEMA = {
  'inhaler.actuation': 'inhaler.actuation/1',
  'spirometer.blow': 'spirometer.blow/1',
  'peakflow.session': 'peakflow.session/1',
  'air.reading': 'air.reading/1',
  'environment.day': 'environment.day/1',
  'device.health': 'device.health/1',
} as const satisfies Record<DeviceStream, string>;

const relieverTiming = z.enum(['before', 'after', 'unknown']);
const pollen = z.enum(POLLEN_LEVELS).nullish();

/** One press of an inhaler. What the drug is for (reliever, controller, MART) is not the device's to say: the regimen tells. */
export const inhalerActuation = z.strictObject({
  schema: z.literal(STREAM_SCHEMA['inhaler.actuation']),
  ...envelopeShape,
  drug: z.enum(DRUGS as readonly [Drug, ...Drug[]]),
  peakInspiratoryFlowLitresPerMinute: optionalWithin(PLAUSIBLE.peakInspiratoryFlowLitresPerMinute),
  inhaledVolumeLitres: optionalWithin(PLAUSIBLE.inhaledVolumeLitres),
  inhalationSeconds: optionalWithin(PLAUSIBLE.inhalationSeconds),
  shaken: z.boolean().nullish(),
  tiltDegrees: optionalWithin(PLAUSIBLE.tiltDegrees),
});

const curvePoints = 600;

/** One forced expiration on a spirometer. Blows of one `sessionId` belong together. */
export const spirometerBlow = z
  .strictObject({
    schema: z.literal(STREAM_SCHEMA['spirometer.blow']),
    ...envelopeShape,
    sessionId: identifier(),
    fev1Litres: within(PLAUSIBLE.fev1Litres),
    fvcLitres: within(PLAUSIBLE.fvcLitres),
    pefLitresPerSecond: within(PLAUSIBLE.pefLitresPerSecond),
    fef2575LitresPerSecond: optionalWithin(PLAUSIBLE.fef2575LitresPerSecond),
    forcedExpiratoryTimeSeconds: within(PLAUSIBLE.forcedExpiratoryTimeSeconds),
    backExtrapolatedVolumeLitres: within(PLAUSIBLE.backExtrapolatedVolumeLitres),
    reliever: relieverTiming,
    flowVolumeCurve: z
      .strictObject({
        volumesLitres: z.array(z.number().min(0).max(PLAUSIBLE.fvcLitres.most)).max(curvePoints),
        flowsLitresPerSecond: z.array(z.number().min(0).max(PLAUSIBLE.pefLitresPerSecond.most)).max(curvePoints),
      })
      .refine((curve) => curve.volumesLitres.length === curve.flowsLitresPerSecond.length, {
        path: ['flowsLitresPerSecond'],
        error: 'expected as many flows as volumes',
      })
      .nullish(),
  })
  .refine((blow) => blow.fev1Litres <= blow.fvcLitres, { path: ['fev1Litres'], error: 'expected at most fvcLitres' });

/** One session on a peak-flow meter: every single blow, in the order blown. */
export const peakFlowSession = z.strictObject({
  schema: z.literal(STREAM_SCHEMA['peakflow.session']),
  ...envelopeShape,
  blowsLitresPerMinute: z.array(within(PLAUSIBLE.pefLitresPerMinute)).min(1).max(12),
  reliever: relieverTiming,
});

/** One reading of an air monitor. */
export const airReading = z.strictObject({
  schema: z.literal(STREAM_SCHEMA['air.reading']),
  ...envelopeShape,
  placement: z.enum(['indoor', 'outdoor', 'personal']),
  pm25MicrogramsPerM3: optionalWithin(PLAUSIBLE.pm25MicrogramsPerM3),
  pm10MicrogramsPerM3: optionalWithin(PLAUSIBLE.pm10MicrogramsPerM3),
  no2MicrogramsPerM3: optionalWithin(PLAUSIBLE.no2MicrogramsPerM3),
  o3MicrogramsPerM3: optionalWithin(PLAUSIBLE.o3MicrogramsPerM3),
  temperatureCelsius: optionalWithin(PLAUSIBLE.temperatureCelsius),
  relativeHumidityPercent: optionalWithin(PLAUSIBLE.relativeHumidityPercent),
});

/** Pollen, weather and outdoor air of one day where the patient lives, from a feed that is registered like a device. */
export const environmentDay = z.strictObject({
  schema: z.literal(STREAM_SCHEMA['environment.day']),
  ...envelopeShape,
  localDate,
  grassPollen: pollen,
  treePollen: pollen,
  weedPollen: pollen,
  temperatureCelsius: optionalWithin(PLAUSIBLE.temperatureCelsius),
  temperatureMinCelsius: optionalWithin(PLAUSIBLE.temperatureCelsius),
  temperatureMaxCelsius: optionalWithin(PLAUSIBLE.temperatureCelsius),
  relativeHumidityPercent: optionalWithin(PLAUSIBLE.relativeHumidityPercent),
  pressureHectopascals: optionalWithin(PLAUSIBLE.pressureHectopascals),
  windMetresPerSecond: optionalWithin(PLAUSIBLE.windMetresPerSecond),
  pm25MicrogramsPerM3: optionalWithin(PLAUSIBLE.pm25MicrogramsPerM3),
  pm10MicrogramsPerM3: optionalWithin(PLAUSIBLE.pm10MicrogramsPerM3),
  no2MicrogramsPerM3: optionalWithin(PLAUSIBLE.no2MicrogramsPerM3),
  o3MicrogramsPerM3: optionalWithin(PLAUSIBLE.o3MicrogramsPerM3),
});

/** State of the device itself. */
export const deviceHealth = z.strictObject({
  schema: z.literal(STREAM_SCHEMA['device.health']),
  ...envelopeShape,
  batteryPercent: z.number().min(0).max(100).nullish(),
  firmware: plainText(64).nullish(),
  dosesLeft: z.number().int().min(0).max(1000).nullish(),
});

export const STREAM_MESSAGE = {
  'inhaler.actuation': inhalerActuation,
  'spirometer.blow': spirometerBlow,
  'peakflow.session': peakFlowSession,
  'air.reading': airReading,
  'environment.day': environmentDay,
  'device.health': deviceHealth,
} as const satisfies Record<DeviceStream, z.ZodType>;

export type StreamMessage<S extends DeviceStream> = z.infer<(typeof STREAM_MESSAGE)[S]>;

/**
 * A check of a stream's messages that costs less than the schema does. It accepts nothing that the schema refuses or would change, and
 * need not accept all that the schema takes. Such checks are compiled, and by those who may compile: a page's content security policy
 * forbids it.
 */
export type QuickChecks = { readonly [S in DeviceStream]?: (value: object) => boolean };
