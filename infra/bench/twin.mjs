/** How quickly the twin follows a patient: one observation folded, the twin shown, the next session foretold. On this thread, without the line. */
import { airflowTable, airwayBuildOf } from '@airway-twin/domain/mechanics';
import { DEFAULT_ACTION_PLAN } from '@airway-twin/domain/patient';
import { createTwin, foldObservation, forecastLungFunction, presentTwin } from '@airway-twin/domain/twin';
import { quantile } from './results.mjs';

const DAYS = 60;
const START_MS = Date.parse('2026-01-05T00:00:00Z');
const HOUR_MS = 3_600_000;
const LOOKS_A_ROUND = 200;
/** Parts of the estimator's state: the raw measurement updates a belief of as many. */
const STATE_PARTS = 13;

const PROFILE = {
  siteId: 'bench',
  patientId: 'p1',
  displayName: 'Demo patient 1',
  clock: 'data',
  timeZone: 'Europe/Paris',
  locale: 'en',
  sex: 'male',
  age: { kind: 'birth-date', birthDate: '2016-03-01' },
  heightCm: 139,
  heightMeasuredOn: null,
  medications: [
    {
      drug: 'budesonide',
      role: 'controller',
      dosesPerDay: 2,
      puffsPerDose: 1,
      minimumInspiratoryFlowLitresPerMinute: 30,
    },
    {
      drug: 'salbutamol',
      role: 'reliever',
      dosesPerDay: 0,
      puffsPerDose: 2,
      minimumInspiratoryFlowLitresPerMinute: null,
    },
  ],
  actionPlan: DEFAULT_ACTION_PLAN,
  declaredBestPefLitresPerMinute: 300,
  declaredBestFev1Litres: null,
  attacksLastYear: 1,
  airwaySeed: 1,
};

/**
 * @typedef {{ medianUs: number, p99Us: number, count: number }} Times
 * @typedef {{ foldByStream: Record<string, Times>, fold: Times, rawUpdate: Times, present: Times, forecast: Times, rawJson: Times,
 *   stateBytes: number }} TwinTimes
 */

/**
 * Every fold of sixty busy days, timed one by one, in each round; then looks at the state that they leave.
 * @param {number} rounds
 * @returns {TwinTimes}
 */
export function measureTwin(rounds) {
  const airways = airflowTable(airwayBuildOf(PROFILE));
  const story = busyDays();
  /** @type {Record<string, number[]>} */
  const folds = {};
  const looks = { present: [], forecast: [], rawJson: [], rawUpdate: [] };
  const state = lived(airways, story, null);
  for (let round = 0; round < rounds; round++) {
    lived(airways, story, folds);
    const text = JSON.stringify(state);
    for (let at = 0; at < LOOKS_A_ROUND; at++) {
      const nowMs = state.clockMs + (1 + (at % 48)) * HOUR_MS;
      looks.rawJson.push(usOf(() => JSON.stringify(JSON.parse(text))));
      looks.present.push(usOf(() => presentTwin(state, nowMs)));
      looks.forecast.push(usOf(() => forecastLungFunction(state, 'fev1', nowMs)));
      looks.rawUpdate.push(usOf(bareUpdate));
    }
  }
  return {
    foldByStream: Object.fromEntries(Object.entries(folds).map(([stream, values]) => [stream, timesOf(values)])),
    fold: timesOf(Object.values(folds).flat()),
    present: timesOf(looks.present),
    forecast: timesOf(looks.forecast),
    rawJson: timesOf(looks.rawJson),
    rawUpdate: timesOf(looks.rawUpdate),
    stateBytes: Buffer.byteLength(JSON.stringify(state)),
  };
}

/** The twin that sixty busy days leave. */
export function aBusyTwin() {
  return lived(airflowTable(airwayBuildOf(PROFILE)), busyDays(), null);
}

/** The state after the story; `folds`, when given, gets the time of each fold by stream, µs. */
function lived(airways, story, folds) {
  let state = createTwin(PROFILE, airways);
  for (const observation of story) {
    const us = usOf(() => {
      state = foldObservation(state, observation);
    });
    if (folds) (folds[observation.stream] ??= []).push(us);
  }
  return state;
}

