import type { FaultSettings } from '@airway-twin/contracts/replay';
import type { DeviceMessage, LifeEvent } from '../patients/life-events.js';
import { drawFor } from '../patients/seeded-draw.js';
import { payloadCorruptions, type Corruption } from './corrupt.js';

/** One step of a run: a message or an entry, what is wrong with it, or a device that leaves and comes back. */
export type Packet =
  | {
      readonly kind: 'message';
      readonly atMs: number;
      readonly delayMs: number;
      readonly message: DeviceMessage;
      /** How the copy is damaged when it is sent; null: it is whole. */
      readonly corruption: Corruption | null;
    }
  | Extract<LifeEvent, { kind: 'symptom' }>
  | { readonly kind: 'link'; readonly atMs: number; readonly deviceId: string; readonly online: boolean };

export type Faultless = LifeEvent | Extract<Packet, { kind: 'link' }>;

/**
 * The packets of a run with its faults, and how many were injected. Pure and seeded: the same events, settings and seed give the same
 * packets. Only device messages suffer; diary entries and links stay as they are. A reordered message changes place with the next one
 * of any device; a corrupt one replaces the whole one, as damage on the way does.
 */
export function injectFaults(
  events: readonly Faultless[],
  settings: FaultSettings,
  seed: number,
): { readonly packets: readonly Packet[]; readonly injected: number } {
  const packets: Packet[] = [];
  let injected = 0;
  const hit = (percent: number, chance: number): boolean => {
    const isHit = percent > 0 && chance * 100 < percent;
    if (isHit) injected += 1;
    return isHit;
  };
  const swaps: number[] = [];
  events.forEach((event, index) => {
    if (event.kind !== 'message') {
      packets.push(event);
      return;
    }
    const draw = drawFor(seed, 'fault', index);
    const [drop, duplicate, reorder, corrupt, delay] = [
      draw.next(),
      draw.next(),
      draw.next(),
      draw.next(),
      draw.next(),
    ];
    if (hit(settings.dropPercent, drop)) return;
    const message = settings.clockSkewMs === 0 ? event : skewed(event, settings.clockSkewMs);
    const corruption = hit(settings.corruptPercent, corrupt) ? draw.oneOf(payloadCorruptions(event.stream)) : null;
    const packet: Packet = {
      kind: 'message',
      atMs: event.atMs,
      delayMs: Math.round(settings.delayMs * delay),
      message,
      corruption,
    };
    if (hit(settings.reorderPercent, reorder)) swaps.push(packets.length);
    packets.push(packet);
    if (hit(settings.duplicatePercent, duplicate)) packets.push({ ...packet });
  });
  for (const index of swaps) {
    const [first, second] = [packets[index], packets[index + 1]];
    if (first?.kind === 'message' && second?.kind === 'message') {
      packets[index] = { ...second, atMs: first.atMs };
      packets[index + 1] = { ...first, atMs: second.atMs };
    }
  }
  if (settings.clockSkewMs !== 0 || settings.delayMs > 0) {
    injected += packets.filter((packet) => packet.kind === 'message').length;
  }
  return { packets, injected };
}

function skewed(message: DeviceMessage, skewMs: number): DeviceMessage {
  const measuredAt = new Date(Date.parse(message.payload.measuredAt) + skewMs).toISOString();
  return { ...message, payload: { ...message.payload, measuredAt } };
}
