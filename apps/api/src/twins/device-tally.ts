import { siteKey } from '../registry/registry-store.js';
import type { Registry } from '../registry/registry.js';
import type { DeviceTally } from '../storage/device-store.js';
import type { ObservationInput, WriterInput } from './writer-input.js';

/** What a batch adds to the counts of each registered device: `stored` are the inputs that were new. */
export function tallyDevices(
  inputs: readonly WriterInput[],
  stored: ReadonlySet<ObservationInput>,
  registry: Registry,
): DeviceTally[] {
  const tallies = new Map<string, DeviceTally>();
  const of = (siteId: string, deviceId: string, receivedAtMs: number): DeviceTally => {
    const key = siteKey(siteId, deviceId);
    let one = tallies.get(key);
    if (!one) {
      one = {
        siteId,
        deviceId,
        received: 0,
        stored: 0,
        duplicate: 0,
        refused: 0,
        lastReceivedAtMs: receivedAtMs,
        lastMeasuredAtMs: null,
      };
      tallies.set(key, one);
    }
    one.received += 1;
    one.lastReceivedAtMs = Math.max(one.lastReceivedAtMs, receivedAtMs);
    return one;
  };
  for (const input of inputs) {
    if (input.kind === 'observation' && input.countedDeviceId !== null) {
      const one = of(input.observation.siteId, input.countedDeviceId, input.receivedAtMs);
      if (stored.has(input)) {
        one.stored += 1;
        one.lastMeasuredAtMs = Math.max(one.lastMeasuredAtMs ?? -Infinity, input.observation.measuredAtMs);
      } else one.duplicate += 1;
    }
    if (input.kind === 'refused') {
      const { siteId, deviceId, receivedAtMs } = input.message;
      if (siteId !== null && deviceId !== null && registry.isKnownDevice(siteId, deviceId))
        of(siteId, deviceId, receivedAtMs).refused += 1;
    }
  }
  return [...tallies.values()];
}
