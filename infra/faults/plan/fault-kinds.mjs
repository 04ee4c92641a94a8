/**
 * Every kind of fault that a round can draw. `title` is how it is counted as a test; `draw` gives what is particular to one of them. When
 * it begins and how long it lasts follows from `lastsMs`, from shortest to longest; without it the fault belongs to the whole round.
 *
 * @typedef {{ name: string, title: string, lastsMs?: readonly [number, number],
 *   draw?: (random: import('./seeded-random.mjs').SeededRandom) => Record<string, string | number | boolean> }} FaultKind
 */

/** Between which two the network fails: devices and broker, broker and API, API and store. */
const LINKS = ['devices', 'broker', 'database'];
const onOneLink = (random) => ({ link: random.oneOf(LINKS) });

/** @type {readonly FaultKind[]} */
export const FAULT_KINDS = [
  { name: 'api-killed', title: 'kill -9 of an API process in the middle of a batch', lastsMs: [0, 400] },
  { name: 'api-frozen', title: 'an API process stands still and goes on', lastsMs: [1_500, 4_500] },
  {
    name: 'api-gone',
    title: 'an API process is killed and stays away until others have its patients',
    lastsMs: [11_000, 12_500],
  },
  {
    name: 'api-frozen-long',
    title: 'an API process stands still until others have its patients, and goes on',
    lastsMs: [11_000, 12_500],
  },
  { name: 'api-restarted', title: 'an API process is asked to end and is started again', lastsMs: [0, 400] },
  { name: 'broker-killed', title: 'kill -9 of the broker', lastsMs: [100, 1_500] },
  { name: 'broker-and-api-killed', title: 'kill -9 of broker and API together', lastsMs: [100, 1_500] },
  { name: 'database-stopped', title: 'the database is stopped at once and started again', lastsMs: [300, 2_000] },
  { name: 'store-full', title: 'the store says that it has no space left', lastsMs: [800, 2_500] },
  {
    name: 'table-locked',
    title: 'a table is locked for seconds',
    lastsMs: [800, 3_000],
    draw: (random) => ({ table: random.oneOf(['app.observation', 'app.twin', 'app.recommendation']) }),
  },
  { name: 'connections-taken', title: 'every connection of the database is taken', lastsMs: [800, 2_500] },
  { name: 'pool-held', title: 'every connection of the API is held by requests that wait', lastsMs: [800, 2_500] },
  { name: 'link-cut', title: 'TCP connections are cut and refused', lastsMs: [200, 2_000], draw: onOneLink },
  { name: 'link-half-open', title: 'TCP connections swallow what is sent', lastsMs: [800, 2_500], draw: onOneLink },
  {
    name: 'link-slow',
    title: 'a slow link',
    lastsMs: [1_500, 3_000],
    draw: (random) => ({ ...onOneLink(random), bytesPerSecond: random.oneOf([500, 2_000, 20_000]) }),
  },
  {
    name: 'link-late',
    title: 'a link with latency',
    lastsMs: [1_500, 3_500],
    draw: (random) => ({ ...onOneLink(random), latencyMs: random.oneOf([20, 100, 400]) }),
  },
  { name: 'duplicates', title: 'messages come twice and thrice' },
  { name: 'reordered', title: 'messages overtake each other' },
  { name: 'late', title: 'messages come a second to thirty days late' },
  {
    name: 'clock-skew',
    title: 'device clocks are up to a day ahead or behind',
    draw: (random) => ({ hours: random.oneOf([-1, 1]) * random.between(2, 24) }),
  },
  { name: 'clock-back', title: 'a device clock jumps back', draw: (random) => ({ hours: random.between(0.1, 12) }) },
  {
    name: 'daylight-saving',
    title: 'a day of 23 or 25 hours',
    draw: (random) => ({ day: random.oneOf(['2025-03-30', '2025-10-26']) }),
  },
  { name: 'corrupt', title: 'corrupt payloads of every kind' },
  { name: 'device-reboot', title: 'a device reboots and numbers from 0', lastsMs: [0, 600] },
  { name: 'twin-ids', title: 'two devices with one id' },
  { name: 'slow-screens', title: 'screens that read slowly', draw: () => ({ bytesPerSecond: 1_500 }) },
  {
    name: 'screen-storm',
    title: 'hundreds of screens reconnect at once',
    lastsMs: [500, 1_500],
    draw: (random) => ({ screens: random.whole(150, 300) }),
  },
  { name: 'screens-cut', title: 'screens lose their connection and come back', lastsMs: [100, 1_200] },
  { name: 'model-missing', title: 'the risk model is missing', lastsMs: [500, 2_000] },
  { name: 'model-broken', title: 'the file of the risk model is broken', lastsMs: [500, 2_000] },
  { name: 'model-slow', title: 'the risk model is slow', lastsMs: [1_500, 3_000] },
];

/** @param {string} name @returns {FaultKind} */
export function faultKind(name) {
  const kind = FAULT_KINDS.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`no fault is called ${name}`);
  return kind;
}
