import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { airflowTable, airwayBuildOf } from '@airway-twin/domain/mechanics';
import { createTwin, foldObservation, presentTwin } from '@airway-twin/domain/twin';
import { peopleOf } from '../plan/cohort.mjs';
import { judgeAlarms } from './alarms.mjs';
import { judgeDamaged, judgeMessages } from './messages.mjs';
import { judgeProcesses, MEMORY_MOST_MEGABYTES } from './processes.mjs';
import { judgeViews } from './twins.mjs';

const NOW = Date.parse('2026-05-04T10:00:00Z');

describe('the verdict on messages', () => {
  const entry = (seq, changes = {}) => ({
    key: `d b ${seq}`,
    deviceId: 'd',
    bootId: 'b',
    seq,
    place: 'observation',
    stream: 'air.reading',
    measuredAtMs: NOW + seq,
    data: { pm25MicrogramsPerM3: seq, placement: 'indoor' },
    isSure: true,
    receiptedAtMs: NOW + 1,
    ...changes,
  });
  const row = ({ key, place, stream, measuredAtMs, data }) => ({ key, place, stream, measuredAtMs, data });
  const ledger = [entry(0), entry(1), entry(2, { place: 'dead-letter', stream: null, measuredAtMs: null, data: null })];
  const stored = ledger.map(row);

  it('finds nothing wrong when each is stored once, whole, in its place', () => {
    const asKept = [{ ...stored[0], data: { placement: 'indoor', pm25MicrogramsPerM3: 0 } }, ...stored.slice(1)];
    assert.deepEqual(judgeMessages({ ledger, stored: asKept }), { receipted: 3, lost: [], doubled: [], problems: [] });
  });

  it('finds one that was receipted and is not stored', () => {
    const { lost } = judgeMessages({ ledger, stored: stored.slice(1) });
    assert.deepEqual(lost, ['d b 0: receipted and not stored']);
  });

  it('finds one that never arrived, and one that never got its receipt', () => {
    const held = [entry(0, { receiptedAtMs: null }), entry(1, { receiptedAtMs: null })];
    const { receipted, lost, problems } = judgeMessages({ ledger: held, stored: [row(held[1])] });
    assert.deepEqual([receipted, lost], [0, ['d b 0: never arrived']]);
    assert.deepEqual(problems, ['d b 1: stored and never receipted']);
  });

  it('asks nothing of what a device was about to keep when its power went, unless there is a receipt for it', () => {
    const unsure = [entry(0, { isSure: false, receiptedAtMs: null }), entry(1, { isSure: false })];
    assert.deepEqual(judgeMessages({ ledger: unsure, stored: [] }).lost, ['d b 1: receipted and not stored']);
  });

  it('finds one that is stored twice, be it once among the refused', () => {
    const twice = [...stored, { ...stored[0], measuredAtMs: NOW + 9 }, { ...stored[1], place: 'dead-letter' }];
    assert.equal(judgeMessages({ ledger, stored: twice }).doubled.length, 2);
  });

  it('finds one whose content, time or place is another', () => {
    for (const change of [{ data: { pm25MicrogramsPerM3: 7 } }, { measuredAtMs: NOW + 7 }, { place: 'dead-letter' }]) {
      const { lost } = judgeMessages({ ledger, stored: [{ ...stored[0], ...change }, ...stored.slice(1)] });
      assert.equal(lost.length, 1, JSON.stringify(change));
    }
  });

  it('finds what nobody sent', () => {
    const { problems } = judgeMessages({ ledger, stored: [...stored, { ...stored[0], key: 'd b 77' }] });
    assert.deepEqual(problems, ['d b 77: stored, and nobody sent it']);
  });

  it('finds damaged bytes that were not kept, but not those that died with a broker or never reached one', () => {
    const damaged = [
      { name: 'empty', topic: 't', sha256: 'aa', taken: true },
      { name: 'null', topic: 't', sha256: 'bb', taken: false },
      { name: 'an array', topic: 't', sha256: 'cc', taken: true },
    ];
    const keptSha256 = new Set(['cc']);
    assert.deepEqual(judgeDamaged({ damaged, keptSha256, brokerWasKilled: false }), [
      't, empty: taken by the broker and not kept',
    ]);
    assert.deepEqual(judgeDamaged({ damaged, keptSha256, brokerWasKilled: true }), []);
  });
});

