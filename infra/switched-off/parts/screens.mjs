/** Screens, slow ones and many at once. */
const api = 'apps/api';

/** @type {readonly import('../parts.mjs').Part[]} */
export const SCREENS = [
  {
    part: 'a slow screen drops to snapshots',
    off: [
      {
        file: 'apps/api/src/live/slow-screens.ts',
        find: 'if (!hasTooMuchWaiting(connectionOf(socket))) return true;',
        put: 'if (!hasTooMuchWaiting(connectionOf(socket)) || socket.connected) return true;',
      },
    ],
    test: { project: api, file: 'test/slow-screen.int.spec.ts', name: 'costs the server little memory' },
  },
  {
    part: 'a slow screen that reads again gets a snapshot',
    off: [
      {
        file: 'apps/api/src/live/slow-screens.ts',
        find: '    this.onceDrained(socket, () => this.catchUp(socket));\n',
        put: '',
      },
    ],
    test: { project: api, file: 'test/slow-screen.int.spec.ts', name: 'costs the server little memory' },
  },
  {
    part: 'a screen joins its patient before the snapshot is read',
    off: [
      {
        file: 'apps/api/src/live/live-server.ts',
        find: '    void socket.join(room);\n    const known = await this.snapshots.patient(user.siteId, patientId);\n',
        put: '    const known = await this.snapshots.patient(user.siteId, patientId);\n    void socket.join(room);\n',
      },
    ],
    test: {
      project: api,
      file: 'test/watch-while-reading.int.spec.ts',
      name: 'is told what is committed while the store is being read for it',
    },
  },
  {
    part: 'news of one commit reach a screen that keeps up whole',
    off: [
      {
        file: 'apps/api/src/live/slow-screens.ts',
        find: '!this.seenThisTurn.has(socket) && this.keepsUp(socket)',
        put: 'this.keepsUp(socket)',
      },
    ],
    test: {
      project: api,
      file: 'test/slow-screen.int.spec.ts',
      name: 'is sent one commit with news of a hundred patients whole',
    },
  },
  {
    part: 'many screens share one snapshot of a patient',
    off: [
      {
        file: 'apps/api/src/live/shared-snapshots.ts',
        find: 'nowMs - known.atMs < SAME_MOMENT_MS) return known.json;',
        put: 'nowMs < known.atMs) return known.json;',
      },
    ],
    test: {
      project: api,
      file: 'src/live/shared-snapshots.spec.ts',
      name: 'one is made per patient and revision, however many ask in the same moment',
    },
  },
  {
    part: 'many screens share one reading of a patient from the store',
    off: [
      {
        file: 'apps/api/src/live/shared-snapshots.ts',
        find: 'this.coming.get(key) ??\n      this.turn(',
        put: 'this.turn(',
      },
    ],
    test: {
      project: api,
      file: 'src/live/shared-snapshots.spec.ts',
      name: 'the store is asked once per patient, and of few patients at a time',
    },
  },
  {
    part: 'many screens share one snapshot of the ward',
    off: [
      {
        file: 'apps/api/src/live/shared-snapshots.ts',
        find: 'if (known?.sequence === sequence) return known.json;',
        put: 'if (known && known.sequence < 0) return known.json;',
      },
    ],
    test: {
      project: api,
      file: 'src/live/shared-snapshots.spec.ts',
      name: 'one ward is made per frame',
    },
  },
  {
    part: 'a shared snapshot is not used again after a change',
    off: [
      {
        file: 'apps/api/src/live/shared-snapshots.ts',
        find: '    this.patients.delete(siteKey(siteId, patientId));\n',
        put: '',
      },
    ],
    test: {
      project: api,
      file: 'src/live/shared-snapshots.spec.ts',
      name: 'one that is no longer of this moment, or of which devices have changed, is made anew',
    },
  },
  {
    part: 'few snapshots are made at a time',
    off: [{ file: 'apps/api/src/live/in-turn.ts', find: '    if (running >= most) return;\n', put: '' }],
    test: { project: api, file: 'src/live/in-turn.spec.ts', name: 'runs no more at once than it may' },
  },
  {
    part: 'what a patient changes after a failure has a name of its own',
    off: [
      {
        file: 'apps/web/src/patient/symptom-form.tsx',
        find: '      setEntryId(newEntryId());\n',
        put: '      void setEntryId;\n',
      },
    ],
    test: {
      project: 'apps/web',
      file: 'src/patient/patient-surface.spec.tsx',
      name: 'gives what was changed after a failure a name of its own',
    },
  },
  {
    part: 'a danger sign that was told for the day stays until it is taken back',
    off: [
      {
        file: 'apps/web/src/patient/symptom-form.tsx',
        find: 'redFlags: redFlags ?? told',
        put: 'redFlags: redFlags ?? []',
      },
    ],
    test: {
      project: 'apps/web',
      file: 'src/patient/patient-surface.spec.tsx',
      name: 'keeps the sign when the question is left as it is',
    },
  },
  {
    part: 'an emergency card that goes on to a clinician calls again',
    off: [
      {
        file: 'apps/web/src/live/alarm-feed.ts',
        find: 'const key = isEscalated ? `${id} escalated` : id;',
        put: 'const key = id;',
      },
    ],
    test: {
      project: 'apps/web',
      file: 'src/live/ward-feed.spec.ts',
      name: 'call again, though they were put aside',
    },
  },
];
