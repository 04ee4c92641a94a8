import { isOpen, type Recommendation } from '@airway-twin/domain/recommendation';
import { siteKey } from '../registry/registry-store.js';
import type { Registry } from '../registry/registry.js';
import { shardOf } from '../shards/shard-of.js';
import type { OutboxBody } from '../storage/outbox-store.js';
import type { CommittedBatch, CommittedTwin } from './commit-batch.js';
import type { WriterInput } from './writer-input.js';
import { shardOfInput } from './writer-shards.js';

type Body = { -readonly [K in keyof OutboxBody]: OutboxBody[K][number][] };

/** What a twin's move must ring for at once: new recommendations that cannot wait and are still open. */
export function alarmsOf({ created, after }: CommittedTwin): Recommendation[] {
  return created.filter(
    (each) => each.urgency === 'now' && after.recommendations.some((open) => open.id === each.id && isOpen(open)),
  );
}

/** What a batch changed for screens and devices, by shard. */
export function outboxBodies(
  inputs: readonly WriterInput[],
  batch: Pick<CommittedBatch, 'twins' | 'desired' | 'presence' | 'heard' | 'stored'>,
  registry: Registry,
  wallNowMs: number,
): Map<number, OutboxBody> {
  const bodies = new Map<number, Body>();
  const of = (shard: number): Body => {
    const body = bodies.get(shard) ?? { twins: [], alarms: [], devices: [], commands: [] };
    bodies.set(shard, body);
    return body;
  };
  for (const twin of batch.twins) {
    const { siteId, patientId } = twin.after.profile;
    const body = of(shardOf(siteId, patientId));
    body.twins.push([siteId, patientId, twin.before.revision, twin.after.revision]);
    for (const { id } of alarmsOf(twin)) body.alarms.push([siteId, patientId, id]);
  }
  const shards = new Map<string, number>();
  for (const input of inputs) {
    const device = deviceOf(input);
    const shard = device && shardOfInput(input, registry);
    if (shard !== null && device) shards.set(siteKey(device.siteId, device.deviceId), shard);
  }
  const newestMs = new Map<string, number>();
  for (const { observation, countedDeviceId } of batch.stored) {
    if (countedDeviceId === null) continue;
    const key = siteKey(observation.siteId, countedDeviceId);
    newestMs.set(key, Math.max(newestMs.get(key) ?? -Infinity, observation.measuredAtMs));
  }
  const online = new Map(batch.presence.map((each) => [siteKey(each.siteId, each.deviceId), each.online]));
  for (const { siteId, deviceId } of batch.heard) {
    const key = siteKey(siteId, deviceId);
    const shard = shards.get(key);
    if (shard === undefined) continue;
    of(shard).devices.push([siteId, deviceId, newestMs.get(key) ?? null, online.get(key) ?? null]);
  }
  for (const { siteId, deviceId } of batch.desired) {
    const wearer = registry.currentWearer(siteId, deviceId, wallNowMs);
    of(shardOf(siteId, wearer ?? deviceId)).commands.push([siteId, deviceId]);
  }
  return bodies;
}

function deviceOf(input: WriterInput): { siteId: string; deviceId: string } | null {
  switch (input.kind) {
    case 'observation':
      return input.countedDeviceId === null
        ? null
        : { siteId: input.observation.siteId, deviceId: input.countedDeviceId };
    case 'status':
    case 'reported':
      return input;
    case 'refused': {
      const { siteId, deviceId } = input.message;
      return siteId === null || deviceId === null ? null : { siteId, deviceId };
    }
    default:
      return null;
  }
}
