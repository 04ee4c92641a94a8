import { BEST_PEF_LITRES_PER_MINUTE } from './cohort.mjs';
import { TRAFFIC_MS } from './schedule.mjs';
import { randomFrom } from './seeded-random.mjs';

const HOUR_MS = 3_600_000;
/** Messages of one patient in a round, by device. */
const COUNTS = { meter: 8, inhaler: 30, air: 110 };
const STREAM = { meter: 'peakflow.session', inhaler: 'inhaler.actuation', air: 'air.reading' };
/** Where patients on the data clock live unless the round says another day: no clock changes there. */
const USUAL_DAY = '2025-06-10';
/** Their messages of a round span this much of the day's night, in which clocks change. */
const DATA_SPAN_MS = 8 * HOUR_MS;
/** A red blow comes when this share of the traffic is through, a person's last. */
const RED_SHARE = 0.75;

/**
 * Something that a device measures: `atMs` after the start of the round. `measured`: ms from then on the device's clock (its own errors
 * included), or an instant of the story.
 * @typedef {{ atMs: number, deviceId: string, stream: import('@airway-twin/contracts/mqtt').DeviceStream, fields: object,
 *   measured: { kind: 'ago', ms: number } | { kind: 'instant', atMs: number } }} Event
 */

/**
 * All that the devices of a round measure, in the order of time; with the faults of clocks and lateness of the plan.
 * @param {import('./schedule.mjs').RoundPlan} plan @param {readonly import('./cohort.mjs').Person[]} people
 * @returns {Event[]}
 */
export function storyOf(plan, people) {
  const fault = (kind) => plan.faults.find((each) => each.kind === kind);
  const [late, skew, back, dst] = ['late', 'clock-skew', 'clock-back', 'daylight-saving'].map(fault);
  const events = people.flatMap((person) => eventsOf(plan, person, String(dst?.day ?? USUAL_DAY)));
  const plain = people.filter(({ role, clock }) => role === 'plain' && clock === 'wall');
  const of = (person) => new Set(Object.values(person.devices));
  if (late) shiftLate(randomFrom(plan.seed, plan.number, 'late'), events, of(plain[0]));
  if (skew) shift(events, of(plain[1]), Number(skew.hours) * HOUR_MS, 0);
  if (back) shift(events, of(plain[0]), -Number(back.hours) * HOUR_MS, TRAFFIC_MS / 2);
  return events.sort((a, b) => a.atMs - b.atMs);
}

/** @param {import('./schedule.mjs').RoundPlan} plan @param {import('./cohort.mjs').Person} person @param {string} day */
function eventsOf(plan, person, day) {
  return Object.entries(COUNTS).flatMap(([name, count]) => {
    const random = randomFrom(plan.seed, plan.number, person.patientId, name);
    const deviceId = person.devices[name];
    const isRed = person.role === 'red' && name === 'meter';
    const lastMs = isRed ? TRAFFIC_MS * RED_SHARE : TRAFFIC_MS;
    const times = Array.from({ length: count }, () => Math.round(random.between(0, lastMs))).sort((a, b) => a - b);
    return times.map((atMs, index) => {
      const fields = isRed && index === count - 1 ? RED_BLOWS : measuredFields[name](random);
      const measured =
        person.clock === 'wall'
          ? { kind: 'ago', ms: 0 }
          : { kind: 'instant', atMs: Date.parse(`${day}T00:00:00Z`) - 2 * HOUR_MS + shareOf(atMs) * DATA_SPAN_MS };
      return { atMs, deviceId, stream: STREAM[name], fields, measured };
    });
  });
}

/** What a person in the red zone blows. */
const RED_BLOWS = {
  blowsLitresPerMinute: [0.45, 0.44].map((share) => share * BEST_PEF_LITRES_PER_MINUTE),
  reliever: 'before',
};

/** Is it the blow that puts a person into the red zone? @param {string | null} stream @param {unknown} data of an observation */
export function isRedBlow(stream, data) {
  const [first] = RED_BLOWS.blowsLitresPerMinute;
  return stream === STREAM.meter && /** @type {any} */ (data).blowsLitresPerMinute[0] === first;
}

/** What a device of that kind measures on a usual day. */
export const measuredFields = {
  meter: (random) => {
    const level = BEST_PEF_LITRES_PER_MINUTE * random.between(0.84, 0.97);
    return { blowsLitresPerMinute: [0.97, 1].map((share) => Math.round(level * share)), reliever: 'before' };
  },
  inhaler: (random) => ({
    drug: random.chance(0.9) ? 'budesonide' : 'salbutamol',
    peakInspiratoryFlowLitresPerMinute: Math.round(random.between(25, 75)),
    shaken: random.chance(0.8),
  }),
  air: (random) => ({
    placement: 'indoor',
    pm25MicrogramsPerM3: Math.round(random.between(5, 35)),
    temperatureCelsius: Math.round(random.between(17, 23)),
  }),
};

/** @param {number} atMs */
const shareOf = (atMs) => Math.round((atMs / TRAFFIC_MS) * 10_000) / 10_000;

/** Every third message of these devices was measured a second to thirty days ago, more often hours than weeks. */
function shiftLate(random, events, devices) {
  for (const event of events) {
    if (!devices.has(event.deviceId) || !random.chance(1 / 3)) continue;
    event.measured = { kind: 'ago', ms: Math.round(1_000 * (30 * 86_400) ** random.next()) };
  }
}

/** The clocks of these devices are wrong from then on. @param {number} ms ahead */
function shift(events, devices, ms, fromMs) {
  for (const event of events) {
    if (!devices.has(event.deviceId) || event.atMs < fromMs || event.measured.kind !== 'ago') continue;
    event.measured = { kind: 'ago', ms: Math.round(event.measured.ms - ms) };
  }
}

/** @param {Event['measured']} measured @param {number} nowMs @returns {string} the instant on the wire */
export function measuredAt(measured, nowMs) {
  return new Date(measured.kind === 'ago' ? nowMs - measured.ms : measured.atMs).toISOString();
}
