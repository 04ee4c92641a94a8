/** Faults of one link, made by the proxy on it. */
import { pause } from '../line/kept-process.mjs';

/** @type {Record<string, import('./inject.mjs').Injection>} */
export const NETWORK_FAULTS = {
  'link-cut': whileIn(() => ({ kind: 'refuse' })),
  'link-half-open': whileIn(() => ({ kind: 'swallow' })),
  'link-slow': whileIn(({ bytesPerSecond }) => ({ kind: 'slow', bytesPerSecond: Number(bytesPerSecond) })),
  'link-late': whileIn(({ latencyMs }) => ({ kind: 'late', latencyMs: Number(latencyMs) })),
};

/**
 * @param {(fault: import('../plan/schedule.mjs').Fault) => import('../line/tcp-proxy.mjs').LinkMode} modeOf
 * @returns {import('./inject.mjs').Injection}
 */
function whileIn(modeOf) {
  return async ({ line, random }, fault) => {
    const proxy = fault.link === 'devices' ? line.devices : random.oneOf(line.apis).links[String(fault.link)];
    proxy.setMode(modeOf(fault));
    await pause(fault.forMs);
    proxy.setMode({ kind: 'pass' });
  };
}
