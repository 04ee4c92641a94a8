/** The library for makers of devices. */
const device = 'libs/device';
const ofJournal = 'src/storage/journal.spec.ts';
const ofSending = 'src/outbox/sending.spec.ts';
const ofClient = 'src/client/device-client.spec.ts';
const ofOutbox = 'src/outbox/outbox.spec.ts';
const receipt = 'libs/device/src/outbox/receipt.ts';
const sending = 'libs/device/src/outbox/sending.ts';

/** @type {readonly import('../parts.mjs').Part[]} */
export const DEVICE = [
  {
    part: 'device: a message is accepted once the disk has it',
    off: [
      {
        file: 'libs/device/src/storage/journal-store.ts',
        find: 'if (sync) await file.datasync();',
        put: 'if (sync) void file.datasync();',
      },
    ],
    test: {
      project: device,
      file: ofJournal,
      name: 'a message counts as kept only when its bytes are synced to the disk',
    },
  },
  {
    part: 'device: the outbox is kept on disk',
    off: [
      {
        file: 'libs/device/src/storage/journal-store.ts',
        find: 'const problem = await write(lines, true);',
        put: 'const problem = await write([], true);',
      },
    ],
    test: {
      project: device,
      file: 'src/client/receipts.int.spec.ts',
      name: 'what a killed process had accepted is in the journal',
    },
  },
  {
    part: 'device: the torn end of a write is cut off',
    off: [
      {
        file: 'libs/device/src/storage/segments.ts',
        find: '    if (content.wholeBytes < bytes.length) await truncate(path, content.wholeBytes);\n',
        put: '',
      },
    ],
    test: { project: device, file: ofJournal, name: 'a write that a crash cut short anywhere costs that record alone' },
  },
  {
    part: 'device: a damaged record is never taken for whole',
    off: [
      {
        file: 'libs/device/src/storage/journal-records.ts',
        find: "if (content.length === 0 || line.toString('latin1', 0, CHECK_DIGITS + 1) !== `${checkOf(content)} `) return null;",
        put: 'if (content.length === 0) return null;',
      },
    ],
    test: { project: device, file: ofJournal, name: 'any flipped byte costs at most the records on both sides of it' },
  },
  {
    part: 'device: nothing is forgotten that no receipt covers',
    off: [
      {
        file: 'libs/device/src/outbox/standing.ts',
        find: "  if (receipt.gaps.some((gap) => gap.fromSeq <= seq && seq <= gap.toSeq)) return 'missing';\n",
        put: '',
      },
    ],
    test: { project: device, file: ofSending, name: 'receipted messages after their grace, others never' },
  },
  {
    part: 'device: nothing is forgotten because the broker took it',
    off: [{ file: sending, find: '  if (isWanted(entry)) dueAgain(outbox, entry);\n', put: '' }],
    test: { project: device, file: ofSending, name: 'that the broker took a message does not end the matter' },
  },
  {
    part: 'device: gaps that a receipt names are sent again',
    off: [
      {
        file: receipt,
        find: "if (!isOutdated && standingIn(receipt, held.seq) === 'missing') dueSoon(outbox, held);",
        put: 'void isOutdated;',
      },
    ],
    test: {
      project: device,
      file: ofSending,
      name: 'a receipt that covers later messages and names a gap has the gap sent again',
    },
  },
  {
    part: 'device: what is receipted is kept for a receipt that goes back',
    off: [
      {
        file: 'libs/device/src/outbox/holding.ts',
        find: 'nowMs - held.receiptedMs! > keepReceiptedMs',
        put: 'nowMs - held.receiptedMs! > keepReceiptedMs - Infinity',
      },
    ],
    test: {
      project: device,
      file: 'src/client/receipts.int.spec.ts',
      name: 'a twin that is brought back from a backup gets again what it lost',
    },
  },
  {
    part: 'device: what a receipt takes back is sent again',
    off: [{ file: receipt, find: '    held.sends = 1;\n    dueSoon(outbox, held);\n', put: '' }],
    test: { project: device, file: ofSending, name: 'a receipt that goes back, the store having come from a backup' },
  },
  {
    part: 'device: an older receipt that comes late changes nothing',
    off: [
      {
        file: receipt,
        find: "  if (outbox.receiptAtMs !== null && atMs < outbox.receiptAtMs) return { kind: 'older' };\n",
        put: '',
      },
    ],
    test: { project: device, file: ofSending, name: 'an older receipt that comes late changes nothing' },
  },
  {
    part: 'device: no more under way than the window',
    off: [{ file: sending, find: 'while (outbox.underWay.size < outbox.window) {', put: 'for (;;) {' }],
    test: { project: device, file: ofOutbox, name: 'never has more under way than its window' },
  },
  {
    part: 'device: what was under way on a lost link goes again',
    off: [{ file: sending, find: '  outbox.ready.putBack(back);\n', put: '  void back;\n' }],
    test: {
      project: device,
      file: ofOutbox,
      name: 'forgets no message without a receipt, and once the link is fair everything is stored',
    },
  },
  {
    part: 'device: a full outbox refuses what is new',
    off: [
      {
        file: 'libs/device/src/outbox/holding.ts',
        find: 'if (outbox.bytes - outbox.receiptedBytes + bytes > outbox.limits.mostBytes)\n',
        put: 'if (bytes > outbox.limits.mostBytes)\n',
      },
      {
        file: 'libs/device/src/outbox/holding.ts',
        find: "    if (!oldest) return { kind: 'refused', reason: 'outbox-full' };\n",
        put: '    if (!oldest) break;\n',
      },
    ],
    test: { project: device, file: ofOutbox, name: 'with hardly any room it refuses what is new rather than forget' },
  },
  {
    part: 'one process has a journal',
    off: [
      {
        file: 'libs/device/src/storage/journal-store.ts',
        find: 'const letGo = await holdFolder(folder);',
        put: 'void holdFolder;\n  const letGo = async (): Promise<void> => undefined;',
      },
    ],
    test: { project: device, file: ofJournal, name: 'is not opened while it is open, by this process or another' },
  },
  {
    part: 'a measurement is checked where its maker hears it',
    off: [
      {
        file: 'libs/device/src/client/device-client.ts',
        find: 'if (refusal !== null) return Promise.resolve(refusal);',
        put: 'void refusal;',
      },
    ],
    test: { project: device, file: ofClient, name: 'refuses what the twin would refuse' },
  },
  {
    part: 'what a person has seen is not shown again after a restart',
    off: [
      {
        file: 'libs/device/src/client/device-client.ts',
        find: 'shownBefore: store.kept.shown,',
        put: 'shownBefore: [],',
      },
    ],
    test: { project: device, file: ofClient, name: 'does not show again after a restart' },
  },
  {
    part: 'a broker that refuses a device is asked again',
    off: [{ file: 'libs/device/src/client/mqtt-link.ts', find: '      reconnectOnConnackError: true,\n', put: '' }],
    test: {
      project: device,
      file: 'src/client/mqtt-link.int.spec.ts',
      name: 'that refuses the login for now is tried again',
    },
  },
];
