/**
 * Mosquitto's password file and access rules for a list of devices. Its `pattern` rules know the whole user name only (`site.device`,
 * as %u), which does not stand in a topic (`site/device`): each device gets rules of its own instead.
 */
import {
  API_USERNAME,
  deviceUsername,
  DOWNLINK_CHANNELS,
  isTopicName,
  parseDeviceUsername,
  RECORDER_USERNAME,
  topicOf,
  UPLINK_CHANNELS,
} from '@airway-twin/contracts/mqtt';
import { passwordOf } from '../broker/access.mjs';
import { passwordLine } from './passwords.mjs';

/**
 * The devices that a text names, one on a line: `device` (of the default site) or `site.device`. Empty lines and lines with # in front
 * do not count, and naming one twice does no harm.
 * @param {string} text @param {string} defaultSite
 * @returns {{ devices: { site: string, device: string }[], wrong: string[] }} `wrong`: the lines that name none
 */
export function devicesIn(text, defaultSite) {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const names = [...new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))];
  const devices = [];
  const wrong = [];
  for (const name of names) {
    const address = isTopicName(name) ? { site: defaultSite, device: name } : parseDeviceUsername(name);
    if (address) devices.push(address);
    else wrong.push(name);
  }
  return { devices, wrong };
}

/**
 * The two files. The API reads everything and answers devices, the recorder reads what devices say, a device has its own topics.
 * @param {string} credentialKey @param {{ site: string, device: string }[]} devices
 * @returns {{ passwords: string, acl: string }}
 */
export function accessFiles(credentialKey, devices) {
  const usernames = [
    API_USERNAME,
    RECORDER_USERNAME,
    ...devices.map(({ site, device }) => deviceUsername(site, device)),
  ];
  const passwords = usernames.map((username) => passwordLine(username, passwordOf(credentialKey, username)));
  const acl = [
    section(API_USERNAME, anyDevice('read', UPLINK_CHANNELS), anyDevice('write', DOWNLINK_CHANNELS)),
    section(RECORDER_USERNAME, anyDevice('read', UPLINK_CHANNELS)),
    ...devices.map(({ site, device }) => {
      const rules = (access, channels) =>
        channels.map((channel) => `topic ${access} ${topicOf({ site, device, channel })}`);
      return section(deviceUsername(site, device), rules('write', UPLINK_CHANNELS), rules('read', DOWNLINK_CHANNELS));
    }),
  ];
  return { passwords: `${passwords.join('\n')}\n`, acl: acl.join('\n') };
}

/** @param {string} username @param {...string[]} rules */
function section(username, ...rules) {
  return [`user ${username}`, ...rules.flat(), ''].join('\n');
}

/** Rules for these channels of every device. @param {'read' | 'write'} access @param {readonly string[]} channels */
function anyDevice(access, channels) {
  return channels.map((channel) => {
    const [root, version, , , last] = topicOf({ site: 's', device: 'd', channel }).split('/');
    return `topic ${access} ${[root, version, '+', '+', last].join('/')}`;
  });
}
