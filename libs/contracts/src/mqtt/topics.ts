/**
 * The topic grammar, one page:
 *
 *     airway/v1/{site}/{device}/{stream}   device → twin   one measurement (a name of `DEVICE_STREAMS`)
 *     airway/v1/{site}/{device}/status     device → twin   birth and last will, retained
 *     airway/v1/{site}/{device}/reported   device → twin   what the device has shown of what was desired
 *     airway/v1/{site}/{device}/command    twin → device   what is desired of the device, retained
 *     airway/v1/{site}/{device}/receipt    twin → device   what is safely stored, retained
 *
 * Devices do not know patients: who wore what, when, is the registry's business.
 */
const ROOT = 'airway';
const VERSION = 'v1';

/** Streams that devices publish. The others (`symptoms.*`, `control.score`) come over HTTP from the patient's app. */
export const DEVICE_STREAMS = [
  'inhaler.actuation',
  'spirometer.blow',
  'peakflow.session',
  'air.reading',
  'environment.day',
  'device.health',
] as const;
export type DeviceStream = (typeof DEVICE_STREAMS)[number];

/** What devices publish on, and what the twin answers on. */
export const UPLINK_CHANNELS = [...DEVICE_STREAMS, 'status', 'reported'] as const;
export const DOWNLINK_CHANNELS = ['command', 'receipt'] as const;
export type UplinkChannel = (typeof UPLINK_CHANNELS)[number];
export type DownlinkChannel = (typeof DOWNLINK_CHANNELS)[number];
export type Channel = UplinkChannel | DownlinkChannel;

const CHANNELS: ReadonlySet<string> = new Set([...UPLINK_CHANNELS, ...DOWNLINK_CHANNELS]);
const NAME_PATTERN = '[A-Za-z0-9][A-Za-z0-9_-]{0,63}';
const NAME = new RegExp(`^${NAME_PATTERN}$`);
/** Site, device and channel of a topic in one go: every message at the edge is read by it. */
const TOPIC = new RegExp(`^${ROOT}/${VERSION}/(${NAME_PATTERN})/(${NAME_PATTERN})/([^/]+)$`);

export interface TopicAddress {
  readonly site: string;
  readonly device: string;
  readonly channel: Channel;
}

/** May this text name a site or a device: letters, digits, `-` and `_`, at most 64 of them. */
export function isTopicName(text: unknown): text is string {
  return typeof text === 'string' && NAME.test(text);
}

/** The topic of a channel of a device. Throws for a name that the grammar does not allow: that is a bug of the caller. */
export function topicOf(address: TopicAddress): string {
  if (!isTopicName(address.site) || !isTopicName(address.device)) {
    throw new Error(`not a topic name: ${JSON.stringify([address.site, address.device])}`);
  }
  return `${ROOT}/${VERSION}/${address.site}/${address.device}/${address.channel}`;
}

/** The address that a topic stands for, or null when it is not one of the grammar. */
export function parseTopic(topic: string): TopicAddress | null {
  const parts = TOPIC.exec(topic);
  if (!parts) return null;
  const [, site, device, channel] = parts as unknown as [string, string, string, string];
  return CHANNELS.has(channel) ? { site, device, channel: channel as Channel } : null;
}

/** Everything below the root: what the twin and a recorder subscribe to. */
export const ALL_TOPICS_FILTER = `${ROOT}/${VERSION}/+/+/+`;

/** The same for several processes of one group: the broker hands each message to one of them (MQTT 5 shared subscription, which Mosquitto also
 * gives to 3.1.1 clients). Throws for a group that may not stand in a filter. */
export function sharedFilter(group: string): string {
  if (!isTopicName(group)) throw new Error(`not a group name: ${JSON.stringify(group)}`);
  return `$share/${group}/${ALL_TOPICS_FILTER}`;
}

/** What a device subscribes to: its own downlink channels. */
export function downlinkFilters(site: string, device: string): string[] {
  return DOWNLINK_CHANNELS.map((channel) => topicOf({ site, device, channel }));
}

export function isUplink(channel: Channel): channel is UplinkChannel {
  return channel !== 'command' && channel !== 'receipt';
}

/** The MQTT user of a device: with per-device access rules the broker can tell from it which topics are its own. */
export function deviceUsername(site: string, device: string): string {
  return `${site}.${device}`;
}

/** The site and device that an MQTT user name stands for; null when it is none. (A dot is not allowed in either name.) */
export function parseDeviceUsername(username: string): { site: string; device: string } | null {
  const parts = username.split('.');
  if (parts.length !== 2 || !parts.every(isTopicName)) return null;
  return { site: parts[0]!, device: parts[1]! };
}

/** MQTT users that are not devices: the API itself, and a reader of all uplink topics for recordings. */
export const API_USERNAME = 'airway-api';
export const RECORDER_USERNAME = 'airway-recorder';
