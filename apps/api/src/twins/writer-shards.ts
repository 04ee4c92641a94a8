import type { Registry } from '../registry/registry.js';
import { shardOf } from '../shards/shard-of.js';
import type { HandedOver } from '../storage/handover-store.js';
import { arrivedMessage, type ArrivedMessage, type WriterInput } from './writer-input.js';

/** The shard whose holder may write this; null when any process may: it belongs to no patient and to no registered device. */
export function shardOfInput(input: WriterInput, registry: Registry): number | null {
  switch (input.kind) {
    case 'observation':
      return shardOf(input.observation.siteId, input.observation.patientId);
    case 'answer':
    case 'look':
      return shardOf(input.siteId, input.patientId);
    case 'status':
    case 'reported':
      return shardOf(input.siteId, input.patientId ?? input.deviceId);
    case 'refused': {
      const { siteId, deviceId, receivedAtMs } = input.message;
      if (siteId === null || deviceId === null || !registry.isKnownDevice(siteId, deviceId)) return null;
      return shardOf(siteId, registry.currentWearer(siteId, deviceId, receivedAtMs) ?? deviceId);
    }
  }
}

/** An input of a device as it arrived, for the process that writes the shard; null for what did not come over the broker. */
export function asArrived(input: WriterInput, shard: number): (HandedOver & { handoverId: number | null }) | null {
  const message = messageOf(input);
  if (message === null) return null;
  const { topic, payload, receivedAtMs, redelivered, handoverId } = message;
  return { shard, topic, payload, receivedAtMs, redelivered, handoverId };
}

function messageOf(input: WriterInput): ArrivedMessage | null {
  switch (input.kind) {
    case 'observation':
      return arrivedMessage(input);
    case 'refused':
      return input.message;
    case 'status':
    case 'reported':
      return input.raw;
    default:
      return null;
  }
}

/** The message of the handover that an input came from. */
export function handoverIdOf(input: WriterInput): number | null {
  if (input.kind === 'refused') return input.message.handoverId;
  return 'raw' in input ? (input.raw?.handoverId ?? null) : null;
}
