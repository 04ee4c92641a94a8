import type { ReplayStatus } from '@airway-twin/contracts/replay';
import {
  decodeDeviceMessage,
  numberedAs,
  parseTopic,
  refuse,
  toObservation,
  type QuickChecks,
  type Refusal,
  type StreamArrival,
} from '@airway-twin/contracts/mqtt';
import type { Registry } from '../registry/registry.js';
import type { RefusedMessage } from '../storage/dead-letter-store.js';
import type { TwinWriter } from '../twins/twin-writer.js';
import type { IngestMeter } from './ingest-meter.js';
import type { Delivery } from './mqtt-link.js';

/** How far a device's clock may run ahead before its measurement counts as one of the future. */
export const FUTURE_TOLERANCE_MS = 5 * 60_000;
/** Older than this is older than the record is kept: it would be deleted again. */
export const RECORD_KEPT_YEARS = 10;
/** A device that could not be looked up is looked up again after this. */
const ASK_AGAIN_MS = 1000;
const YEAR_MS = 365 * 86_400_000;

export interface IngestParts {
  readonly writer: TwinWriter;
  readonly registry: Registry;
  readonly meter: IngestMeter;
  readonly quickChecks: QuickChecks;
  readonly clock: () => number;
  readonly onReplayStatus: (siteId: string, status: ReplayStatus) => void;
  readonly onDeviceOnline: (siteId: string, deviceId: string) => void;
  readonly onError: (error: Error) => void;
}

/**
 * Takes each delivery through the one check at the edge and hands it to the writer, which acknowledges it after commit. Whatever a device
 * sends, something is stored: the observation, or the dead letter that says why not.
 */
export class Ingest {
  constructor(private readonly parts: IngestParts) {}

  take(delivery: Delivery): void {
    const { clock, registry, quickChecks } = this.parts;
    const receivedAtMs = clock();
    const arrival = decodeDeviceMessage(delivery.topic, delivery.payload, quickChecks);
    if (arrival.kind === 'refused') {
      // What the twin itself publishes comes back on the same filter.
      const channel = parseTopic(delivery.topic)?.channel;
      if (channel === 'command' || channel === 'receipt') {
        delivery.acknowledge();
        return;
      }
      this.refuse(delivery, arrival, receivedAtMs);
      return;
    }
    if (registry.isKnownDevice(arrival.site, arrival.device)) {
      this.accept(delivery, arrival, receivedAtMs);
      return;
    }
    void registry.lookUp(arrival.site, arrival.device, receivedAtMs).then(
      () => {
        if (registry.isKnownDevice(arrival.site, arrival.device)) this.accept(delivery, arrival, receivedAtMs);
        else this.refuse(delivery, refuse('unknown-device', null, 'a device of the registry'), receivedAtMs);
      },
      (error: Error) => {
        // Nobody can say now whether it is known: refused for that it would be kept, but not where it belongs.
        this.parts.onError(error);
        setTimeout(() => this.take(delivery), ASK_AGAIN_MS).unref();
      },
    );
  }

  private accept(
    delivery: Delivery,
    arrival: Exclude<ReturnType<typeof decodeDeviceMessage>, Refusal>,
    receivedAtMs: number,
  ): void {
    const { writer, registry, onReplayStatus, onDeviceOnline } = this.parts;
    const { site: siteId, device: deviceId } = arrival;
    switch (arrival.kind) {
      case 'stream':
        this.observe(delivery, arrival, receivedAtMs);
        return;
      case 'replay-status':
        onReplayStatus(siteId, arrival.message);
        delivery.acknowledge();
        return;
      case 'status':
        writer.enqueue({
          kind: 'status',
          siteId,
          deviceId,
          patientId: registry.currentWearer(siteId, deviceId, receivedAtMs),
          status: arrival.message,
          raw: this.raw(delivery, receivedAtMs, null, arrival),
          settled: delivery.acknowledge,
        });
        if (arrival.message.online) onDeviceOnline(siteId, deviceId);
        return;
      case 'reported': {
        const patientId = registry.currentWearer(siteId, deviceId, receivedAtMs);
        writer.enqueue({
          kind: 'reported',
          siteId,
          deviceId,
          patientId,
          reported: arrival.message,
          raw: this.raw(delivery, receivedAtMs, null, arrival),
          settled: delivery.acknowledge,
        });
        return;
      }
    }
  }

  private observe(delivery: Delivery, arrival: StreamArrival, receivedAtMs: number): void {
    const { writer, registry, meter } = this.parts;
    const measuredAtMs = Date.parse(arrival.message.measuredAt);
    const refusal = timeRefusal(measuredAtMs, receivedAtMs);
    const wearer = refusal ?? registry.wearer(arrival.site, arrival.device, arrival.stream, measuredAtMs);
    if ('kind' in wearer) {
      this.refuse(delivery, wearer, receivedAtMs);
      return;
    }
    meter.received += 1;
    writer.enqueue({
      kind: 'observation',
      observation: toObservation(arrival, wearer),
      sentAtMs: Date.parse(arrival.message.sentAt),
      receivedAtMs,
      countedDeviceId: arrival.device,
      raw: delivery,
      settled: delivery.acknowledge,
    });
  }

  private refuse(delivery: Delivery, refusal: Refusal, receivedAtMs: number): void {
    this.parts.meter.received += 1;
    this.parts.meter.refuse(refusal.reason);
    this.parts.writer.enqueue({
      kind: 'refused',
      message: {
        ...this.raw(delivery, receivedAtMs, numberedAs(delivery.payload), parseTopic(delivery.topic)),
        refusal,
      },
      settled: delivery.acknowledge,
    });
  }

  private raw(
    { topic, payload, redelivered, handoverId }: Delivery,
    receivedAtMs: number,
    numbered: { bootId: string; seq: number } | null,
    address: { site: string; device: string } | null,
  ): Omit<RefusedMessage, 'refusal'> {
    return {
      topic,
      payload,
      siteId: address?.site ?? null,
      deviceId: address?.device ?? null,
      numbered: numbered && { bootId: numbered.bootId, seq: numbered.seq },
      receivedAtMs,
      redelivered,
      handoverId: handoverId ?? null,
    };
  }
}

function timeRefusal(measuredAtMs: number, nowMs: number): Refusal | null {
  if (measuredAtMs > nowMs + FUTURE_TOLERANCE_MS)
    return refuse('measured-in-future', 'measuredAt', 'a time that is not ahead of now');
  if (measuredAtMs < nowMs - RECORD_KEPT_YEARS * YEAR_MS)
    return refuse('measured-too-long-ago', 'measuredAt', `a time within the last ${RECORD_KEPT_YEARS} years`);
  return null;
}
