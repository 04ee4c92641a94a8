/** The embedded MQTT 3.1.1 broker (aedes, in memory) with a password for every client and access rules per device. */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { mayPublish, mayReceive, mayRetain, maySubscribe, principalOf } from './access.mjs';
import { gatherWrites } from './gathered-writes.mjs';
import { SessionQueues } from './session-queues.mjs';

const BAD_CREDENTIALS = 4;
const IDENTIFIER_REJECTED = 2;

/**
 * Starts a broker on 127.0.0.1. Sessions, queues and retained messages live as long as the process.
 * @param {{ port: number, credentialKey: string, onRefused?: (what: string) => void }} options port 0: any free one
 * @returns {Promise<{ url: string, port: number, stop: () => Promise<void> }>}
 * @throws the listen error when the port is taken
 */
export async function startBroker({ port, credentialKey, onRefused = () => undefined }) {
  /** Whose client id is whose: nobody may take over the session of another user by naming its client id. */
  const ownerOfClientId = new Map();
  const aedes = await Aedes.createBroker({
    persistence: new SessionQueues(),
    // How many messages may be on their way to subscribers at once. One subscriber that stops reading holds back that many, then all.
    concurrency: 1_000,
    // A client that does not take what is written to it is cut off after this; its session keeps what it has not acknowledged.
    drainTimeout: 20_000,
    connectTimeout: 10_000,
    // Packets that a client may send before its CONNACK.
    queueLimit: 100,
    maxTopicLevels: 8,
    authenticate(client, username, password, done) {
      const principal = principalOf(credentialKey, username, password);
      if (principal === null)
        return refuse(done, BAD_CREDENTIALS, `bad user name or password: ${username ?? '(none)'}`);
      const owner = ownerOfClientId.get(client.id);
      if (owner !== undefined && owner !== principal.username) {
        return refuse(
          done,
          IDENTIFIER_REJECTED,
          `client id ${client.id} of ${owner} asked for by ${principal.username}`,
        );
      }
      ownerOfClientId.set(client.id, principal.username);
      client.principal = principal;
      done(null, true);
    },
    authorizePublish(client, packet, done) {
      // Without a client it is the will of one that is long gone, which was authorised when it connected under its own name.
      if (client !== null && !mayPublish(client.principal, packet.topic)) {
        onRefused(`${client.principal.username} may not publish on ${packet.topic}`);
        return done(new Error('not authorised to publish on this topic'));
      }
      if (packet.retain && !mayRetain(packet.topic)) packet.retain = false;
      done(null);
    },
    authorizeSubscribe(client, subscription, done) {
      if (maySubscribe(client.principal, subscription.topic)) return done(null, subscription);
      onRefused(`${client.principal.username} may not subscribe to ${subscription.topic}`);
      done(null, null);
    },
    authorizeForward(client, packet) {
      return mayReceive(client.principal, packet.topic) ? packet : null;
    },
  });
  aedes.on('clientDisconnect', (client) => {
    if (client.clean) ownerOfClientId.delete(client.id);
  });

  function refuse(done, returnCode, reason) {
    onRefused(reason);
    done(Object.assign(new Error(reason), { returnCode }), null);
  }

  const server = createServer({ noDelay: true }, (socket) => {
    gatherWrites(socket);
    aedes.handle(socket);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => resolve(undefined));
  });
  const bound = /** @type {import('node:net').AddressInfo} */ (server.address()).port;
  return {
    url: `mqtt://127.0.0.1:${bound}`,
    port: bound,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve(undefined));
        aedes.close();
      }),
  };
}
