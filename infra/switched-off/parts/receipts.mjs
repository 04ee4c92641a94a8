/** What devices are told. */
const api = 'apps/api';
const file = 'test/receipts.int.spec.ts';

/** @type {readonly import('../parts.mjs').Part[]} */
export const RECEIPTS = [
  {
    part: 'receipts are retained for devices that are away',
    off: [
      {
        file: 'apps/api/src/runtime.ts',
        find: '        await this.link.publishRetained(topic, payload);\n',
        put: '        await this.link.publish(topic, payload);\n',
      },
    ],
    test: { project: api, file, name: 'waits for a device that was away when it was given' },
  },
  {
    part: 'receipts name the gaps',
    off: [
      {
        file: 'apps/api/src/storage/boot-store.ts',
        find: '    gaps.push({ fromSeq: next, toSeq: range.fromSeq - 1 });\n',
        put: '',
      },
    ],
    test: { project: api, file, name: 'says how far everything is stored and what is missing above' },
  },
  {
    part: 'a receipt that has no room for all gaps says that there are more',
    off: [
      {
        file: 'apps/api/src/storage/boot-store.ts',
        find: 'moreGaps: told.length < gaps.length || next <= highestSeq }',
        put: 'moreGaps: false }',
      },
    ],
    test: {
      project: api,
      file: 'src/storage/boot-store.spec.ts',
      name: 'that has no room for all gaps says that there are more',
    },
  },
  {
    part: 'a device that says hello gets its receipt',
    off: [
      {
        file: 'apps/api/src/twins/commit-batch.ts',
        find: '      if (status.online && !heard.has(siteKey(siteId, deviceId))) greeted.push({ siteId, deviceId });\n',
        put: '',
      },
    ],
    test: { project: api, file, name: 'greets a device that says hello' },
  },
  {
    part: 'a refused message counts as stored',
    off: [
      {
        file: 'apps/api/src/twins/device-tally.ts',
        find: '      if (numbered) one.seqs.push(numbered.seq);\n',
        put: '',
      },
    ],
    test: { project: api, file, name: 'covers a refused message whose number can be read' },
  },
  {
    part: 'each boot has a receipt of its own',
    off: [{ file: 'apps/api/src/storage/boot-store.ts', find: 'LIMIT $4) b`', put: 'LIMIT least($4, 1)) b`' }],
    test: { project: api, file, name: 'names the boots of two devices that claim one id' },
  },
];
