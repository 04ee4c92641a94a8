export { airParticleSeats, airPlace, WAY_AHEAD, type AirParticleSeats, type AirPlace } from './air-particles.js';
export { AIR_SLOWED } from './air-slowed.js';
export { airWays, waysSize, type AirWays } from './air-ways.js';
export { STATION_TEXELS, WAY_CHANNELS, WAY_HEADER, WAY_STATIONS } from './lay-way.js';
