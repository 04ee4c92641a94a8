/**
 * A plain subscriber in a process of its own: mqtt.js as it comes, which acknowledges each message by itself. Told `subscribe`, answers
 * `subscribed`; told `count`, answers `counted` with the time at which the last of so many messages was there.
 */
import { connectAsync } from 'mqtt';
import { ALL_TOPICS_FILTER } from '@airway-twin/contracts/mqtt';

let received = 0;
let expected = Infinity;

process.on('message', (message) => {
  if (message.kind === 'subscribe') {
    subscribe(message).catch((error) => {
      console.error(`subscriber: ${error.stack}`);
      process.exit(1);
    });
    return;
  }
  received = 0;
  expected = message.messages;
  process.send({ kind: 'counting' });
});

/** @param {{ url: string, username: string, password: string }} options */
async function subscribe({ url, username, password }) {
  // A kept session, as the API has one: the broker then keeps what is not acknowledged.
  const client = await connectAsync(url, { clientId: 'bench-subscriber', username, password, clean: false });
  client.on('message', () => {
    received += 1;
    if (received === expected) process.send({ kind: 'counted', lastReceivedAtMs: Date.now() });
  });
  await client.subscribeAsync(ALL_TOPICS_FILTER, { qos: 1 });
  process.send({ kind: 'subscribed' });
}
