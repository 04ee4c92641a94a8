/** Several processes that share the work. */
const api = 'apps/api';
const file = 'test/several-processes.int.spec.ts';

/** @type {readonly import('../parts.mjs').Part[]} */
export const PROCESSES = [
  {
    part: 'a commit under a lost lease is fenced off',
    off: [
      {
        file: 'apps/api/src/storage/outbox-store.ts',
        find: 'WHERE s.epoch = c.epoch ORDER BY',
        put: 'WHERE s.epoch >= c.epoch ORDER BY',
      },
    ],
    test: { project: api, file, name: 'can commit nothing more to them' },
  },
  {
    part: 'a message for a patient of another process is handed over',
    off: [
      {
        file: 'apps/api/src/twins/commit-batch.ts',
        find: '    if (message) messages.push(message);\n',
        put: '    void message;\n',
      },
    ],
    test: { project: api, file, name: 'each write the patients of their own shards' },
  },
  {
    part: 'a message handed over ends with the transaction that stores it',
    off: [
      {
        file: 'apps/api/src/storage/handover-store.ts',
        find: 'if (ids.length > 0) await client.query',
        put: 'if (ids.length < 0) await client.query',
      },
    ],
    test: { project: api, file, name: 'each write the patients of their own shards' },
  },
  {
    part: 'a commit rings for the other processes',
    off: [
      {
        file: 'apps/api/src/twins/commit-batch.ts',
        find: "      underWay.add(tell(client, { kind: 'committed' }));\n",
        put: '      void tell;\n',
      },
    ],
    test: { project: api, file, name: 'ring for each other with every commit' },
  },
  {
    part: 'a ring is heard without waiting for the next look',
    off: [
      {
        file: 'apps/api/src/runtime.ts',
        find: '      void this.outbox.look();\n      void this.handover.look();\n    }\n',
        put: '    }\n',
      },
    ],
    test: { project: api, file, name: 'look at once when the bell rings' },
  },
  {
    part: 'a person’s write goes to the process that writes the patient',
    off: [
      {
        file: 'apps/api/src/http/writer-of.ts',
        find: '  if (url === null) return null;\n',
        put: "  if (url === null || request.method === 'POST') return null;\n",
      },
    ],
    test: { project: api, file, name: 'pass a person’s entry on to the one that writes' },
  },
  {
    part: 'a shard whose lease has run out is taken over',
    off: [
      {
        file: 'apps/api/src/storage/shard-store.ts',
        find: '(owner IS NULL OR lease_until < now() OR owner = $1)',
        put: '(owner IS NULL OR owner = $1)',
      },
    ],
    test: { project: api, file, name: 'can commit nothing more to them' },
  },
  {
    part: 'the bell asks whether its connection is there',
    off: [
      {
        file: 'apps/api/src/storage/bell.ts',
        find: '      this.beat = setInterval(() => void this.askWhetherThere(client), this.beatEveryMs);\n',
        put: '      this.beat = setInterval(() => void this.askWhetherThere, this.beatEveryMs);\n',
      },
    ],
    test: { project: api, file: 'test/bell.int.spec.ts', name: 'notices, listens anew' },
  },
  {
    part: 'a changed registry is read until it has been read',
    off: [
      {
        file: 'apps/api/src/registry/again-until-done.ts',
        find: '        await pause(pauseMs);\n',
        put: '        done = asking;\n        await pause(pauseMs);\n',
      },
    ],
    test: { project: api, file: 'src/registry/again-until-done.spec.ts', name: 'is done again until it does' },
  },
];
