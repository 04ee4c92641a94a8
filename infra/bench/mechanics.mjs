/** How quickly the airways breathe: one forced expiration, one table of a patient, one look into it. On this thread, without the line. */
import { relativeArea, tubeLaw, TUBE_LAW_GENERATIONS } from '@airway-twin/domain/airways';
import { airflowAt, airflowTable, forcedExpiration, lungsOf } from '@airway-twin/domain/mechanics';
import { median } from './results.mjs';

/** A boy of ten, 139 cm: nobody in particular. */
const BUILD = { heightCm: 139, ageYears: 10, sex: 'male', assumed: false, bestFev1Litres: null };
const WARM_UP_CURVES = 60;
const CURVES_A_ROUND = 20;
const LOOKUPS_A_ROUND = 50_000;
/** What even a perfect solver has to read: the tube law once for each generation, at every volume, for every halving down to 1 in 4000. */
const LEAST_TUBE_LAWS = 26 * 12 * TUBE_LAW_GENERATIONS;
const NODES = 121;

/**
 * Medians over the rounds.
 * @param {number} rounds
 * @returns {{ curveMs: number, rawCurveMs: number, tableMs: number, lookupUs: number, rawLookupUs: number }}
 */
export function measureMechanics(rounds) {
  const lungs = lungsOf(BUILD);
  const table = airflowTable(BUILD);
  for (let at = 0; at < WARM_UP_CURVES; at++) curve(lungs, at);
  const measured = { curveMs: [], rawCurveMs: [], tableMs: [], lookupUs: [], rawLookupUs: [] };
  for (let round = 0; round < rounds; round++) {
    measured.rawCurveMs.push(msOf(() => rawTubeLaws(CURVES_A_ROUND)) / CURVES_A_ROUND);
    measured.curveMs.push(
      msOf(() => {
        for (let at = 0; at < CURVES_A_ROUND; at++) curve(lungs, at);
      }) / CURVES_A_ROUND,
    );
    measured.tableMs.push(msOf(() => airflowTable(BUILD)));
    measured.rawLookupUs.push((1000 * msOf(() => rawReads(table))) / LOOKUPS_A_ROUND);
    measured.lookupUs.push((1000 * msOf(() => lookups(table))) / LOOKUPS_A_ROUND);
  }
  return /** @type {any} */ (
    Object.fromEntries(Object.entries(measured).map(([name, values]) => [name, median(values)]))
  );
}

export { NODES as TABLE_CURVES };

/** Traits all over the square, so that easy and hard curves are both in. */
function curve(lungs, at) {
  return forcedExpiration(lungs, { constriction: (at * 0.618) % 1, inflammation: (at * 0.414) % 1 });
}

/** As many readings of the tube law as curves need at the very least. */
function rawTubeLaws(curves) {
  let sum = 0;
  for (let at = 0; at < curves * LEAST_TUBE_LAWS; at++) {
    sum += relativeArea(tubeLaw(at % TUBE_LAW_GENERATIONS), (at % 97) - 60);
  }
  return sum;
}

function lookups(table) {
  let sum = 0;
  for (let at = 0; at < LOOKUPS_A_ROUND; at++) {
    sum += airflowAt(table, 'fev1', (at * 0.000618) % 1, (at * 0.00414) % 1).lnShare;
  }
  return sum;
}

/** The sixteen values around a point, each once, weighted: what any bicubic look-up reads. */
function rawReads(table) {
  const values = table.lnShare.fev1;
  let sum = 0;
  for (let at = 0; at < LOOKUPS_A_ROUND; at++) {
    const first = (at * 7) % (NODES - 37);
    for (let row = 0; row < 4; row++)
      for (let column = 0; column < 4; column++) sum += values[first + 11 * row + column] * at;
  }
  return sum;
}

/** @param {() => unknown} work @returns {number} */
function msOf(work) {
  const from = performance.now();
  work();
  return performance.now() - from;
}
