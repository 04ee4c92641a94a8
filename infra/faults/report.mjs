import { median } from '../bench/results.mjs';
import { FAULT_KINDS } from './plan/fault-kinds.mjs';
import { isClean } from './round.mjs';

const SHOWN_MOST = 8;

/** @typedef {import('./round.mjs').RoundResult} RoundResult */

/** One line of a round. @param {RoundResult} result */
export function roundLine({ plan, messages, receipted, recoveryMs, tookMs, notMade, ...found }) {
  const faults = plan.faults.map((fault) => describe(fault)).join(', ');
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
  const what = isClean(found) ? 'ok  ' : 'FAIL';
  const left = notMade.length > 0 ? `; not made: ${notMade.join('; ')}` : '';
  return `${what} round ${plan.number} (${plan.broker}): ${faults}: ${receipted} of ${messages} receipted, recovered in ${seconds(recoveryMs)}, took ${seconds(tookMs)}${left}`;
}

/** @param {import('./plan/schedule.mjs').Fault} fault */
function describe(fault) {
  const { kind } = fault;
  const particular = Object.entries(fault).filter(([name]) => !['kind', 'atMs', 'forMs'].includes(name));
  const values = particular.map(([, value]) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value));
  return values.length === 0 ? kind : `${kind} (${values.join(' ')})`;
}

/** What is wrong with a round, some of each. @param {RoundResult} result @returns {string[]} */
export function findings({ lost, doubled, missedAlarms, problems }) {
  return Object.entries({ lost, doubled, 'missed alarm': missedAlarms, problem: problems }).flatMap(([what, lines]) => [
    ...lines.slice(0, SHOWN_MOST).map((line) => `  ${what}: ${line}`),
    ...(lines.length > SHOWN_MOST ? [`  … and ${lines.length - SHOWN_MOST} more`] : []),
  ]);
}

/**
 * The command that repeats a round.
 * @param {import('./plan/schedule.mjs').RoundPlan} plan @param {import('./options.mjs').FaultsOptions} options
 */
export function repeatCommand({ seed, number, broker }, { mix, kinds }) {
  const drawn = kinds.length > 0 ? ` --kinds ${kinds.join(',')}` : '';
  return `npm run faults -- --seed ${seed} --round ${number} --broker ${broker} --mix ${mix}${drawn}`;
}

/**
 * One row for each kind of fault that came. A round counts for each of its kinds.
 * @param {readonly RoundResult[]} results
 */
export function rowsByKind(results) {
  return FAULT_KINDS.flatMap(({ name, title }) => {
    const own = results.filter(({ plan }) => plan.faults.some(({ kind }) => kind === name));
    if (own.length === 0) return [];
    const sum = (of) => own.reduce((total, each) => total + of(each), 0);
    const recoveries = own.map(({ recoveryMs }) => recoveryMs);
    return [
      {
        name,
        title,
        rounds: own.length,
        messages: sum((each) => each.messages),
        receipted: sum((each) => each.receipted),
        lost: sum((each) => each.lost.length),
        doubled: sum((each) => each.doubled.length),
        missedAlarms: sum((each) => each.missedAlarms.length),
        made: own.filter(({ notMade }) => !notMade.some((line) => line.startsWith(`${name}:`))).length,
        failed: own.filter((each) => !isClean(each)).length,
        recoveryP50Ms: median(recoveries),
        recoveryMaxMs: Math.max(...recoveries),
      },
    ];
  });
}

/** The table of the README, as Markdown. @param {readonly RoundResult[]} results @returns {string} */
export function table(results) {
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
  const head = ['fault', 'rounds', 'messages', 'receipted', 'lost', 'doubled', 'recovery p50', 'max'];
  const rows = rowsByKind(results).map((row) => [
    row.title,
    ...[row.rounds, row.messages, row.receipted, row.lost, row.doubled].map((value) => value.toLocaleString('en')),
    seconds(row.recoveryP50Ms),
    seconds(row.recoveryMaxMs),
  ]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_cell, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/**
 * The last line of a run, and whether all of it is as it should be.
 * @param {readonly RoundResult[]} results
 * @returns {{ line: string, isGood: boolean }}
 */
export function lastLine(results) {
  const sum = (of) => results.reduce((total, each) => total + of(each), 0);
  const receipted = sum((each) => each.receipted);
  const lost = sum((each) => each.lost.length);
  const doubled = sum((each) => each.doubled.length);
  const missed = sum((each) => each.missedAlarms.length);
  return {
    line: `rounds ${results.length} receipted ${receipted} lost ${lost} doubled ${doubled} missed alarms ${missed}`,
    isGood: results.length > 0 && results.every(isClean),
  };
}
