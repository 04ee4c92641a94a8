import type { SymptomEntry } from '@airway-twin/contracts/http';
import { topicOf } from '@airway-twin/contracts/mqtt';
import type { DeviceClient } from '@airway-twin/device/client';
import { publishPatiently } from '../device/simulated-device.js';
import type { Packet } from '../faults/inject.js';

export interface SenderSettings {
  /** The connection of a device of the run. */
  readonly device: (deviceId: string) => DeviceClient;
  readonly enter: (patientId: string, entry: SymptomEntry) => Promise<void>;
  readonly wallNowMs: () => number;
}

const WAITING_AT_MOST = 300;
const LONGEST_WAIT_FOR_ROOM_MS = 200;

/** Sends the packets of a run through its devices. `sentAt` is set when a message leaves; a delay holds back one message, not those after it. */
export function packetSender(settings: SenderSettings): {
  readonly send: (packet: Packet) => Promise<void>;
  readonly finish: () => Promise<void>;
} {
  const used = new Set<DeviceClient>();
  const late = new Set<Promise<void>>();

  function emit(packet: Extract<Packet, { kind: 'message' }>): DeviceClient {
    const { message, corruption } = packet;
    const device = settings.device(message.deviceId);
    used.add(device);
    const { bootId, seq } = message.payload;
    const sentAt = new Date(settings.wallNowMs()).toISOString();
    if (corruption === null && device.holds(bootId, seq)) {
      // The outbox sends a number once; a duplicate that is wanted goes past it.
      const topic = topicOf({ site: message.site, device: message.deviceId, channel: message.stream });
      device.publishRaw(topic, new TextEncoder().encode(JSON.stringify({ ...message.payload, sentAt })));
    } else if (corruption === null) void publishPatiently(device, message.stream, message.payload);
    else {
      const damaged = corruption.corrupt({
        site: message.site,
        deviceId: message.deviceId,
        stream: message.stream,
        payload: { ...message.payload, sentAt },
      });
      device.publishRaw(damaged.topic, damaged.payload);
    }
    return device;
  }

  return {
    async send(packet) {
      if (packet.kind === 'symptom') return settings.enter(packet.patientId, packet.entry);
      if (packet.kind === 'link') {
        const device = settings.device(packet.deviceId);
        return packet.online ? device.comeBack() : device.goSilent();
      }
      if (packet.delayMs > 0) {
        const delayed = pause(packet.delayMs).then(() => void emit(packet));
        late.add(delayed);
        void delayed.finally(() => late.delete(delayed));
        return;
      }
      const device = emit(packet);
      // A silent device keeps its messages: waiting for room there would stop the story of the others.
      if (device.waiting >= WAITING_AT_MOST) {
        await Promise.race([device.room(WAITING_AT_MOST), pause(LONGEST_WAIT_FOR_ROOM_MS)]);
      }
    },
    async finish() {
      await Promise.all(late);
      for (const device of used) device.comeBack();
      await Promise.all([...used].map((device) => device.drained()));
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
