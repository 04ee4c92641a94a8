/**
 * What the devices of a cohort send. Made from a seed, so that the publisher and the measurements beside it make the same messages by
 * themselves.
 */
import { STREAM_SCHEMA } from '@airway-twin/contracts/mqtt';
import { numbersFrom } from '../../libs/testkit/seeded-numbers.mjs';
import { bestPefOf, deviceIdOf, PATIENTS } from './cohort.mjs';

/** Blows of one spirometry session, and every how many of them carry their flow-volume curve. */
const BLOWS_OF_SESSION = 3;
const CURVE_EVERY = 3;
const CURVE_POINTS = 100;
const STORY_MS = 3 * 86_400_000;

/**
 * Share of each stream among what happens: more than people do in a day of what makes the twin think (doses, blows), less of the air
 * readings that make up most of a real day's messages and are cheap.
 */
const SHARES = [
  ['air.reading', 0.55],
  ['inhaler.actuation', 0.3],
  ['peakflow.session', 0.11],
  ['spirometer.blow', 0.04],
];
const DEVICE_OF_STREAM = {
  'air.reading': 'air',
  'inhaler.actuation': 'inhaler',
  'peakflow.session': 'spirometer',
  'spirometer.blow': 'spirometer',
};

/**
 * @typedef {{ patient: number, deviceId: string, stream: import('@airway-twin/contracts/mqtt').DeviceStream, seq: number,
 *   measuredAtMs: number, fields: object }} PlannedMessage
 */

/**
 * The messages of a cohort in the order of sending: the patients in turn, each patient's own in order of time over the three days
 * before `untilMs`.
 * @param {{ cohort: string, messages: number, untilMs: number, firstSeq?: number }} plan `firstSeq`: where the devices' counters stand
 * @returns {PlannedMessage[]}
 */
export function plannedMessages({ cohort, messages, untilMs, firstSeq = 0 }) {
  const lanes = Array.from({ length: PATIENTS }, (_none, patient) => laneOf(cohort, patient, firstSeq));
  const rows = Math.ceil(messages / PATIENTS);
  return Array.from({ length: messages }, (_none, index) => {
    const patient = index % PATIENTS;
    const row = Math.floor(index / PATIENTS);
    const measuredAtMs = Math.round(untilMs - STORY_MS + ((row + 1) / rows) * STORY_MS);
    return { ...lanes[patient].next().value, patient, measuredAtMs };
  });
}

/** One patient's messages without end, but for the time. @param {string} cohort @param {number} patient @param {number} firstSeq */
function* laneOf(cohort, patient, firstSeq) {
  const random = numbersFrom(patient * 7919 + firstSeq + 1);
  const best = bestPefOf(patient);
  const seqs = { inhaler: firstSeq, spirometer: firstSeq, air: firstSeq };
  for (let number = firstSeq; ; number++) {
    const stream = streamOf(random());
    const device = DEVICE_OF_STREAM[stream];
    const deviceId = deviceIdOf(cohort, patient, device);
    const many = stream === 'spirometer.blow' ? BLOWS_OF_SESSION : 1;
    for (let blow = 0; blow < many; blow++) {
      yield { deviceId, stream, seq: seqs[device]++, fields: FIELDS[stream](random, best, `session-${number}`, blow) };
    }
  }
}

/** @param {number} drawn 0 to 1 */
function streamOf(drawn) {
  let sum = 0;
  for (const [stream, share] of SHARES) if (drawn < (sum += share)) return stream;
  return SHARES[0][0];
}

const FIELDS = {
  'air.reading': (random) => ({
    placement: 'indoor',
    pm25MicrogramsPerM3: rounded(5 + 30 * random(), 1),
    no2MicrogramsPerM3: rounded(10 + 40 * random(), 1),
    temperatureCelsius: rounded(17 + 6 * random(), 1),
    relativeHumidityPercent: rounded(35 + 30 * random(), 0),
  }),
  'inhaler.actuation': (random) => ({
    drug: random() < 0.7 ? 'budesonide' : 'salbutamol',
    peakInspiratoryFlowLitresPerMinute: rounded(25 + 50 * random(), 1),
    inhaledVolumeLitres: rounded(0.8 + 1.5 * random(), 2),
    inhalationSeconds: rounded(1 + 3 * random(), 1),
    shaken: random() < 0.8,
  }),
  'peakflow.session': (random, best) => {
    const level = best * (0.65 + 0.3 * random());
    return {
      blowsLitresPerMinute: [0.94, 1, 0.98].map((share) => rounded(level * share, 0)),
      reliever: 'before',
    };
  },
  'spirometer.blow': (random, best, sessionId, blow) => {
    const pefLitresPerSecond = rounded((best / 60) * (0.75 + 0.2 * random()), 2);
    const fvcLitres = rounded(pefLitresPerSecond * 0.55, 2);
    return {
      sessionId,
      fev1Litres: rounded(fvcLitres * (0.7 + 0.12 * random()), 2),
      fvcLitres,
      pefLitresPerSecond,
      fef2575LitresPerSecond: rounded(pefLitresPerSecond * 0.4, 2),
      forcedExpiratoryTimeSeconds: 6,
      backExtrapolatedVolumeLitres: 0.06,
      reliever: 'before',
      ...(blow % CURVE_EVERY === 0 && { flowVolumeCurve: curveOf(pefLitresPerSecond, fvcLitres) }),
    };
  },
};

/** A curve that rises to the peak in the first tenth of the volume and falls to nothing. @param {number} peak @param {number} volume */
function curveOf(peak, volume) {
  const shares = Array.from({ length: CURVE_POINTS }, (_none, index) => index / (CURVE_POINTS - 1));
  return {
    volumesLitres: shares.map((share) => rounded(volume * share, 3)),
    flowsLitresPerSecond: shares.map((share) =>
      rounded(peak * (share < 0.1 ? share / 0.1 : ((1 - share) / 0.9) ** 1.3), 3),
    ),
  };
}

/**
 * The payload of a planned message as its device sends it now.
 * @param {PlannedMessage} message @param {number} sentAtMs @param {number} [measuredAtMs]
 * @returns {string} JSON
 */
export function payloadOf({ stream, seq, fields, ...planned }, sentAtMs, measuredAtMs = planned.measuredAtMs) {
  return JSON.stringify({
    schema: STREAM_SCHEMA[stream],
    bootId: 'boot-1',
    seq,
    measuredAt: new Date(measuredAtMs).toISOString(),
    sentAt: new Date(sentAtMs).toISOString(),
    ...fields,
  });
}

/** @param {number} value @param {number} digits */
function rounded(value, digits) {
  return Number(value.toFixed(digits));
}
