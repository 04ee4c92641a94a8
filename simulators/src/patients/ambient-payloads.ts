import type { OutdoorDay } from './environment.js';
import type { SpecDevice } from './patient-spec.js';
import type { SeededDraw } from './seeded-draw.js';

/** Share of the outdoor particles that comes in through closed windows. */
const COMES_IN = 0.55;
const COUNTER_HOLDS = 200;

/** What the monitor in the home reads: some of the outdoor air, and the kitchen around meals. `localHour` is the patient's. */
export function indoorAirPayload(outdoor: OutdoorDay, localHour: number, draw: SeededDraw): object {
  const meal = (localHour > 11.5 && localHour < 14) || (localHour > 18 && localHour < 20.5);
  const cooking = meal ? draw.between(2, 18) : draw.between(0, 3);
  const pm25 = COMES_IN * outdoor.pm25MicrogramsPerM3 + cooking;
  return {
    schema: 'air.reading/1',
    placement: 'indoor',
    pm25MicrogramsPerM3: tenth(pm25),
    pm10MicrogramsPerM3: tenth(pm25 * draw.between(1.2, 1.6)),
    no2MicrogramsPerM3: tenth(0.5 * outdoor.no2MicrogramsPerM3 + 0.6 * cooking),
    o3MicrogramsPerM3: tenth(0.2 * outdoor.o3MicrogramsPerM3),
    temperatureCelsius: tenth(Math.min(32, Math.max(17, 15 + 0.35 * outdoor.temperatureCelsius + draw.normal(0, 0.5)))),
    relativeHumidityPercent: Math.round(Math.min(85, Math.max(25, draw.normal(50, 6)))),
  };
}

/** What the feed tells of the day. */
export function environmentPayload(outdoor: OutdoorDay, localDate: string): object {
  const { pollenLoad: _hidden, ...shown } = outdoor;
  return { schema: 'environment.day/1', localDate, ...shown };
}

/** How the device is on that day of its life: the battery falls, and a silent one had run empty. `messagesSent` stands for its dose counter. */
export function healthPayload(device: SpecDevice, index: number, day: number, messagesSent: number): object {
  const lastsDays = device.silentFromDay ?? 170 + 13 * index;
  return {
    schema: 'device.health/1',
    batteryPercent: Math.max(2, Math.round(100 * (1 - (day % lastsDays) / lastsDays))),
    firmware: 'sim-1.0.0',
    ...(device.kind === 'inhaler-sensor' ? { dosesLeft: COUNTER_HOLDS - (messagesSent % COUNTER_HOLDS) } : {}),
  };
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
