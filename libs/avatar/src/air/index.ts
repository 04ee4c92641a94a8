export { airParticleSeats, airPlace, WAY_AHEAD, type AirParticleSeats, type AirPlace } from './air-particles.js';
export {
  AIR_SLOWED,
  airWays,
  STATION_TEXELS,
  WAY_CHANNELS,
  WAY_HEADER,
  WAY_STATIONS,
  type AirWays,
} from './air-ways.js';
