/** Messages of devices for property tests: what each stream's schema must take, and the same with faults in it. */
import fc from 'fast-check';
import { DEVICE_STREAMS, STREAM_MESSAGE, STREAM_SCHEMA, type DeviceStream } from '@airway-twin/contracts/mqtt';
import { PLAUSIBLE, POLLEN_LEVELS, type PlausibleRange } from '@airway-twin/domain/measurement';
import { DRUGS } from '@airway-twin/domain/patient';

const within = ({ least, most }: PlausibleRange) =>
  fc.oneof(fc.constantFrom(least, most), fc.double({ min: least, max: most, noNaN: true }));
/** Left out, null, or there. */
const sensed = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3 });
const identifier = fc.stringMatching(/^[\x21-\x7e]{1,64}$/);
const instant = fc.constantFrom(
  '2026-03-02T07:00:00Z',
  '2026-03-02T07:00:00.000Z',
  '1970-01-01T00:00:00.123456789+23:59',
  '2096-02-29T23:59:59-00:00',
);
const reliever = fc.constantFrom('before', 'after', 'unknown');
const pollen = sensed(fc.constantFrom(...POLLEN_LEVELS));
const air = {
  pm25MicrogramsPerM3: sensed(within(PLAUSIBLE.pm25MicrogramsPerM3)),
  pm10MicrogramsPerM3: sensed(within(PLAUSIBLE.pm10MicrogramsPerM3)),
  no2MicrogramsPerM3: sensed(within(PLAUSIBLE.no2MicrogramsPerM3)),
  o3MicrogramsPerM3: sensed(within(PLAUSIBLE.o3MicrogramsPerM3)),
  temperatureCelsius: sensed(within(PLAUSIBLE.temperatureCelsius)),
  relativeHumidityPercent: sensed(within(PLAUSIBLE.relativeHumidityPercent)),
};
const curve = fc
  .array(fc.tuple(within({ least: 0, most: 10 }), within({ least: 0, most: 20 })), { maxLength: 600, size: 'medium' })
  .map((points) => ({ volumesLitres: points.map(([v]) => v), flowsLitresPerSecond: points.map(([, f]) => f) }));

/** What each stream's schema must take: its required fields, and those that may be left out. */
const FIELDS: Record<DeviceStream, [fields: object, optional: object]> = {
  'inhaler.actuation': [
    { drug: fc.constantFrom(...DRUGS) },
    {
      peakInspiratoryFlowLitresPerMinute: sensed(within(PLAUSIBLE.peakInspiratoryFlowLitresPerMinute)),
      inhaledVolumeLitres: sensed(within(PLAUSIBLE.inhaledVolumeLitres)),
      inhalationSeconds: sensed(within(PLAUSIBLE.inhalationSeconds)),
      shaken: sensed(fc.boolean()),
      tiltDegrees: sensed(within(PLAUSIBLE.tiltDegrees)),
    },
  ],
  'spirometer.blow': [
    {
      sessionId: identifier,
      fev1Litres: within({ least: 0.1, most: 4 }),
      fvcLitres: within({ least: 4, most: 10 }),
      pefLitresPerSecond: within(PLAUSIBLE.pefLitresPerSecond),
      forcedExpiratoryTimeSeconds: within(PLAUSIBLE.forcedExpiratoryTimeSeconds),
      backExtrapolatedVolumeLitres: within(PLAUSIBLE.backExtrapolatedVolumeLitres),
      reliever,
    },
    { fef2575LitresPerSecond: sensed(within(PLAUSIBLE.fef2575LitresPerSecond)), flowVolumeCurve: sensed(curve) },
  ],
  'peakflow.session': [
    {
      blowsLitresPerMinute: fc.array(within(PLAUSIBLE.pefLitresPerMinute), { minLength: 1, maxLength: 12 }),
      reliever,
    },
    {},
  ],
  'air.reading': [{ placement: fc.constantFrom('indoor', 'outdoor', 'personal') }, air],
  'environment.day': [
    { localDate: fc.constantFrom('2026-03-02', '2024-02-29', '0000-01-31') },
    {
      ...air,
      grassPollen: pollen,
      treePollen: pollen,
      weedPollen: pollen,
      temperatureMinCelsius: sensed(within(PLAUSIBLE.temperatureCelsius)),
      temperatureMaxCelsius: sensed(within(PLAUSIBLE.temperatureCelsius)),
      pressureHectopascals: sensed(within(PLAUSIBLE.pressureHectopascals)),
      windMetresPerSecond: sensed(within(PLAUSIBLE.windMetresPerSecond)),
    },
  ],
  'device.health': [
    {},
    {
      batteryPercent: sensed(within({ least: 0, most: 100 })),
      firmware: sensed(fc.constantFrom('1.0', 'ä', '😀'.repeat(64), 'x'.repeat(64))),
      dosesLeft: sensed(fc.integer({ min: 0, max: 1000 })),
    },
  ],
};

