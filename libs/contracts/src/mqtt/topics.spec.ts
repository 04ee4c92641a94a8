import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DEVICE_STREAMS,
  deviceUsername,
  downlinkFilters,
  isTopicName,
  parseDeviceUsername,
  parseTopic,
  sharedFilter,
  topicOf,
} from './topics.js';

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
const channel = fc.constantFrom(
  ...DEVICE_STREAMS,
  'status' as const,
  'reported' as const,
  'command' as const,
  'receipt' as const,
);

describe('the topic grammar', () => {
  it('reads back every address it builds', () => {
    fc.assert(
      fc.property(name, name, channel, (site, device, each) => {
        expect(parseTopic(topicOf({ site, device, channel: each }))).toEqual({ site, device, channel: each });
      }),
    );
  });

  it('takes nothing else for an address', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const address = parseTopic(text);
        expect(address === null || topicOf(address) === text).toBe(true);
      }),
    );
    for (const topic of [
      'airway/v2/a/b/air.reading',
      'airway/v1/a/b/heart.rate',
      'airway/v1/a/b/c/air.reading',
      'airway/v1/+/b/air.reading',
      'airway/v1//b/status',
      'airway/v1/a/b/',
      'airway/v1/a/b/status\n',
      'airway/v1/a/b\n/status',
      ' airway/v1/a/b/status',
      `airway/v1/a/${'b'.repeat(65)}/status`,
    ]) {
      expect(parseTopic(topic)).toBeNull();
    }
  });

  it('builds no topic for a name that would reach beyond the device', () => {
    for (const device of ['a/b', '#', '+', '', 'a.b', 'ä']) {
      expect(isTopicName(device)).toBe(false);
      expect(() => topicOf({ site: 'demo', device, channel: 'status' })).toThrow();
    }
  });

  it('gives a device its own downlink alone', () => {
    expect(downlinkFilters('demo', 'meter')).toEqual(['airway/v1/demo/meter/command', 'airway/v1/demo/meter/receipt']);
  });

  it('tells site and device from the MQTT user name', () => {
    fc.assert(
      fc.property(name, name, (site, device) => {
        expect(parseDeviceUsername(deviceUsername(site, device))).toEqual({ site, device });
      }),
    );
    expect([parseDeviceUsername('airway-api'), parseDeviceUsername('a.b.c'), parseDeviceUsername('a./')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('a shared subscription', () => {
  it('is the filter of all topics behind the name of its group', () => {
    expect(sharedFilter('api')).toBe('$share/api/airway/v1/+/+/+');
    expect(() => sharedFilter('a/+')).toThrow('not a group name');
  });
});
