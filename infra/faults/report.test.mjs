import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseOptions } from './options.mjs';
import { outcomesOfFaults } from './outcomes.mjs';
import { roundPlan } from './plan/schedule.mjs';
import { findings, lastLine, repeatCommand, rowsByKind, table } from './report.mjs';

const result = (number, kinds, changes = {}) => ({
  plan: { seed: 7, number, broker: 'embedded', faults: kinds.map((kind) => ({ kind, atMs: 0, forMs: 0 })) },
  messages: 100,
  receipted: 100,
  lost: [],
  doubled: [],
  missedAlarms: [],
  problems: [],
  notMade: [],
  recoveryMs: 1_000 * number,
  tookMs: 5_000,
  peakMegabytes: 200,
  ...changes,
});

describe('the report of a run', () => {
  it('ends with the line that says whether anything was wrong', () => {
    const good = [result(1, ['late']), result(2, ['corrupt'])];
    assert.deepEqual(lastLine(good), {
      line: 'rounds 2 receipted 200 lost 0 doubled 0 missed alarms 0',
      isGood: true,
    });
    const bad = [result(1, ['late'], { lost: ['a'], doubled: ['b', 'c'], missedAlarms: ['d'] })];
    assert.deepEqual(lastLine(bad), { line: 'rounds 1 receipted 100 lost 1 doubled 2 missed alarms 1', isGood: false });
  });

  it('is not good when a twin is stale though nothing was lost, nor when there was no round', () => {
    assert.equal(lastLine([result(1, ['late'], { problems: ['a stale twin'] })]).isGood, false);
    assert.equal(lastLine([]).isGood, false);
  });

  it('counts a round for each of its kinds', () => {
    const rows = rowsByKind([result(1, ['late', 'corrupt']), result(3, ['late'], { lost: ['x'] })]);
    const late = rows.find((row) => row.name === 'late');
    assert.deepEqual([late.rounds, late.messages, late.lost, late.failed], [2, 200, 1, 1]);
    assert.deepEqual([late.recoveryP50Ms, late.recoveryMaxMs], [2_000, 3_000]);
    assert.match(
      table([result(1, ['late'])]),
      /\| messages come a second to thirty days late \| 1 \| 100 \| 100 \| 0 \| 0 \|/,
    );
  });

  it('names what is wrong, some of each', () => {
    const many = Array.from({ length: 20 }, (_none, index) => `m${index}`);
    const lines = findings(result(1, ['late'], { lost: many }));
    assert.match(lines[0], /lost: m0/);
    assert.match(lines.at(-1), /and 12 more/);
  });

  it('gives the command that draws the same round again', () => {
    const options = parseOptions(['--seed', '7', '--kinds', 'late,corrupt,api-killed', '--mix', '2'], 0);
    const drawn = { seed: 7, number: 3, mix: 2, only: options.kinds };
    const plan = roundPlan({ ...drawn, brokers: ['embedded', 'mosquitto'] });
    const again = parseOptions(repeatCommand(plan, options).split(' -- ')[1].split(' '), 0);
    const repeated = roundPlan({
      seed: again.seed,
      number: again.round,
      mix: again.mix,
      only: again.kinds,
      brokers: [again.broker],
    });
    assert.deepEqual(repeated, plan);
  });
});

describe('the options of a run', () => {
  it('are refused with what was expected', () => {
    for (const args of [['--seed', 'x'], ['--rounds', '0'], ['--broker', 'kafka'], ['--kinds', 'fire'], ['--what']]) {
      assert.ok('problem' in parseOptions(args, 1), args.join(' '));
    }
  });

  it('take a seed from the clock when none is given', () => {
    assert.equal(parseOptions([], 42).seed, 42);
    assert.equal(parseOptions(['--seed', '7'], 42).seed, 7);
  });
});

describe('a run as tests', () => {
  const kinds = [
    { title: 'one', made: 1, failed: 0 },
    { title: 'two', made: 1, failed: 1 },
    { title: 'three', made: 0, failed: 0 },
  ];

  it('fails the kinds of the rounds in which something was wrong, and does not count what was never made', () => {
    const outcomes = outcomesOfFaults({ hasMosquitto: true, kinds }).map(({ outcome }) => outcome);
    assert.deepEqual(outcomes, ['passed', 'failed', 'skipped', 'failed']);
  });

  it('says why Mosquitto was left out', () => {
    const last = outcomesOfFaults({ hasMosquitto: false, kinds: kinds.slice(0, 1) }).at(-1);
    assert.equal(last.outcome, 'skipped');
    assert.match(last.title, /\[skipped because /);
  });
});