/** One Kalman update of a belief of as many parts as the estimator's, dense and nothing else: least work that an observation can be. */
const bare = {
  mean: new Float64Array(STATE_PARTS),
  covariance: Float64Array.from({ length: STATE_PARTS ** 2 }, (_unused, at) =>
    at % (STATE_PARTS + 1) === 0 ? 1 : 0.01,
  ),
  gradient: Float64Array.from({ length: STATE_PARTS }, (_unused, at) => 1 / (1 + at)),
};
function bareUpdate() {
  const { mean, gradient } = bare;
  const covariance = bare.covariance.slice();
  const cross = new Float64Array(STATE_PARTS);
  let total = 0.01;
  for (let row = 0; row < STATE_PARTS; row++) {
    for (let column = 0; column < STATE_PARTS; column++)
      cross[row] += covariance[row * STATE_PARTS + column] * gradient[column];
    total += gradient[row] * cross[row];
  }
  for (let row = 0; row < STATE_PARTS; row++) {
    mean[row] += (cross[row] / total) * 1e-6;
    for (let column = 0; column < STATE_PARTS; column++)
      covariance[row * STATE_PARTS + column] -= (cross[row] * cross[column]) / total;
  }
  return covariance;
}

/** Fourteen puffs, two sessions on each meter, a diary entry and the air every quarter of an hour, each day, in order. */
function busyDays() {
  const story = [];
  let seq = 0;
  const add = (stream, deviceId, measuredAtMs, data) =>
    story.push({
      stream,
      siteId: PROFILE.siteId,
      patientId: PROFILE.patientId,
      source: { deviceId, bootId: 'boot', seq: seq++ },
      measuredAtMs,
      data,
    });
  for (let day = 0; day < DAYS; day++) {
    const at = (hour) => START_MS + Math.round((day * 24 + hour) * HOUR_MS);
    const level = 1 + 0.06 * Math.sin(day / 3);
    for (let puff = 0; puff < 14; puff++) {
      const isController = puff === 1 || puff === 13;
      add('inhaler.actuation', 'inhaler', at(6.1 + puff), {
        drug: isController ? 'budesonide' : 'salbutamol',
        role: isController ? 'controller' : 'reliever',
        roleAssumed: false,
        technique: null,
      });
    }
    for (const hour of [7.3, 20.2]) {
      for (let blow = 0; blow < 3; blow++)
        add('spirometer.blow', 'spirometer', at(hour) + blow * 60_000, {
          sessionId: `session-${day}-${hour}`,
          fev1Litres: shown(1.8 * level - 0.02 * blow, 3),
          fvcLitres: shown(2.1 * level, 3),
          pefLitresPerSecond: shown(4.6 * level, 2),
          fef2575LitresPerSecond: null,
          forcedExpiratoryTimeSeconds: 6,
          backExtrapolatedVolumeLitres: 0.04,
          reliever: 'unknown',
          flowVolumeCurve: null,
        });
      const best = Math.round(280 * level);
      add('peakflow.session', 'meter', at(hour + 0.2), {
        blowsLitresPerMinute: [best, best - 6, best - 15],
        reliever: 'unknown',
      });
    }
    for (let quarter = 0; quarter < 96; quarter++)
      add('air.reading', 'air', at(quarter / 4), {
        placement: 'indoor',
        pm25MicrogramsPerM3: shown(12 + 5 * Math.sin(day + quarter), 1),
        pm10MicrogramsPerM3: null,
        no2MicrogramsPerM3: null,
        o3MicrogramsPerM3: null,
        temperatureCelsius: null,
        relativeHumidityPercent: null,
      });
    add('symptoms.day', 'app', at(21.5), {
      localDate: new Date(at(12)).toISOString().slice(0, 10),
      nightWaking: day % 4 === 0,
      daySymptoms: day % 3 === 0,
      activityLimited: false,
      relieverPuffs: null,
      controllerTaken: null,
      triggers: [],
      redFlags: [],
    });
    for (const device of ['inhaler', 'spirometer', 'meter', 'air'])
      add('device.health', device, at(5), { batteryPercent: 80, firmware: null, dosesLeft: null });
  }
  return story.sort((a, b) => a.measuredAtMs - b.measuredAtMs || (a.source.deviceId < b.source.deviceId ? -1 : 1));
}

/** The digits that a meter shows. @param {number} value @param {number} digits */
function shown(value, digits) {
  return Number(value.toFixed(digits));
}

/** @param {number[]} values @returns {Times} */
function timesOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { medianUs: quantile(sorted, 0.5), p99Us: quantile(sorted, 0.99), count: sorted.length };
}

/** @param {() => unknown} work @returns {number} */
function usOf(work) {
  const from = performance.now();
  work();
  return 1000 * (performance.now() - from);
}
