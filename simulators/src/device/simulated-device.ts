import {
  connectDevice,
  type DeviceClient,
  type DeviceSettings,
  type NumberedPayload,
} from '@airway-twin/device/client';
import { memoryStore } from '@airway-twin/device/storage';
import type { DeviceStream } from '@airway-twin/contracts/mqtt';

export interface SimulatedDeviceSettings extends Omit<DeviceSettings, 'store'> {
  /** The boot that its messages bear; the device goes on with it from start to start. */
  readonly bootId: string;
}

/**
 * Bounds for hundreds of devices in one process. Their outboxes live in memory, for a life can be told again. A twin that gives receipts
 * gets everything, as from any device; for one that never does (an older version) the last hour and 20,000 messages are held at most, and
 * of these a few are sent again every now and then.
 */
const HELD = {
  mostBytes: 8 * 1024 * 1024,
  keepReceiptedMs: 3_600_000,
  mostReceiptedBytes: 128 * 1024,
  forgetUnreceipted: { mostMessages: 20_000, afterMs: 3_600_000 },
} as const;
const FULL_PAUSE_MS = 1000;

/** A device of a simulated person or of a recording: the makers' library with an outbox in memory. */
export function connectSimulatedDevice({ bootId, ...settings }: SimulatedDeviceSettings): DeviceClient {
  return connectDevice({ ...settings, store: memoryStore({ bootId, ...HELD }) });
}

/** Puts a message into the outbox, and waits for the twin while that is full: a story can wait. */
export async function publishPatiently(
  device: DeviceClient,
  stream: DeviceStream,
  payload: NumberedPayload,
): Promise<void> {
  for (;;) {
    const publication = await device.publishNumbered(stream, payload);
    if (publication.kind === 'accepted' || publication.reason !== 'outbox-full') return;
    await new Promise((resolve) => setTimeout(resolve, FULL_PAUSE_MS));
  }
}