/** A message that the stream's schema must take. */
export function messageOf(stream: DeviceStream): fc.Arbitrary<Record<string, unknown>> {
  const [fields, optional] = FIELDS[stream];
  const envelope = {
    schema: fc.constant(STREAM_SCHEMA[stream]),
    bootId: identifier,
    seq: fc.maxSafeNat(),
    measuredAt: instant,
    sentAt: instant,
  };
  const required = { ...envelope, ...fields };
  return fc.record(
    { ...required, ...optional } as Record<string, fc.Arbitrary<unknown>>,
    { requiredKeys: Object.keys(required), noNullPrototype: true } as object,
  );
}

const texts = [
  ...['', ' ', 'a b', 'ä', '\u0000', '\ud800', '😀', '1', 'null', '__proto__', 'air.reading/1', 'salbutamol', 'low'],
  ...['x'.repeat(64), 'x'.repeat(65), '😀'.repeat(33), '😀'.repeat(65), 'line\nbreak', 'a\n', '\u2028', '\u0085'],
  ...[
    '2026-03-02T07:00:00Z',
    '2026-03-02T07:00:00',
    '2026-03-02 07:00:00Z',
    '2026-03-02T07:00Z',
    '2026-03-02t07:00:00z',
  ],
  ...['2026-02-29T07:00:00Z', '2026-03-02T24:00:00Z', '2026-03-02T07:00:60Z', '2026-03-02T07:00:00+24:00'],
  ...['2026-03-02T07:00:00Z\n', '1969-12-31T23:59:59Z', '2100-01-01T00:00:00Z', '2026-03-02T07:00:00+0100'],
  ...['2026-03-02', '2026-02-30', '2026-3-2', '٢٠٢٦-03-02'],
];
const numbers = [
  ...[
    '1e999',
    '-1e999',
    '-0',
    '-0.0',
    '1e-400',
    '5e-324',
    '-5e-324',
    '1.0',
    '1.5',
    '-1',
    '1e2',
    '0.1',
    '0.09999999999999999',
  ],
  ...['9007199254740991', '9007199254740992', '9007199254740993', '1e16', '1000.0000000000001', '1001', '2147483648'],
  ...Object.values(PLAUSIBLE).flatMap(({ least, most }) => [least, most, least - 1e-9, most + 1e-9].map(String)),
];
const long = (length: number, value: string) => `[${Array.from({ length }, () => value).join(',')}]`;
const others = [
  ...['null', 'true', 'false', 'NaN', 'undefined', '{}', '[]', '[null]', '[[1]]', '[300]', '["300"]', '{"length":1}'],
  ...[long(12, '300'), long(13, '300'), '[300,1e999]', '{"__proto__":null}', '{"toString":1}'],
  ...[601, 600].map((n) => `{"volumesLitres":${long(n, '1')},"flowsLitresPerSecond":${long(n, '1')}}`),
  '{"volumesLitres":[1],"flowsLitresPerSecond":[1,2]}',
  '{"volumesLitres":[1],"flowsLitresPerSecond":[-0]}',
  '{"volumesLitres":[1],"flowsLitresPerSecond":{"length":1}}',
  '{"volumesLitres":"a","flowsLitresPerSecond":"b"}',
  '{"volumesLitres":[1]}',
  '{"volumesLitres":[],"flowsLitresPerSecond":[],"__proto__":{}}',
];
/** What a faulty device may write for a value: JSON, and what is none. */
export const WRITTEN_VALUES = [...texts.map((text) => JSON.stringify(text)), ...numbers, ...others];
const strangeKeys = ['extra', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '', 'Schema'];

/** A good message with up to three faults, as its device would write it: fields changed, left out, added, or written twice. */
export const damagedMessage = fc.constantFrom(...DEVICE_STREAMS).chain((stream) =>
  fc
    .tuple(
      messageOf(stream),
      fc.array(
        fc.record({
          field: fc.oneof(
            { weight: 5, arbitrary: fc.constantFrom(...Object.keys(STREAM_MESSAGE[stream].shape)) },
            { weight: 1, arbitrary: fc.constantFrom(...strangeKeys) },
          ),
          change: fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(...WRITTEN_VALUES) },
            { weight: 1, arbitrary: fc.json({ maxDepth: 2 }) },
            { weight: 1, arbitrary: fc.constant(null) },
          ),
          isFirst: fc.boolean(),
          isTwice: fc.boolean(),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([message, faults]) => {
      let fields = Object.entries(message).map(([key, value]) => [key, JSON.stringify(value)] as const);
      for (const { field, change, isFirst, isTwice } of faults) {
        if (!isTwice) fields = fields.filter(([key]) => key !== field);
        if (change !== null) fields = isFirst ? [[field, change], ...fields] : [...fields, [field, change]];
      }
      return { stream, json: `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}` };
    }),
);
