import type { AirwayTree } from '@airway-twin/domain/airways';
import { STATE_CHANNELS } from '../pose/index.js';
import { restingAirways } from '../pose/resting-airways.js';
import { airRoutes } from './air-routes.js';
import { airStations, FORK_STATION, STATIONS } from './air-stations.js';

/**
 * How many times slower the air is drawn than it flows. Real air passes through the trachea in a hundredth of a breath; a picture that shows
 * moving air says this factor. The breath itself runs in true time.
 */
export const AIR_SLOWED = 20;

/** Texels before the stations of a way, texels of one station, and numbers of a texel. */
export const WAY_HEADER = 1;
export const STATION_TEXELS = 3;
export const WAY_CHANNELS = 4;
/** A way passes through at most eleven airways (generations 0–10). */
export const WAY_STATIONS = 1 + 11 * STATIONS;

/** The ways of the air in one state of the airways, as one array the size of a texture of `rows` rows and `width` columns. */
export interface AirWays {
  readonly rows: number;
  readonly width: number;
  /**
   * Four numbers each. First column: where this way's part of all particles begins and ends, 0…1; volume of the way, mL; 1 if its air moves, 0
   * if it stands. Then for each station, from the mouth on: place mm and volume of air from the start of the way, mL; a direction across
   * the way as long as the air reaches, mm, and how much faster than in the healthy airway the air is (0: not, 1: four times or
   * more); the other direction, and the drawn outer radius, mm.
   */
  readonly texels: Float32Array;
  /** The airway in whose lumen the stretch that ends at each station lies; `WAY_STATIONS` for each row. */
  readonly airway: Int16Array;
  /** Stations in use of each row; the others repeat the last. */
  readonly stations: Uint8Array;
}

export interface AirWayCounts {
  readonly moving: number;
  readonly still: number;
}

/** Enough for every segment of the lungs in a healthy tree; one more for each of the usual number of plugs. */
export const WAY_COUNTS: AirWayCounts = { moving: 96, still: 32 };

/** Share of a lumen's room that a bend through a fork may take; the rest is left for the particles. */
const BEND_ROOM = 0.5;

/**
 * The ways of the air through a tree in the state of `texels` (see `AvatarPose`). Places lie by volume: between two stations dV = π r² / q ds,
 * r being the true lumen radius and q the share of the breath, so that a particle that moves with the breathed volume has everywhere the mean
 * speed q·F/(π r²) of the flow F. Air behind a closed or plugged airway is not drawn, air in a dead end stands. No place with its reach
 * lies outside the lumen. Deterministic. Errors: RangeError when a way is longer than `WAY_STATIONS`.
 */
export function airWays(tree: AirwayTree, texels: Float32Array, counts: AirWayCounts = WAY_COUNTS): AirWays {
  const rows = counts.moving + counts.still;
  const width = WAY_HEADER + STATION_TEXELS * WAY_STATIONS;
  const ways = {
    rows,
    width,
    texels: new Float32Array(WAY_CHANNELS * width * rows),
    airway: new Int16Array(WAY_STATIONS * rows),
    stations: new Uint8Array(rows),
  };
  const { moving, still, stillMl } = airRoutes(tree, texels, counts);
  const lumens = lumensIn(tree, texels);
  const headerOf = (row: number) => WAY_CHANNELS * width * row;
  moving.forEach((tip, row) => layWay(ways, row, chainTo(tree, tip), 0, tree, lumens));
  still.forEach((airway, at) => {
    const chain = chainTo(tree, airway);
    layWay(ways, counts.moving + at, chain, chain.length - 1, tree, lumens);
  });
  // Every mL of air gets as many particles: a moving way stands for 1/n of the breath along its own volume, a still one for 1/m of that air.
  const parts = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1)
    parts[row] =
      row < moving.length
        ? (ways.texels[headerOf(row) + 2] ?? 0) / moving.length
        : row >= counts.moving && row < counts.moving + still.length
          ? stillMl / still.length
          : 0;
  const whole = parts.reduce((sum, part) => sum + part, 0);
  let passed = 0;
  for (let row = 0; row < rows; row += 1) {
    ways.texels[headerOf(row)] = whole > 0 ? passed / whole : 0;
    passed += parts[row] ?? 0;
    ways.texels[headerOf(row) + 1] = whole > 0 ? passed / whole : 0;
    ways.texels[headerOf(row) + 3] = row < moving.length ? 1 : 0;
  }
  return ways;
}

/** What the air needs of each airway in a state. */
interface Lumens {
  readonly share: Float32Array;
  readonly trueMm: Float32Array;
  /** True or drawn, whichever is narrower. */
  readonly reachMm: Float32Array;
  readonly outerMm: Float32Array;
  readonly faster: Float32Array;
}

function lumensIn(tree: AirwayTree, texels: Float32Array): Lumens {
  const { count } = tree;
  const resting = restingAirways(tree);
  const row = () => new Float32Array(count);
  const lumens = { share: row(), trueMm: row(), reachMm: row(), outerMm: row(), faster: row() };
  for (let airway = 0; airway < count; airway += 1) {
    const first = STATE_CHANNELS * airway;
    const third = STATE_CHANNELS * (2 * count + airway);
    const share = texels[third] ?? 0;
    const trueMm = texels[third + 1] ?? 0;
    lumens.share[airway] = share;
    lumens.trueMm[airway] = trueMm;
    lumens.reachMm[airway] = Math.min(trueMm, texels[first] ?? 0);
    lumens.outerMm[airway] = texels[first + 1] ?? 0;
    const speed = share / trueMm ** 2;
    const healthy = (tree.volumeFraction[airway] ?? 0) / (resting.lumenMm[airway] ?? 1) ** 2;
    lumens.faster[airway] = Math.min(1, Math.max(0, Math.log2(speed / healthy) / 2));
  }
  return lumens;
}

