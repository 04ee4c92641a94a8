/** From the broker to the store. */
const api = 'apps/api';

/** @type {readonly import('../parts.mjs').Part[]} */
export const INGEST = [
  {
    part: 'acknowledgement of the API only after commit',
    off: [
      {
        file: 'apps/api/src/ingest/mqtt-link.ts',
        find: '      const space = options.space();\n',
        put: '      if (ack) acks.release(ack);\n      const space = options.space();\n',
      },
    ],
    test: { project: api, file: 'test/crash.int.spec.ts', name: 'loses none and doubles none' },
  },
  {
    part: 'acknowledgements of an earlier connection are dropped',
    off: [
      {
        file: 'apps/api/src/ingest/deferred-ack.ts',
        find: 'if (ack.generation !== this.generation) return;',
        put: '',
      },
    ],
    test: {
      project: api,
      file: 'src/ingest/deferred-ack.spec.ts',
      name: 'of an earlier connection is never sent on a later one',
    },
  },
  {
    part: 'the end of a connection that was just handed out is heard',
    off: [
      {
        file: 'apps/api/src/storage/pool.ts',
        find: "    client.on('error', () => undefined);\n",
        put: '',
      },
    ],
    test: { project: api, file: 'test/pool.int.spec.ts', name: 'ends no process' },
  },
  {
    part: 'a shared subscription is made anew when the broker has kept the session',
    off: [
      {
        file: 'apps/api/src/ingest/mqtt-link.ts',
        find: '        await client.unsubscribeAsync(filter);\n',
        put: '',
      },
    ],
    test: {
      project: api,
      file: 'test/shared-subscription.int.spec.ts',
      name: 'goes on reading when the broker comes back with the sessions that it had saved',
    },
  },
  {
    part: 'what comes right behind the CONNACK is acknowledged',
    off: [
      {
        file: 'apps/api/src/ingest/deferred-ack.ts',
        find: "    client.on('close', () => this.forget());\n",
        put: "    client.on('close', () => this.forget());\n    client.on('connect', () => this.forget());\n",
      },
    ],
    test: {
      project: api,
      file: 'src/ingest/deferred-ack.spec.ts',
      name: 'of what the broker sends right behind its CONNACK',
    },
  },
  {
    part: 'a duplicate is stored once',
    off: [
      {
        file: 'apps/api/src/twins/batch-work.ts',
        find: '.filter((input) => !duplicates.has(input) && !reused.has(input))',
        put: '.filter((input) => !reused.has(input))',
      },
      { file: 'apps/api/src/storage/observation-store.ts', find: '  ON CONFLICT DO NOTHING\n', put: '' },
    ],
    test: {
      project: api,
      file: 'test/receipts.int.spec.ts',
      name: 'under which the same fact comes again, later and in the same batch, stores it once',
    },
  },
  {
    part: 'an entry of the app counts once by its id',
    off: [
      {
        file: 'apps/api/src/twins/sequence-check.ts',
        find: '    const before = known.get(entryKey(observation));\n',
        put: '    const before = known.get(`none ${entryKey(observation)}`);\n',
      },
    ],
    test: {
      project: api,
      file: 'test/registry.int.spec.ts',
      name: 'sent again after a lost answer counts once',
    },
  },
  {
    part: 'an entry of the app that says something else under a known id is refused, not taken for known',
    off: [
      {
        file: 'apps/api/src/twins/sequence-check.ts',
        find: 'else (before.some((each) => saysTheSame(each, observation)) ? duplicates : reused).add(input);',
        put: 'else duplicates.add(input);',
      },
    ],
    test: {
      project: api,
      file: 'test/registry.int.spec.ts',
      name: 'under an id that stands for another is refused by field, and the first stays',
    },
  },
  {
    part: 'a number used for another fact is refused',
    off: [
      {
        file: 'apps/api/src/twins/batch-work.ts',
        find: '.filter((input) => !duplicates.has(input) && !reused.has(input))',
        put: '.filter((input) => !duplicates.has(input))',
      },
    ],
    test: {
      project: api,
      file: 'test/receipts.int.spec.ts',
      name: 'that is used for another fact is refused and kept',
    },
  },
  {
    part: 'a refused message that comes again is kept once',
    off: [
      {
        file: 'apps/api/src/storage/dead-letter-store.ts',
        find: 'if (kept.has(key) && (message.redelivered || message.numbered !== null)) keptBefore.add(message);',
        put: 'if (kept.has(key) && message.redelivered) keptBefore.add(message);',
      },
    ],
    test: {
      project: api,
      file: 'test/receipts.int.spec.ts',
      name: 'is missed by a device that sends a refused message again: it is kept once',
    },
  },
  {
    part: 'rows and outbox entry in one transaction',
    off: [
      {
        file: 'apps/api/src/twins/commit-batch.ts',
        find: '  const bodies = outboxBodies(',
        put: "  await client.query('COMMIT');\n  await client.query('BEGIN');\n  const bodies = outboxBodies(",
      },
    ],
    test: {
      project: api,
      file: 'test/one-transaction.int.spec.ts',
      name: 'of a blow nothing is in the store while its outbox entry cannot be written',
    },
  },
  {
    part: 'a twin that another process wrote is read again',
    off: [
      {
        file: 'apps/api/src/storage/twin-store.ts',
        find: ' AND twin.revision = new.previous RETURNING 1)',
        put: ' RETURNING 1)',
      },
    ],
    test: {
      project: api,
      file: 'test/one-transaction.int.spec.ts',
      name: 'a twin that another process has written meanwhile is read again before it is written',
    },
  },
  {
    part: 'a message that the store refuses goes to the dead letters alone',
    off: [
      {
        file: 'apps/api/src/twins/writer-lane.ts',
        find: '    if (inputs.length > 1) {\n',
        put: '    if (inputs.length > BATCH_MOST) {\n',
      },
    ],
    test: {
      project: api,
      file: 'test/one-transaction.int.spec.ts',
      name: 'a message that the store cannot hold is kept as a dead letter, and those beside it are stored',
    },
  },
  {
    part: 'backpressure: reading stops when much waits',
    off: [
      {
        file: 'apps/api/src/ingest/mqtt-link.ts',
        find: '      if (space) void space.then(() => done());\n      else done();\n',
        put: '      void space;\n      done();\n',
      },
    ],
    test: {
      project: api,
      file: 'test/store-stopped.int.spec.ts',
      name: 'reading stops, memory stays bounded',
    },
  },
  {
    part: 'a batch is tried again while the store is away',
    off: [
      {
        file: 'apps/api/src/twins/writer-lane.ts',
        find: '        this.retrying = true;\n',
        put: '        this.retrying = true;\n        if (attempt > 0) return;\n',
      },
    ],
    test: {
      project: api,
      file: 'test/degraded.int.spec.ts',
      name: 'nothing is lost: what arrives meanwhile is stored when it is back',
    },
  },
  {
    part: 'it says that storing falls behind and has caught up',
    off: [
      {
        file: 'apps/api/src/ingest/backlog.ts',
        find: 'if (storageRetrying || behindMs > LATE_AFTER_MS) {',
        put: 'if (storageRetrying && behindMs < 0) {',
      },
    ],
    test: {
      project: api,
      file: 'src/ingest/backlog.spec.ts',
      name: 'a store that is away delays screens since the oldest message',
    },
  },
  {
    part: 'stop: what it has taken is committed first',
    off: [
      {
        file: 'apps/api/src/runtime.ts',
        find: '    await within(DRAIN_MOST_MS, this.writer.drain());\n',
        put: '',
      },
    ],
    test: {
      project: api,
      file: 'test/graceful-stop.int.spec.ts',
      name: 'has committed all that it took',
    },
  },
  {
    part: 'stop: nothing more is taken',
    off: [{ file: 'apps/api/src/runtime.ts', find: '    this.link.hold();\n', put: '' }],
    test: {
      project: api,
      file: 'test/graceful-stop.int.spec.ts',
      name: 'leaves what comes after to whoever reads next',
    },
  },
  {
    part: 'stop: the broker’s answers are still heard',
    off: [
      {
        file: 'apps/api/src/ingest/mqtt-link.ts',
        find: '        done();\n        return;\n',
        put: '        return;\n',
      },
    ],
    test: { project: api, file: 'test/graceful-stop.int.spec.ts', name: 'has heard the broker take that' },
  },
  {
    part: 'what is committed is acknowledged, and does not come again',
    off: [
      {
        file: 'apps/api/src/ingest/mqtt-link.ts',
        find: 'acknowledge: () => ack && acks.release(ack),',
        put: 'acknowledge: () => void ack,',
      },
    ],
    test: {
      project: api,
      file: 'test/graceful-stop.int.spec.ts',
      name: 'has acknowledged what it committed: none of it comes again',
    },
  },
  {
    part: 'stop: devices are told their last receipts',
    off: [
      {
        file: 'apps/api/src/delivery/device-delivery.ts',
        find: '    if (this.parts.connected()) await this.tellDue(true).catch(this.parts.onError);\n',
        put: '',
      },
    ],
    test: {
      project: api,
      file: 'test/graceful-stop.int.spec.ts',
      name: 'has told the device how far it is stored',
    },
  },
  {
    part: 'stop: a broker that answers nothing is not waited for',
    off: [
      {
        file: 'apps/api/src/runtime.ts',
        find: 'await within(GOODBYE_MOST_MS, this.devices.stop());',
        put: 'await this.devices.stop();',
      },
    ],
    test: { project: api, file: 'test/graceful-stop.int.spec.ts', name: 'stops all the same' },
  },
  {
    part: 'what a lost connection left unanswered counts as not told',
    off: [
      {
        file: 'apps/api/src/ingest/mqtt-link.ts',
        find: '      for (const fail of this.publishing) fail(lost);\n',
        put: '      void lost;\n',
      },
    ],
    test: {
      project: api,
      file: 'test/graceful-stop.int.spec.ts',
      name: 'counts the receipt as not told when the broker has gone',
    },
  },
  {
    part: 'stop: a process that is still starting hears it',
    off: [
      {
        file: 'apps/api/src/main.ts',
        find: 'const starting = start();\n',
        put: "for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal);\nconst starting = start();\n",
      },
    ],
    test: { project: api, file: 'test/asked-to-end.int.spec.ts', name: 'starts, hands on what it has taken over' },
  },
  {
    part: 'stop: a start that hangs is not waited for',
    off: [
      {
        file: 'apps/api/src/main.ts',
        find: 'await Promise.race([starting.catch(() => null), pause(START_MOST_MS, null)]);',
        put: 'await starting.catch(() => null);',
      },
    ],
    test: { project: api, file: 'test/asked-to-end.int.spec.ts', name: 'waits for no store that does not answer' },
  },
  {
    part: 'what is not known to come from the batch is taken for the absence of the store',
    off: [
      {
        file: 'apps/api/src/twins/writer-lane.ts',
        find: 'return !OF_WHAT_WAS_SENT.test(code) && !OF_THIS_PROGRAM.test(code);',
        put: 'return !OF_WHAT_WAS_SENT.test(code) && !OF_THIS_PROGRAM.test(code) && /^(08|40|53|55|57|58|E[A-Z]+$)/.test(code);',
      },
    ],
    test: {
      project: api,
      file: 'src/twins/writer-lane.spec.ts',
      name: 'is kept and acknowledged to nobody while the store is away, in whatever way',
    },
  },
  {
    part: 'a batch that the store does not manage in time comes again in smaller ones',
    off: [
      {
        file: 'apps/api/src/twins/writer-lane.ts',
        find: 'if (isTooMuchAtOnce(error) && inputs.length > BATCH_LEAST) {',
        put: 'if (isTooMuchAtOnce(error) && inputs.length > BATCH_MOST) {',
      },
    ],
    test: {
      project: api,
      file: 'src/twins/writer-lane.spec.ts',
      name: 'comes again in smaller ones when the store does not manage it in time',
    },
  },
  {
    part: 'what waits is bounded in bytes',
    off: [
      {
        file: 'apps/api/src/twins/twin-writer.ts',
        find: ' || bytes >= share * QUEUE_BYTES_HIGH',
        put: ' || bytes < 0',
      },
    ],
    test: {
      project: api,
      file: 'src/twins/twin-writer.spec.ts',
      name: 'is full at so many bytes, however few the messages',
    },
  },
  {
    part: 'a broker that refuses the API is asked again',
    off: [{ file: 'apps/api/src/ingest/mqtt-link.ts', find: '      reconnectOnConnackError: true,\n', put: '' }],
    test: { project: api, file: 'test/broker-refuses.int.spec.ts', name: 'is asked again until it takes it' },
  },
];
