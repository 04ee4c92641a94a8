/** Silence is an alarm; the pipeline watches itself; the auditor. */
const api = 'apps/api';
const domain = 'libs/domain';
const presence = 'libs/domain/src/presence/presence.ts';
const ofPresence = 'src/presence/presence.spec.ts';
const ofWatch = 'src/watch/device-watch.spec.ts';
const ofWatchdog = 'src/watch/watchdog.spec.ts';
const audit = 'apps/api/src/watch/audit-boot.ts';
const ofAudit = 'src/watch/audit-boot.spec.ts';
const STATES = 'is online for a day and a half, then late, silent after three days, lost after two weeks';

/** @type {readonly import('../parts.mjs').Part[]} */
export const SILENCE = [
  {
    part: 'silence: late',
    off: [
      { file: presence, find: "return silenceMs > expected.lateAfterMs ? 'late' : 'online';", put: "return 'online';" },
    ],
    test: { project: domain, file: ofPresence, name: STATES },
  },
  {
    part: 'silence: silent',
    off: [{ file: presence, find: "  if (silenceMs > expected.silentAfterMs) return 'silent';\n", put: '' }],
    test: { project: domain, file: ofPresence, name: STATES },
  },
  {
    part: 'silence: lost',
    off: [{ file: presence, find: "  if (silenceMs > expected.lostAfterMs) return 'lost';\n", put: '' }],
    test: { project: domain, file: ofPresence, name: STATES },
  },
  {
    part: 'silence: online again with the first word',
    off: [
      {
        file: presence,
        find: 'hasSpoken ? seen.wordAtMs! : before.quietSinceMs);',
        put: 'before.wordAtMs === null && hasSpoken ? seen.wordAtMs! : before.quietSinceMs);',
      },
    ],
    test: { project: domain, file: ofPresence, name: 'a word brings it back to online at once, from any silence' },
  },
  {
    part: 'silence: the broker’s word on what is always connected',
    off: [
      {
        file: presence,
        find: 'const state = cutOff && bySilence ===',
        put: 'const state = cutOff && !gone && bySilence ===',
      },
    ],
    test: { project: domain, file: ofPresence, name: 'is late two minutes after the broker says that it is gone' },
  },
  {
    part: 'silence: no state between is left out',
    off: [
      {
        file: presence,
        find: 'for (let step = from + 1; step <= to; step++) {',
        put: 'for (let step = Math.max(from + 1, to); step <= to; step++) {',
      },
    ],
    test: { project: domain, file: ofPresence, name: 'is reported late, silent and lost in turn' },
  },
  {
    part: 'silence: a clock that was set back makes no device worse',
    off: [
      {
        file: presence,
        find: 'const quietSinceMs = Math.min(nowMs, hasSpoken',
        put: 'const quietSinceMs = Math.min(Infinity, hasSpoken',
      },
    ],
    test: { project: domain, file: ofPresence, name: 'a clock that is set back never makes it worse' },
  },
  {
    part: 'silence: no device is blamed while the pipeline stands',
    off: [
      {
        file: 'apps/api/src/watch/device-watch.ts',
        find: 'return this.movesSinceMs !== null && this.parts.clock() - this.movesSinceMs >= SETTLES_WITHIN_MS;',
        put: 'return true;',
      },
    ],
    test: {
      project: api,
      file: ofWatch,
      name: 'while nothing arrives from anyone, and for a minute after, no device is blamed',
    },
  },
  {
    part: 'silence: the store is asked before a device is called worse',
    off: [
      {
        file: 'apps/api/src/watch/device-watch.ts',
        find: 'if (doubtful.length > 0 && this.mayBlame()) {',
        put: 'if (doubtful.length < 0) {',
      },
    ],
    test: { project: api, file: ofWatch, name: 'a word that another process took is found in the store' },
  },
  {
    part: 'silence: screens are told',
    off: [
      {
        file: 'apps/api/src/live/live-server.ts',
        find: "    this.io.to(silencesRoom(siteId)).emit('silences', delta);\n",
        put: '',
      },
    ],
    test: {
      project: api,
      file: 'test/silence.int.spec.ts',
      name: 'is an alarm of its own kind on the ward and on the record',
    },
  },
  {
    part: 'the watchdog of the pipeline',
    off: [
      {
        file: 'apps/api/src/watch/watchdog.ts',
        find: 'const stands = nowMs - quietSinceMs > patienceMs;',
        put: 'const stands = nowMs - quietSinceMs > Infinity;',
      },
    ],
    test: { project: api, file: ofWatchdog, name: 'says since when nothing was committed although messages wait' },
  },
  ...['broker', 'store', 'shards', 'stopping'].map((what) => ({
    part: `ready means ready: ${what}`,
    off: [{ file: 'apps/api/src/watch/readiness.ts', find: `waitsFor.push('${what}');`, put: 'waitsFor.push();' }],
    test: { project: api, file: ofWatchdog, name: 'is not there without' },
  })),
  {
    part: 'ready only once the broker delivers',
    off: [
      {
        file: 'apps/api/src/runtime.ts',
        find: 'subscribed: this.subscribed && this.link.connected,',
        put: 'subscribed: true,',
      },
    ],
    test: { project: api, file: 'test/silence.int.spec.ts', name: 'is not ready without its broker' },
  },
  {
    part: 'the auditor: what is missing between numbers that arrived',
    off: [
      { file: audit, find: '    if (fromSeq > next) missing.push({ fromSeq: next, toSeq: fromSeq - 1 });\n', put: '' },
    ],
    test: { project: api, file: ofAudit, name: 'names what is missing before, between and above what arrived' },
  },
  {
    part: 'the auditor: what is missing above all that arrived',
    off: [{ file: audit, find: '  if (unarrived && !mayCome) missing.push(unarrived);\n', put: '' }],
    test: { project: api, file: ofAudit, name: 'names what is missing before, between and above what arrived' },
  },
  {
    part: 'the auditor: what is under way is not missing',
    off: [
      { file: audit, find: 'const mayCome = boot.newest &&', put: 'const mayCome = boot.newest && numbered < 0 &&' },
    ],
    test: { project: api, file: ofAudit, name: 'calls what a device has just numbered under way, not missing' },
  },
  {
    part: 'nobody is blamed for the sleep of the machine',
    off: [
      {
        file: 'apps/api/src/watch/wakefulness.ts',
        find: 'isAwake = lookedAtMs === null || nowMs - lookedAtMs <= ASLEEP_FROM_MS;',
        put: 'isAwake = lookedAtMs === null || nowMs - lookedAtMs <= ASLEEP_FROM_MS * 1e9;',
      },
    ],
    test: { project: api, file: 'src/watch/wakefulness.spec.ts', name: 'knows it at its first look' },
  },
  {
    part: 'a new device is awaited from its registration on',
    off: [
      {
        file: 'apps/api/src/watch/device-watch.ts',
        find: 'replayed ? wornSinceMs : Math.max(wornSinceMs, device.registeredAtMs)',
        put: 'wornSinceMs',
      },
    ],
    test: { project: api, file: ofWatch, name: 'a device that is registered now is awaited from now on' },
  },
];
