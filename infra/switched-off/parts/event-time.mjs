/** Late, reordered and doubled data. */
const api = 'apps/api';
const twin = 'apps/api/src/twins/working-twin.ts';

/** @type {readonly import('../parts.mjs').Part[]} */
export const EVENT_TIME = [
  {
    part: 'a batch is folded in the order in which it was measured',
    off: [{ file: twin, find: 'const sorted = [...added].sort(byOrder);', put: 'const sorted = [...added];' }],
    test: {
      project: api,
      file: 'src/twins/working-twin.spec.ts',
      name: 'whatever the order and the size of the batches',
    },
  },
  {
    part: 'what comes late is folded at its own time',
    off: [
      {
        file: twin,
        find: 'each !== null && isInOrder(each.state, orderKey(observation))',
        put: 'each !== null && (isInOrder(each.state, orderKey(observation)) || each.count >= 0)',
      },
    ],
    test: {
      project: api,
      file: 'src/twins/event-time.spec.ts',
      name: 'ends in the same twin, bit for bit',
    },
  },
  {
    part: 'the newest value is not overwritten by an older one',
    off: [
      {
        file: twin,
        find: 'each !== null && isInOrder(each.state, orderKey(observation))',
        put: 'each !== null && (isInOrder(each.state, orderKey(observation)) || each.count >= 0)',
      },
    ],
    test: {
      project: api,
      file: 'test/ingest.int.spec.ts',
      name: 'late data take their place by the time they were measured',
    },
  },
  {
    part: 'checkpoints that late data make wrong are dropped',
    off: [
      {
        file: 'apps/api/src/twins/twin-keeper.ts',
        find: '  await dropCheckpointsFrom(client, siteId, patientId, earliestMs);\n  const { airways } = twin.state;\n',
        put: '  const { airways } = twin.state;\n',
      },
    ],
    test: {
      project: api,
      file: 'test/late-data.int.spec.ts',
      name: 'leave no stored state that they have made wrong',
    },
  },
  {
    part: 'checkpoints on the way of a re-fold are written anew',
    off: [{ file: 'apps/api/src/twins/twin-keeper.ts', find: '  await saveCheckpoints(client, passed);\n', put: '' }],
    test: {
      project: api,
      file: 'test/late-data.int.spec.ts',
      name: 'data that come late into a history of three years',
    },
  },
  {
    part: 'when a device measured last never goes back',
    off: [
      {
        file: 'apps/api/src/storage/boot-store.ts',
        find: 'last_measured_at = greatest(old.last_measured_at, EXCLUDED.last_measured_at)`',
        put: 'last_measured_at = EXCLUDED.last_measured_at`',
      },
    ],
    test: { project: api, file: 'test/receipts.int.spec.ts', name: 'is not set back by what comes late' },
  },
  {
    part: 'an earlier week that is told later does not replace the newer one',
    off: [
      {
        file: 'libs/domain/src/twin/symptoms.ts',
        find: 'return held === null || data.localDate >= held.localDate;',
        put: 'return held !== undefined;',
      },
    ],
    test: { project: 'libs/domain', file: 'src/twin/diary.spec.ts', name: 'does not take the place of the newer week' },
  },
];
