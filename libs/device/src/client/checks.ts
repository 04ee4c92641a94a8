import {
  DEVICE_STREAMS,
  isTopicName,
  refusalOf,
  STREAM_MESSAGE,
  STREAM_SCHEMA,
  type DeviceStream,
} from '@airway-twin/contracts/mqtt';
import type { SendingRules } from '../outbox/index.js';
import type { OutboxStore } from '../storage/index.js';
import type { Publication } from './drafts.js';

interface CheckedSettings extends Partial<SendingRules> {
  readonly site: string;
  readonly deviceId: string;
  readonly store: OutboxStore;
}

/** Whether the twin would take it: asked here, where its maker hears the answer. */
export function refusalOfMeasurement(stream: DeviceStream, measurement: object): Publication | null {
  if (!Object.hasOwn(STREAM_MESSAGE, stream))
    return { kind: 'refused', reason: 'invalid', field: 'stream', expected: `one of ${DEVICE_STREAMS.join(', ')}` };
  const asSent = { ...measurement, schema: STREAM_SCHEMA[stream], bootId: 'b', seq: 0, sentAt: '2026-01-01T00:00:00Z' };
  const parsed = STREAM_MESSAGE[stream].safeParse(asSent, { reportInput: true });
  if (parsed.success) return null;
  const { field, expected } = refusalOf(parsed.error.issues[0]!);
  return { kind: 'refused', reason: 'invalid', field, expected };
}

/** Throws TypeError, by its name, for a setting that cannot be right. */
export function checkSettings(settings: CheckedSettings): void {
  for (const name of ['site', 'deviceId'] as const) {
    if (!isTopicName(settings[name]))
      throw new TypeError(`${name}: expected letters, digits, _ and -, found ${String(settings[name])}`);
  }
  if (typeof settings.store?.keep !== 'function')
    throw new TypeError('store: expected an outbox store, as `await openJournal(…)` or `memoryStore()` give');
  for (const name of ['window', 'resendAfterMs', 'resendAtMostMs', 'gapResendAfterMs'] as const) {
    const value = settings[name];
    if (value !== undefined && !(Number.isFinite(value) && value > 0))
      throw new TypeError(`${name}: expected a number above 0, found ${String(value)}`);
  }
}
