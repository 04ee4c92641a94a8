import type { Vector } from '@airway-twin/domain/airways';
import type { AirWays } from './air-ways.js';
import { STATION_TEXELS, WAY_CHANNELS, WAY_HEADER, WAY_STATIONS } from './lay-way.js';

/** What distinguishes the particles; nothing of it depends on a state of the airways. Three numbers each. */
export interface AirParticleSeats {
  readonly count: number;
  /** Which of all particles it is, 0…1, and where in the lumen's disc it stays, as shares of the reach. */
  readonly seat: Float32Array;
}

/** The outermost particles keep this share of the lumen's radius from the middle. */
const OUTERMOST = 0.88;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
/** Spreads one number after the other evenly over 0…1 (Roberts 2018: powers of the inverse plastic number). */
const STEP = 0.754_877_666_246_692_8;
/** How far along one way stands ahead of the one before; the golden section, so that no two are in step. */
export const WAY_AHEAD = 0.618_033_988_749_894_8;

/** Particles spread evenly over the air and over the lumen. Deterministic. */
export function airParticleSeats(count: number): AirParticleSeats {
  const seat = new Float32Array(3 * count);
  for (let at = 0; at < count; at += 1) {
    const away = OUTERMOST * Math.sqrt((0.5 + at * STEP) % 1);
    seat[3 * at] = (at + 0.5) / count;
    seat[3 * at + 1] = away * Math.cos(at * GOLDEN_ANGLE);
    seat[3 * at + 2] = away * Math.sin(at * GOLDEN_ANGLE);
  }
  return { count, seat };
}

/** Where a particle is. */
export interface AirPlace {
  readonly pointMm: Vector;
  /** The airway in whose lumen it is. */
  readonly airway: number;
  readonly row: number;
  /** Share of its way that lies behind it, by volume, 0…1. */
  readonly along: number;
  /** Mean speed of the air there at a flow of 1 L/s through the trachea, m/s; 0 where it stands. */
  readonly speedAtOneLitre: number;
  /** How much faster than in the healthy airway the air is: 0 not, 1 four times or more. */
  readonly haste: number;
}

/**
 * Where particle `at` is once `movedMl` of air have come in, as the picture draws it: the vertex shader of the scene does the same sums. Null
 * when no air can be drawn.
 */
export function airPlace(ways: AirWays, seats: AirParticleSeats, at: number, movedMl: number): AirPlace | null {
  const { texels, width, rows } = ways;
  const header = (row: number, channel: number) => texels[WAY_CHANNELS * width * row + channel] ?? 0;
  const [which, one, other] = [seats.seat[3 * at] ?? 0, seats.seat[3 * at + 1] ?? 0, seats.seat[3 * at + 2] ?? 0];
  let [low, high] = [0, rows - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (header(middle, 1) > which) high = middle;
    else low = middle + 1;
  }
  const row = low;
  const part = header(row, 1) - header(row, 0);
  if (!(part > 0)) return null;
  const wayMl = header(row, 2);
  const moves = header(row, 3);
  const phase = (which - header(row, 0)) / part + row * WAY_AHEAD + (moves * movedMl) / wayMl;
  const along = phase - Math.floor(phase);
  const volumeAt = (station: number) => header(row, WAY_CHANNELS * (WAY_HEADER + STATION_TEXELS * station) + 3);
  let [before, after] = [0, WAY_STATIONS - 1];
  while (after - before > 1) {
    const middle = (before + after) >> 1;
    if (volumeAt(middle) > along * wayMl) after = middle;
    else before = middle;
  }
  const stretchMl = volumeAt(after) - volumeAt(before);
  const share = stretchMl > 0 ? (along * wayMl - volumeAt(before)) / stretchMl : 0;
  const mixed = (texel: number, axis: number) => {
    const of = (station: number) => header(row, WAY_CHANNELS * (WAY_HEADER + STATION_TEXELS * station + texel) + axis);
    return of(before) + share * (of(after) - of(before));
  };
  const coordinate = (axis: number) => mixed(0, axis) + one * mixed(1, axis) + other * mixed(2, axis);
  const stretchMm = Math.hypot(
    ...[0, 1, 2].map((axis) => {
      const of = (station: number) => header(row, WAY_CHANNELS * (WAY_HEADER + STATION_TEXELS * station) + axis);
      return of(after) - of(before);
    }),
  );
  return {
    pointMm: [coordinate(0), coordinate(1), coordinate(2)],
    airway: ways.airway[WAY_STATIONS * row + after] ?? 0,
    row,
    along,
    // 1 L/s passes 1000 mL a second; mm become m.
    speedAtOneLitre: moves > 0 && stretchMl > 0 ? stretchMm / stretchMl : 0,
    haste: mixed(1, 3),
  };
}
