import { CHANNEL_SCHEMA, topicOf, type DeviceCommand } from '@airway-twin/contracts/mqtt';
import { unreconciled, type DesiredState } from '../storage/device-store.js';
import type { Pool } from '../storage/pool.js';

/** The message that tells a device what is desired of it, with its topic. */
export function desiredCommand({ siteId, deviceId, version, requests }: DesiredState): {
  topic: string;
  command: DeviceCommand;
} {
  return {
    topic: topicOf({ site: siteId, device: deviceId, channel: 'command' }),
    command: { schema: CHANNEL_SCHEMA.command, desiredVersion: version, requests: [...requests] },
  };
}

/** Tells devices what is desired of them beside the outbox: after the broker or the device was away, and when a device changed hands. */
export class DesiredCommands {
  constructor(
    private readonly pool: Pool,
    private readonly publishRetained: (topic: string, payload: object) => Promise<void>,
    private readonly onProblem: (error: unknown, message: string) => void,
  ) {}

  /** Tells again what is not yet reported, of one device when named. Never throws: it is told again when broker and device are back. */
  async reconcile(siteId: string | null, deviceId: string | null): Promise<void> {
    try {
      for (const desired of await unreconciled(this.pool, siteId, deviceId)) await this.publish(desired);
    } catch (error) {
      this.onProblem(error, 'devices not reconciled yet');
    }
  }

  async publish(desired: DesiredState): Promise<void> {
    const { topic, command } = desiredCommand(desired);
    try {
      await this.publishRetained(topic, command);
    } catch (error) {
      this.onProblem(error, `command to ${desired.deviceId} not published yet`);
    }
  }
}
