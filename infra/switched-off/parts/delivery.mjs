/** From the outbox to screens and devices. */
const api = 'apps/api';
const follower = 'apps/api/src/delivery/outbox-follower.ts';
const ofFollower = 'src/delivery/outbox-follower.spec.ts';
const devices = 'apps/api/src/delivery/device-delivery.ts';
const ofDevices = 'src/delivery/device-delivery.spec.ts';

/** @type {readonly import('../parts.mjs').Part[]} */
export const DELIVERY = [
  {
    part: 'outbox: an own entry waits for an earlier one of another process',
    off: [
      {
        file: follower,
        find: '!this.busy.has(shard) && cursor === seq - 1',
        put: '!this.busy.has(shard) && cursor < seq',
      },
    ],
    test: { project: api, file: ofFollower, name: 'reads its own entry after one that it has not seen yet' },
  },
  {
    part: 'outbox: what is being read is not delivered from memory too',
    off: [{ file: follower, find: '!this.busy.has(shard) && cursor === seq - 1', put: 'cursor === seq - 1' }],
    test: { project: api, file: ofFollower, name: 'delivers once what is read before its own commit has returned' },
  },
  {
    part: 'outbox: what was delivered from memory is not read again',
    off: [
      {
        file: follower,
        find: '        this.cursors.set(shard, seq);\n        next.add(shard);\n',
        put: '        next.add(shard);\n',
      },
    ],
    test: { project: api, file: ofFollower, name: 'delivers what this process committed from memory' },
  },
  {
    part: 'outbox: what could not be delivered is read again',
    off: [
      {
        file: follower,
        find: '        if (entries.length > 0) await this.deliver(entries);\n        for (const { shard, seq } of entries) this.cursors.set(shard, seq);\n',
        put: '        for (const { shard, seq } of entries) this.cursors.set(shard, seq);\n        if (entries.length > 0) await this.deliver(entries);\n',
      },
    ],
    test: { project: api, file: ofFollower, name: 'reads again what could not be delivered' },
  },
  {
    part: 'outbox: cursors go back with a store that came from a backup',
    off: [
      {
        file: follower,
        find: '      this.cursors.set(shard, Math.max(0, end - DELIVERED_AGAIN));\n',
        put: '      void end, DELIVERED_AGAIN;\n',
      },
    ],
    test: { project: api, file: ofFollower, name: 'goes back with a store that was brought back from a backup' },
  },
  {
    part: 'outbox: what is committed while the store is asked how far it is is not read again',
    off: [
      {
        file: follower,
        find: 'end < (asked.get(shard) ?? 0));',
        put: 'end < (asked.size + 1 && (this.cursors.get(shard) ?? 0)));',
      },
    ],
    test: { project: api, file: ofFollower, name: 'does not go back for what it has committed while' },
  },
  {
    part: 'devices: the cursor moves only when the broker took it',
    off: [
      {
        file: devices,
        find: '      await Promise.all([\n        ...boots.map',
        put: '      void Promise.all([\n        ...boots.map',
      },
    ],
    test: { project: api, file: ofDevices, name: 'counts as told only when the broker has taken the receipt' },
  },
  {
    part: 'devices: what the broker did not take is told again',
    off: [{ file: devices, find: '      for (const [key, due] of now) this.keepDue(key, due);\n', put: '' }],
    test: { project: api, file: ofDevices, name: 'is told again what the broker did not take' },
  },
  {
    part: 'devices: the cursor stays before the first that waits',
    off: [
      {
        file: devices,
        find: 'delivered.set(shard, Math.min(delivered.get(shard)!, sinceSeq - 1));',
        put: 'void sinceSeq;',
      },
    ],
    test: { project: api, file: ofDevices, name: 'that waits for its next receipt holds the cursor back' },
  },
  {
    part: 'devices: who takes a shard over tells what was left untold',
    off: [
      {
        file: devices,
        find: '      this.add(entries);\n      for (const { shard, seq } of entries) cursors',
        put: '      for (const { shard, seq } of entries) cursors',
      },
    ],
    test: { project: api, file: ofDevices, name: 'is told by the process that takes its shard over' },
  },
  {
    part: 'devices: the cursor stays also when all are told anew',
    off: [{ file: devices, find: ' && known.sinceSeq <= seq) return known;', put: ') return known;' }],
    test: {
      project: api,
      file: ofDevices,
      name: 'holds the cursor back also when all devices were to be told anew before',
    },
  },
  {
    part: 'devices: all are told anew when the broker is back',
    off: [
      {
        file: devices,
        find: 'this.want(siteId, deviceId, shard, Infinity).receipt = true;',
        put: 'void [siteId, deviceId];',
      },
    ],
    test: {
      project: api,
      file: ofDevices,
      name: 'is told anew when the broker is back, though nothing was stored since',
    },
  },
  {
    part: 'a store that was brought back is noticed, whoever holds which shard',
    off: [
      {
        file: follower,
        find: '      void this.storeMayHaveGoneBack()\n        .catch(this.onError)\n        .then(() => this.look());\n',
        put: '      void this.look();\n',
      },
    ],
    test: { project: api, file: ofFollower, name: 'notices by itself that the store was brought back' },
  },
  {
    part: 'outbox: a process that was away until entries were deleted does not go on',
    off: [{ file: follower, find: '      if (this.hasGap(entries)) {\n', put: '      if (this.hasGap([])) {\n' }],
    test: { project: api, file: ofFollower, name: 'says when entries were deleted before it had read them' },
  },
];
