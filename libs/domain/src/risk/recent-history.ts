import { localDay } from '../time/calendar.js';
import type { LungFunctionState, TwinState } from '../twin/state.js';
import { coldReported, diaryDays, diaryHistory, symptomRise } from './diary-history.js';
import { inhalerHistory, inspiratoryFlow, preventerDoses, type PreventerDoses } from './inhaler-history.js';
import { blowsOf, ownLungFunction, type OwnLungFunction } from './own-lung-function.js';
import { relieverUse, type RelieverUse } from './reliever-use.js';
import { endsAt, type SteadySpan } from './steady-span.js';

/** What the last weeks of a patient come to, as far as it stays as it is while only time passes. */
export interface RecentHistory {
  readonly span: SteadySpan;
  /** The calendar day's number. */
  readonly today: number;
  readonly lungs: OwnLungFunction;
  readonly reliever: RelieverUse;
  readonly preventer: PreventerDoses;
  readonly inspiratoryFlow: number;
  readonly symptomRise: number;
  readonly cold: number;
  readonly diaryDays: number;
}

const known = new WeakMap<TwinState, RecentHistory>();

/** The last weeks at that instant: worked out when something was observed, or when a day or a puff has grown too old to be counted. */
export function recentHistory(state: TwinState, nowMs: number): RecentHistory {
  const today = localDay(nowMs, state.profile.timeZone);
  const before = known.get(state);
  if (before && before.today === today && holds(before.span, nowMs)) return before;
  const span: SteadySpan = { nowMs, untilMs: Infinity };
  const inhaler = inhalerHistory(state);
  const diary = diaryHistory(state.symptoms);
  const history: RecentHistory = {
    span,
    today,
    lungs: steadyLungs(state.lungFunction, span),
    reliever: relieverUse(state, inhaler, diary, today, span),
    preventer: preventerDoses(state, inhaler, span),
    inspiratoryFlow: inspiratoryFlow(inhaler, span),
    symptomRise: symptomRise(diary, today),
    cold: coldReported(diary, today),
    diaryDays: diaryDays(diary, today),
  };
  known.set(state, history);
  return history;
}

interface SteadyLungs {
  readonly span: SteadySpan;
  readonly lungs: OwnLungFunction;
}

const knownLungs = new WeakMap<LungFunctionState, SteadyLungs>();

/** The blows' part, which stays as it is when something else was observed. */
function steadyLungs(lungFunction: LungFunctionState, span: SteadySpan): OwnLungFunction {
  let steady = knownLungs.get(lungFunction);
  if (!steady || !holds(steady.span, span.nowMs)) {
    const own: SteadySpan = { nowMs: span.nowMs, untilMs: Infinity };
    steady = { span: own, lungs: ownLungFunction(blowsOf(lungFunction), own) };
    knownLungs.set(lungFunction, steady);
  }
  endsAt(span, steady.span.untilMs);
  return steady.lungs;
}

function holds(span: SteadySpan, nowMs: number): boolean {
  return nowMs === span.nowMs || (nowMs > span.nowMs && nowMs < span.untilMs);
}