function chainTo(tree: AirwayTree, airway: number): number[] {
  const chain: number[] = [];
  for (let at = airway; at >= 0; at = tree.parent[at] ?? -1) chain.unshift(at);
  if (1 + STATIONS * chain.length > WAY_STATIONS)
    throw new RangeError(
      `tree: expected ways of at most ${(WAY_STATIONS - 1) / STATIONS} airways, got ${chain.length}`,
    );
  return chain;
}

type Draft = AirWays;

/** Writes the stations of a way through `chain` from its airway `from` on into a row. Volumes are without q where the air stands. */
function layWay(
  ways: Draft,
  row: number,
  chain: readonly number[],
  from: number,
  tree: AirwayTree,
  lumens: Lumens,
): void {
  const { straightMm, bendMm, across, aside, entry } = airStations(tree);
  const { texels, width } = ways;
  const base = WAY_CHANNELS * width * row;
  let station = 0;
  let volumeMl = 0;
  let [x, y, z] = entry.point;
  const put = (
    airway: number,
    placeX: number,
    placeY: number,
    placeZ: number,
    reachMm: number,
    directions: number,
    onward: number,
  ) => {
    if (station > 0) {
      const share = from > 0 ? 1 : (lumens.share[airway] ?? 0) || 1;
      const area = Math.PI * (lumens.trueMm[airway] ?? 0) ** 2;
      volumeMl += ((area / share) * Math.hypot(placeX - x, placeY - y, placeZ - z)) / 1000;
    }
    [x, y, z] = [placeX, placeY, placeZ];
    const at = base + WAY_CHANNELS * (WAY_HEADER + STATION_TEXELS * station);
    texels[at] = x;
    texels[at + 1] = y;
    texels[at + 2] = z;
    texels[at + 3] = volumeMl;
    for (let axis = 0; axis < 3; axis += 1) {
      const one = directions < 0 ? entry.across[axis] : across[directions + axis];
      const other = directions < 0 ? entry.aside[axis] : aside[directions + axis];
      texels[at + 4 + axis] = reachMm * (one ?? 0);
      texels[at + 8 + axis] = reachMm * (other ?? 0);
    }
    texels[at + 7] = lumens.faster[onward] ?? 0;
    texels[at + 11] = lumens.outerMm[onward] ?? 0;
    ways.airway[WAY_STATIONS * row + station] = airway;
    station += 1;
  };
  const first = chain[0] ?? 0;
  if (from === 0) put(first, x, y, z, lumens.reachMm[first] ?? 0, -1, first);
  for (let step = from; step < chain.length; step += 1) {
    const own = chain[step] ?? 0;
    const parent = chain[step - 1] ?? own;
    const ownMm = lumens.reachMm[own] ?? 0;
    const forkMm = Math.min(ownMm, lumens.reachMm[parent] ?? 0);
    const start = STATIONS * own;
    const aroundFork = bendLength(bendMm, start + FORK_STATION);
    const bent = aroundFork > 0 ? Math.min(1, (BEND_ROOM * forkMm) / aroundFork) : 1;
    // Where air stands it stands in the airway itself, not in the air that passes before it.
    for (let at = step === from && from > 0 ? FORK_STATION : 0; at < STATIONS; at += 1) {
      const entryOf = 3 * (start + at);
      const inMm = at < FORK_STATION ? (lumens.reachMm[parent] ?? 0) : at === FORK_STATION ? forkMm : ownMm;
      put(
        at <= FORK_STATION ? parent : own,
        (straightMm[entryOf] ?? 0) + bent * (bendMm[entryOf] ?? 0),
        (straightMm[entryOf + 1] ?? 0) + bent * (bendMm[entryOf + 1] ?? 0),
        (straightMm[entryOf + 2] ?? 0) + bent * (bendMm[entryOf + 2] ?? 0),
        Math.max(0, inMm - bent * bendLength(bendMm, start + at)),
        entryOf,
        at < FORK_STATION ? parent : own,
      );
    }
  }
  ways.stations[row] = station;
  texels[base + 2] = volumeMl;
  // What is not used repeats the last station, so that a search by volume always ends.
  const last = base + WAY_CHANNELS * (WAY_HEADER + STATION_TEXELS * (station - 1));
  for (; station < WAY_STATIONS; station += 1) {
    const at = base + WAY_CHANNELS * (WAY_HEADER + STATION_TEXELS * station);
    texels.copyWithin(at, last, last + WAY_CHANNELS * STATION_TEXELS);
    ways.airway[WAY_STATIONS * row + station] = chain.at(-1) ?? 0;
  }
}

function bendLength(bendMm: Float32Array, station: number): number {
  return Math.hypot(bendMm[3 * station] ?? 0, bendMm[3 * station + 1] ?? 0, bendMm[3 * station + 2] ?? 0);
}