describe('the verdict on twins and screens', () => {
  const [{ patientId, profile }] = peopleOf('demo', 1);
  const blow = (seq, pef) => ({
    stream: 'peakflow.session',
    siteId: 'demo',
    patientId,
    source: { deviceId: 'm', bootId: 'b', seq },
    measuredAtMs: NOW + seq * 60_000,
    data: { blowsLitresPerMinute: [pef, pef - 2], reliever: 'before' },
  });
  const none = createTwin(profile, airflowTable(airwayBuildOf(profile)));
  const before = foldObservation(none, blow(0, 290));
  const state = foldObservation(before, blow(1, 200));
  const fresh = [{ patientId, revision: 2, state }];
  const viewOf = (of, revision = 2) => ({
    revision,
    twin: JSON.parse(JSON.stringify(presentTwin(of, NOW + 3_600_000))),
  });
  const judge = (shown) =>
    judgeViews({ fresh, viewers: [{ name: 'screen', patientIds: [patientId], shown: new Map(shown) }] });

  it('finds nothing wrong with the fold of what is stored, seen from its own instant', () => {
    assert.deepEqual(judge([[patientId, viewOf(state)]]), []);
  });

  it('finds a twin that lacks the last observation', () => {
    assert.match(judge([[patientId, viewOf(before)]]).join(), /is not the fold of what is stored: .*lungFunction/);
  });

  it('finds one of an earlier revision, and one that shows nothing', () => {
    assert.match(judge([[patientId, viewOf(state, 1)]]).join(), /shows revision 1 of 2/);
    assert.match(judge([]).join(), /nothing is shown/);
  });

  it('does not ask a screen about a patient that it does not watch', () => {
    const viewers = [{ name: 'ward', patientIds: [], shown: new Map() }];
    assert.deepEqual(judgeViews({ fresh, viewers }), []);
  });
});

describe('the verdict on alarms', () => {
  const alarm = { id: 'r1', patientId: 'p', ruleId: 'red-zone' };
  const screen = (changes = {}) => ({
    name: 'ward',
    patientIds: [],
    watchesWard: true,
    wasThroughout: true,
    alarms: new Map([['r1', 1]]),
    named: new Set(),
    ...changes,
  });
  const judge = (screens, stored = [alarm]) => judgeAlarms({ redPatientIds: ['p'], stored, screens });

  it('finds nothing wrong when each screen was told once', () => {
    assert.deepEqual(judge([screen()]), { missed: [], doubled: [] });
  });

  it('finds a red patient without an alarm, and one with two', () => {
    assert.equal(judge([], []).missed.length, 1);
    assert.equal(judge([], [alarm, { ...alarm, id: 'r2' }]).doubled.length, 1);
  });

  it('finds a screen that was connected throughout and only saw it in the list', () => {
    assert.equal(judge([screen({ alarms: new Map(), named: new Set(['r1']) })]).missed.length, 1);
  });

  it('lets one that came back have it from what it was shown, but not from nothing', () => {
    const cameBack = { wasThroughout: false, alarms: new Map() };
    assert.deepEqual(judge([screen({ ...cameBack, named: new Set(['r1']) })]).missed, []);
    assert.equal(judge([screen(cameBack)]).missed.length, 1);
  });

  it('finds a screen that was told twice', () => {
    assert.equal(judge([screen({ alarms: new Map([['r1', 2]]) })]).doubled.length, 1);
  });

  it('expects nothing of a screen that watches another patient', () => {
    const other = screen({ watchesWard: false, patientIds: ['q'], alarms: new Map() });
    assert.deepEqual(judge([other]), { missed: [], doubled: [] });
  });
});

describe('the verdict on processes', () => {
  const exit = (changes) => ({ how: 'SIGKILL', asked: true, wasUp: true, livedMs: 60_000, atMs: NOW, ...changes });
  const judge = (exits, changes = {}, storeWasAway = false) =>
    judgeProcesses({ processes: [{ name: 'API', exits, peakMegabytes: 200, isUp: true, ...changes }], storeWasAway });

  it('finds nothing wrong with one that was killed, or asked to end and did', () => {
    assert.deepEqual(judge([exit({}), exit({ how: 'exit code 0' })]), []);
  });

  it('finds one that ended by itself, or otherwise than it should', () => {
    assert.equal(judge([exit({ asked: false, how: 'exit code 1' })]).length, 1);
    assert.equal(judge([exit({ asked: false, how: 'SIGSEGV' })], {}, true).length, 1);
    assert.equal(judge([exit({ how: 'exit code 1' })]).length, 1);
  });

  it('lets one that was asked before its first line end as it can, but none later', () => {
    const early = exit({ how: 'SIGTERM', wasUp: false, livedMs: 200 });
    assert.deepEqual(judge([early]), []);
    assert.equal(judge([{ ...early, livedMs: 5_000 }]).length, 1);
    assert.equal(judge([{ ...early, wasUp: true }]).length, 1);
  });

  it('lets one that was not up yet end while the store is away', () => {
    const early = exit({ asked: false, wasUp: false, how: 'exit code 1' });
    assert.deepEqual(judge([early], {}, true), []);
    assert.equal(judge([early]).length, 1);
  });

  it('finds one that grew too large, and one that is down', () => {
    assert.equal(judge([], { peakMegabytes: MEMORY_MOST_MEGABYTES + 1 }).length, 1);
    assert.equal(judge([], { isUp: false }).length, 1);
  });
});
