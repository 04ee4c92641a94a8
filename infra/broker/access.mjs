/**
 * Who may do what at the broker: the same rules that infra/mosquitto writes as an ACL file.
 *
 * | user             | password                        | publishes             | reads                  |
 * |------------------|---------------------------------|-----------------------|------------------------|
 * | `{site}.{device}`| HMAC-SHA256(key, user name)     | its own uplink topics | its own downlink topics|
 * | the API          | the same                        | downlink topics       | everything             |
 * | the recorder     | the same                        | nothing               | uplink topics          |
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  ALL_TOPICS_FILTER,
  API_USERNAME,
  downlinkFilters,
  isUplink,
  parseDeviceUsername,
  parseTopic,
  RECORDER_USERNAME,
  topicOf,
} from '@airway-twin/contracts/mqtt';

/**
 * The password of an MQTT user.
 * @param {string} credentialKey the value of MQTT_CREDENTIAL_KEY, taken as UTF-8
 * @param {string} username
 * @returns {string} base64url(HMAC-SHA256(key, username))
 */
export function passwordOf(credentialKey, username) {
  return createHmac('sha256', credentialKey).update(username).digest('base64url');
}

/**
 * @typedef {{ kind: 'api', username: string } | { kind: 'recorder', username: string }
 *   | { kind: 'device', username: string, site: string, device: string }} Principal
 */

/**
 * Who these credentials stand for; null when they stand for nobody. Compares in constant time.
 * @param {string} credentialKey
 * @param {string | undefined} username
 * @param {Uint8Array | undefined} password
 * @returns {Principal | null}
 */
export function principalOf(credentialKey, username, password) {
  const expected = Buffer.from(passwordOf(credentialKey, username ?? ''));
  const given = Buffer.alloc(expected.length);
  if (password) given.set(password.subarray(0, expected.length));
  const isRight = timingSafeEqual(expected, given) && password?.length === expected.length;
  if (!isRight || username === undefined) return null;
  if (username === API_USERNAME) return { kind: 'api', username };
  if (username === RECORDER_USERNAME) return { kind: 'recorder', username };
  const address = parseDeviceUsername(username);
  return address && { kind: 'device', username, ...address };
}

/**
 * May they publish on this topic? A device may also use a stream that this version does not know, so that a newer device's messages end
 * among the refused ones where they are seen, and not in a reconnect loop.
 * @param {Principal} principal @param {string} topic
 */
export function mayPublish(principal, topic) {
  const address = parseTopic(topic);
  if (principal.kind === 'api') return address !== null && !isUplink(address.channel);
  if (principal.kind === 'recorder') return false;
  const own = topicOf({ site: principal.site, device: principal.device, channel: 'status' }).slice(0, -'status'.length);
  if (!topic.startsWith(own) || topic.slice(own.length).includes('/')) return false;
  return address === null || isUplink(address.channel);
}

/**
 * May this topic be retained? Only the last word of a device about itself, what is desired of it, and what is stored of it.
 * @param {string} topic
 */
export function mayRetain(topic) {
  const channel = parseTopic(topic)?.channel;
  return channel === 'status' || channel === 'reported' || channel === 'command' || channel === 'receipt';
}

/**
 * May they ask for this filter?
 * @param {Principal} principal @param {string} filter
 */
export function maySubscribe(principal, filter) {
  if (principal.kind === 'device') return downlinkFilters(principal.site, principal.device).includes(filter);
  const root = ALL_TOPICS_FILTER.slice(0, ALL_TOPICS_FILTER.indexOf('+'));
  return filter.startsWith(root) || (principal.kind === 'api' && /^\$share\/[A-Za-z0-9_-]+\//.test(filter));
}

/**
 * May this message be handed to them? A recorder's wide filter also matches what goes down to the devices, which it must not read.
 * @param {Principal} principal @param {string} topic
 */
export function mayReceive(principal, topic) {
  if (principal.kind === 'api') return true;
  const address = parseTopic(topic);
  if (principal.kind === 'recorder') return address === null || isUplink(address.channel);
  return address !== null && address.site === principal.site && address.device === principal.device;
}
