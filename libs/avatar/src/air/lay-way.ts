import type { AirwayTree } from '@airway-twin/domain/airways';
import { airStations, FORK_STATION, STATIONS } from './air-stations.js';

/** Texels before the stations of a way, texels of one station, and numbers of a texel. */
export const WAY_HEADER = 1;
export const STATION_TEXELS = 3;
export const WAY_CHANNELS = 4;
/** A way passes through at most eleven airways (generations 0–10). */
export const WAY_STATIONS = 1 + 11 * STATIONS;

/** What the air needs of each airway in a state. */
export interface Lumens {
  /** Air that has come in by the time that it has gone one mm further: πr²/q; πr² where none flows. */
  readonly mlPerMm: Float32Array;
  /** Radius that particles may fill, mm. */
  readonly reachMm: Float32Array;
  /** Drawn outer radius, mm. */
  readonly outerMm: Float32Array;
  /** How much faster than in health: 0 not, 1 four times or more. */
  readonly haste: Float32Array;
}

/** The rows that ways are written into; see `AirWays`. */
export interface WayRows {
  readonly width: number;
  readonly texels: Float32Array;
  readonly airway: Int16Array;
}

/** Share of a lumen's room that a bend through a fork may take; the rest is left for the particles. */
const BEND_ROOM = 0.5;
const PER_STATION = WAY_CHANNELS * STATION_TEXELS;

/**
 * Writes the stations of a way through `chain`, from its airway number `from` on, into a row, and its volume into the row's header. From the
 * mouth on volumes are the breath's (πr²/q), further down, where air stands, the airway's own.
 */
export function layWay(
  rows: WayRows,
  row: number,
  chain: readonly number[],
  from: number,
  tree: AirwayTree,
  lumens: Lumens,
): void {
  const { straightMm, bendMm, bendLengthMm, across, aside, entry } = airStations(tree);
  const { texels, width } = rows;
  const header = WAY_CHANNELS * width * row;
  let at = header + WAY_CHANNELS * WAY_HEADER;
  const start = WAY_STATIONS * row;
  let station = start;
  let volumeMl = 0;
  const first = chain[from] ?? 0;
  if (from === 0) {
    const reachMm = lumens.reachMm[first] ?? 0;
    for (let axis = 0; axis < 3; axis += 1) {
      texels[at + axis] = entry.point[axis] ?? 0;
      texels[at + 4 + axis] = reachMm * (entry.across[axis] ?? 0);
      texels[at + 8 + axis] = reachMm * (entry.aside[axis] ?? 0);
    }
    texels[at + 7] = lumens.haste[first] ?? 0;
    texels[at + 11] = lumens.outerMm[first] ?? 0;
    rows.airway[station] = first;
    at += PER_STATION;
    station += 1;
  }
  for (let step = from; step < chain.length; step += 1) {
    const own = chain[step] ?? 0;
    const parent = chain[step - 1] ?? own;
    const ownMm = lumens.reachMm[own] ?? 0;
    const parentMm = lumens.reachMm[parent] ?? 0;
    const forkMm = Math.min(ownMm, parentMm);
    const fork = STATIONS * own + FORK_STATION;
    const bent = Math.min(1, (BEND_ROOM * forkMm) / Math.max(1e-6, bendLengthMm[fork] ?? 0));
    // Where air stands it stands in the airway itself, not in the air that passes before it.
    const entered = step === from && from > 0 ? FORK_STATION : 0;
    for (let part = entered; part < STATIONS; part += 1) {
      const one = STATIONS * own + part;
      const beforeFork = part < FORK_STATION;
      const inMm = beforeFork ? parentMm : part === FORK_STATION ? forkMm : ownMm;
      const reachMm = Math.max(0, inMm - bent * (bendLengthMm[one] ?? 0));
      let squaredMm = 0;
      for (let axis = 0; axis < 3; axis += 1) {
        const place = (straightMm[3 * one + axis] ?? 0) + bent * (bendMm[3 * one + axis] ?? 0);
        const stepMm = place - (texels[at + axis - PER_STATION] ?? 0);
        squaredMm += stepMm * stepMm;
        texels[at + axis] = place;
        texels[at + 4 + axis] = reachMm * (across[3 * one + axis] ?? 0);
        texels[at + 8 + axis] = reachMm * (aside[3 * one + axis] ?? 0);
      }
      const lumen = part <= FORK_STATION ? parent : own;
      if (station > start) volumeMl += (lumens.mlPerMm[lumen] ?? 0) * Math.sqrt(squaredMm);
      texels[at + 3] = volumeMl;
      texels[at + 7] = lumens.haste[beforeFork ? parent : own] ?? 0;
      texels[at + 11] = lumens.outerMm[beforeFork ? parent : own] ?? 0;
      rows.airway[station] = lumen;
      at += PER_STATION;
      station += 1;
    }
  }
  texels[header + 2] = volumeMl;
  // What is not used repeats the last station, so that a search by volume always ends.
  for (; station < start + WAY_STATIONS; station += 1) {
    texels.copyWithin(at, at - PER_STATION, at);
    rows.airway[station] = rows.airway[station - 1] ?? 0;
    at += PER_STATION;
  }
}
