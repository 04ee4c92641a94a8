/** Raw broker → subscriber: the same devices and messages, received by a plain subscriber that acknowledges and does nothing else. */
import { fileURLToPath } from 'node:url';
import { startPart } from './part.mjs';

const SUBSCRIBER = fileURLToPath(new URL('./subscriber.mjs', import.meta.url));
const WITHIN_MS = 120_000;

/**
 * A subscriber on the raw broker.
 * @param {import('./line.mjs').Line} line
 * @returns {Promise<import('./part.mjs').Part>}
 */
export async function startSubscriber({ rawBrokerUrl, subscriberCredentials }) {
  const subscriber = startPart(SUBSCRIBER);
  subscriber.tell({ kind: 'subscribe', url: rawBrokerUrl, ...subscriberCredentials });
  await subscriber.hear('subscribed', WITHIN_MS);
  return subscriber;
}

/**
 * From the first publish to the last message received.
 * @param {import('./part.mjs').Part} subscriber @param {import('./line.mjs').Line} line its publisher connected to the raw broker
 * @param {Parameters<typeof import('./workload.mjs').plannedMessages>[0]} plan
 * @returns {Promise<number>} messages/s
 */
export async function measureRawBroker(subscriber, { publisher }, plan) {
  subscriber.tell({ kind: 'count', messages: plan.messages });
  await subscriber.hear('counting', WITHIN_MS);
  publisher.tell({ kind: 'publish', plan, ratePerSecond: null });
  const { lastReceivedAtMs } = await subscriber.hear('counted', WITHIN_MS);
  const { firstSentAtMs } = await publisher.hear('published', WITHIN_MS);
  return plan.messages / ((lastReceivedAtMs - firstSentAtMs) / 1000);
}
