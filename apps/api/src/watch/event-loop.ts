import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LongestPause } from './watchdog.js';

const RESOLUTION_MS = 20;
const NS_PER_MS = 1e6;

/** Measures how long the event loop was blocked at a time; each asking begins anew. Costs a timer, and keeps no process alive. */
export function watchEventLoop(): LongestPause {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return () => {
    const longestMs = delays.count > 0 ? Math.max(0, delays.max / NS_PER_MS - RESOLUTION_MS) : 0;
    delays.reset();
    return longestMs;
  };
}
