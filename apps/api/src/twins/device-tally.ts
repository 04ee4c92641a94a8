import type { Registry } from '../registry/registry.js';
import type { BootTally } from '../storage/boot-store.js';
import { ByBoot } from './by-boot.js';
import type { ObservationInput, WriterInput } from './writer-input.js';

/** What became of a batch's observations. */
export interface Outcomes {
  readonly duplicates: ReadonlySet<ObservationInput>;
  readonly reused: ReadonlySet<ObservationInput>;
  /** Refused before and kept then: a duplicate. */
  readonly refusedAgain: ReadonlySet<WriterInput>;
}

/** What a batch adds to each boot of each registered device. */
export function tallyBoots(inputs: readonly WriterInput[], outcomes: Outcomes, registry: Registry): BootTally[] {
  const tallies = new ByBoot<BootTally>((boot) => ({
    ...boot,
    seqs: [],
    received: 0,
    stored: 0,
    duplicate: 0,
    refused: 0,
    lastReceivedAtMs: -Infinity,
    lastMeasuredAtMs: null,
  }));
  const of = (siteId: string, deviceId: string, bootId: string, receivedAtMs: number): BootTally => {
    const one = tallies.of(siteId, deviceId, bootId);
    one.received += 1;
    one.lastReceivedAtMs = Math.max(one.lastReceivedAtMs, receivedAtMs);
    return one;
  };
  for (const input of inputs) {
    if (input.kind === 'observation' && input.countedDeviceId !== null) {
      const { siteId, source, measuredAtMs } = input.observation;
      const one = of(siteId, input.countedDeviceId, source.bootId, input.receivedAtMs);
      one.seqs.push(source.seq);
      if (outcomes.duplicates.has(input) || outcomes.refusedAgain.has(input)) one.duplicate += 1;
      else if (outcomes.reused.has(input)) one.refused += 1;
      else {
        one.stored += 1;
        one.lastMeasuredAtMs = Math.max(one.lastMeasuredAtMs ?? -Infinity, measuredAtMs);
      }
    }
    if (input.kind === 'refused') {
      const { siteId, deviceId, receivedAtMs, numbered } = input.message;
      if (siteId === null || deviceId === null || !registry.isKnownDevice(siteId, deviceId)) continue;
      const one = of(siteId, deviceId, numbered?.bootId ?? '', receivedAtMs);
      if (outcomes.refusedAgain.has(input)) one.duplicate += 1;
      else one.refused += 1;
      if (numbered) one.seqs.push(numbered.seq);
    }
  }
  return tallies.all;
}
