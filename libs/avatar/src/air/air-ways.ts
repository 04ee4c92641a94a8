import type { AirwayTree } from '@airway-twin/domain/airways';
import { STATE_CHANNELS } from '../pose/index.js';
import { restingAirways } from '../pose/resting-airways.js';
import { airRoutes } from './air-routes.js';
import { STATIONS } from './air-stations.js';
import { layWay, STATION_TEXELS, WAY_CHANNELS, WAY_HEADER, WAY_STATIONS, type Lumens } from './lay-way.js';

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
  /** Volume of the air that all particles stand for, mL: as dense in a narrow airway as in a wide one. */
  readonly airMl: number;
  /** The airway in whose lumen the stretch that ends at each station lies; `WAY_STATIONS` for each row. */
  readonly airway: Int16Array;
}

export interface AirWayCounts {
  readonly moving: number;
  readonly still: number;
}

/** Enough for every segment of the lungs in a healthy tree; one more for each of the usual number of plugs. */
const WAY_COUNTS: AirWayCounts = { moving: 96, still: 32 };

/** How many texels the ways take. */
export function waysSize(counts: AirWayCounts = WAY_COUNTS): { readonly rows: number; readonly width: number } {
  return { rows: counts.moving + counts.still, width: WAY_HEADER + STATION_TEXELS * WAY_STATIONS };
}

/**
 * The ways of the air through a tree in the state of `texels` (see `AvatarPose`). Places lie by volume: between two stations dV = π r² / q ds,
 * r being the true lumen radius and q the share of the breath, so that a particle that moves with the breathed volume has everywhere the mean
 * speed q·F/(π r²) of the flow F. Air behind a closed or plugged airway is not drawn, air in a dead end stands. No place with its reach
 * lies outside the lumen. Deterministic. Errors: RangeError when a way is longer than `WAY_STATIONS`.
 */
export function airWays(tree: AirwayTree, texels: Float32Array, counts: AirWayCounts = WAY_COUNTS): AirWays {
  const { rows, width } = waysSize(counts);
  const ways = {
    rows,
    width,
    texels: new Float32Array(WAY_CHANNELS * width * rows),
    airway: new Int16Array(WAY_STATIONS * rows),
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
  return { ...ways, airMl: whole };
}

function lumensIn(tree: AirwayTree, texels: Float32Array): Lumens {
  const { count } = tree;
  const resting = restingAirways(tree);
  const row = () => new Float32Array(count);
  const lumens = { mlPerMm: row(), reachMm: row(), outerMm: row(), haste: row() };
  for (let airway = 0; airway < count; airway += 1) {
    const first = STATE_CHANNELS * airway;
    const third = STATE_CHANNELS * (2 * count + airway);
    const share = texels[third] ?? 0;
    const trueMm = texels[third + 1] ?? 0;
    lumens.mlPerMm[airway] = (Math.PI * trueMm * trueMm) / (share || 1) / 1000;
    // A picture that shows changes larger than they are may draw the lumen narrower than it is.
    lumens.reachMm[airway] = Math.min(trueMm, texels[first] ?? 0);
    lumens.outerMm[airway] = texels[first + 1] ?? 0;
    const healthyMm = resting.lumenMm[airway] ?? 1;
    const timesFaster = (share * healthyMm * healthyMm) / (trueMm * trueMm * (tree.volumeFraction[airway] ?? 1));
    lumens.haste[airway] = Math.min(1, Math.max(0, Math.log2(timesFaster) / 2));
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
