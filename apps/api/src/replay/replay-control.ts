import { randomUUID } from 'node:crypto';
import { topicOf } from '@airway-twin/contracts/mqtt';
import { REPLAY_SCHEMA, REPLAY_RUNNER_ID, type ReplayCommand, type ReplayStatus } from '@airway-twin/contracts/replay';
import type { MqttLink } from '../ingest/mqtt-link.js';

/** Speaks with the replay runner as with any device: commands down its topic, status up. */
export class ReplayControl {
  private newest: { readonly siteId: string; readonly status: ReplayStatus } | null = null;

  constructor(private readonly link: Pick<MqttLink, 'publish'>) {}

  /** What the runner of that site said last; null when it has never been heard. */
  statusOf(siteId: string): ReplayStatus | null {
    return this.newest?.siteId === siteId ? this.newest.status : null;
  }

  seen(siteId: string, status: ReplayStatus): void {
    this.newest = { siteId, status };
  }

  async send(siteId: string, command: ReplayCommand): Promise<void> {
    const topic = topicOf({ site: siteId, device: REPLAY_RUNNER_ID, channel: 'command' });
    await this.link.publish(topic, { schema: REPLAY_SCHEMA.command, id: randomUUID(), command });
  }
}
