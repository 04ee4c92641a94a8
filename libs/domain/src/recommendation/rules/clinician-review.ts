import { prescribedDosesPerDay } from '../../patient/profile.js';
import { MS_PER_DAY } from '../../time/calendar.js';
import { freshness } from '../../measurement/freshness.js';
import { doubtfulBest } from '../../twin/lung-function.js';
import { controllerWatch } from '../../twin/adherence.js';
import { isOpen } from '../lifetime.js';
import { reason } from '../reason-codes.js';
import type { Reason, Recommendation, Rule, RuleContext } from '../recommendation.js';
import { neverPressed } from './missed-controller.js';

const CONTRIBUTIONS_NAMED = 3;
const LEAST_ADHERENCE_14D = 0.5;
const ADHERENCE_DAYS = 14;
/** A declared best that is not reached in so many days of watching is put before a clinician. */
const BEST_WATCHED_DAYS = 28;

/**
 * R6 and the digest of R1: a risk that the alert budget lets through, fewer than half of the controller doses over two weeks, a low control score, a
 * declared personal best that four weeks of blows do not come near, or a red blow with nothing better after it or a danger sign that came to
 * light only when it was more than a day old. The only rule that reads the model's risk, and it only asks a clinician to look: a clinician
 * approves or rejects it.
 */
export const clinicianReview: Rule = {
  id: 'clinician-review',
  version: 4,
  audience: 'clinician',
  needsApproval: true,
  urgency: 'routine',
  expiresAfterMs: 14 * MS_PER_DAY,
  quietForMs: 28 * MS_PER_DAY,
  deviceRequest: null,
  source: 'Clinical reference 3.2 (persistence, alert budget), 5.1 (scores) and 5.4, R1 and R6',
  when: (context) => {
    const late = redToldLate(context);
    const isNews = isLateRedNews(context, late);
    const reasons = reviewReasons(context, late, isNews);
    return reasons.length > 0 ? { reasons, budgeted: context.riskAlert?.kind === 'alert' || isNews } : null;
  },
  isNews: tellsNews,
  effect: (context, recommendation) => {
    if (recommendation.status !== 'acknowledged') return null;
    const late = redToldLate(context);
    return reviewReasons(context, late, isLateRedNews(context, late)).length === 0
      ? [reason('review-cause-gone', {})]
      : null;
  },
};

/** `late`: what was told late, and `isLateNews` that some of it was told nowhere yet. */
function reviewReasons(context: RuleContext, late: readonly Reason[], isLateNews: boolean): Reason[] {
  // a review that takes the place of one in which the risk was told does not tell it again
  const toldAlready = context.riskAlert?.kind === 'standing' && isLateNews;
  return [
    ...late,
    ...(toldAlready ? [] : lastingRisk(context)),
    ...lowAdherence(context),
    ...lowControl(context),
    ...bestNotReached(context),
  ];
}

/** What an emergency card would have told, had it been known while it was of the present. */
function redToldLate(context: RuleContext): Reason[] {
  return context.told ? [...redBlowToldLate(context, context.told), ...dangerSignsToldLate(context, context.told)] : [];
}

function redBlowToldLate({ view, profile }: RuleContext, told: readonly Recommendation[]): Reason[] {
  const blow = view.zone.reasons.find((each) => each.code === 'lung-function');
  if (!view.zone.stale || !blow || blow.percentOfBest >= profile.actionPlan.redBelowPercent) return [];
  const { percentOfBest, atMs: measuredAtMs } = blow;
  const cards = told.filter((each) => each.ruleId === 'red-zone');
  if (cards.some((card) => isOpen(card) || tells(card, 'zone-lung-function', { measuredAtMs }))) return [];
  return [reason('red-blow-told-late', { percentOfBest, measuredAtMs })];
}

function dangerSignsToldLate({ state, nowMs }: RuleContext, told: readonly Recommendation[]): Reason[] {
  return state.symptoms.days
    .filter((day) => nowMs - day.atMs > MS_PER_DAY)
    .flatMap(({ redFlags, localDate }) => redFlags.map((flag) => ({ flag, localDate })))
    .filter((sign) => !told.some((each) => tells(each, 'zone-red-flag', sign)))
    .map((sign) => reason('danger-sign-told-late', sign));
}

function isLateRedNews({ told }: RuleContext, late: readonly Reason[]): boolean {
  return late.some(({ code, values }) => !told!.some((each) => tells(each, code, values)));
}

/** Is there something told late that this one does not tell? */
function tellsNews(context: RuleContext, before: Recommendation): boolean {
  return redToldLate(context).some((late) => !tells(before, late.code, late.values));
}

function tells({ reasons }: Recommendation, code: string, values: Reason['values']): boolean {
  const names = Object.keys(values).filter((name) => name !== 'percentOfBest');
  return reasons.some((each) => each.code === code && names.every((name) => each.values[name] === values[name]));
}

function lastingRisk({ risk, riskAlert }: RuleContext): Reason[] {
  if (!riskAlert || riskAlert.kind === 'none') return [];
  const high = (within7Days: number) =>
    reason('risk-high', {
      within7DaysPercent: within7Days * 100,
      thresholdPercent: riskAlert.thresholdRisk * 100,
      days: riskAlert.highDays,
    });
  // told already, and no newer score has ended it: the reason stands at its threshold
  if (risk.kind !== 'scored') return riskAlert.kind === 'standing' ? [high(riskAlert.thresholdRisk)] : [];
  return [
    high(risk.within7Days),
    ...risk.contributions
      .filter((part) => part.logOdds > 0 && part.value !== null)
      .slice(0, CONTRIBUTIONS_NAMED)
      .map((part) => reason('risk-contribution', { feature: part.feature, logOdds: part.logOdds })),
  ];
}

function lowAdherence({ profile, state, view, nowMs }: RuleContext): Reason[] {
  const prescribed = prescribedDosesPerDay(profile);
  const watch = controllerWatch(state, nowMs);
  if (!prescribed || !watch || nowMs - watch.sinceMs < ADHERENCE_DAYS * MS_PER_DAY) return [];
  if (!watch.pressed) return [neverPressed(watch, profile)];
  const wholeDays = view.medication.days.slice(0, -1);
  if (wholeDays.length < ADHERENCE_DAYS - 1) return [];
  const taken = wholeDays.reduce((sum, day) => sum + Math.min(day.controllerDoses, prescribed), 0);
  const share = taken / (prescribed * wholeDays.length);
  if (share >= LEAST_ADHERENCE_14D) return [];
  return [reason('adherence-low-14d', { sharePercent: share * 100, days: wholeDays.length })];
}

/** ACT and C-ACT up to 19, ACQ from 1.5: not well controlled (clinical reference 5.1). A score that is no longer fresh says nothing. */
function lowControl({ view, nowMs }: RuleContext): Reason[] {
  const control = view.symptoms.controlScore;
  if (!control || freshness('control.score', control.atMs, nowMs) !== 'fresh') return [];
  const low = control.instrument === 'ACQ' ? control.score >= 1.5 : control.score <= 19;
  return low ? [reason('control-score-low', { instrument: control.instrument, score: control.score })] : [];
}

function bestNotReached({ state, nowMs }: RuleContext): Reason[] {
  const watchedForMs = nowMs - (state.firstObservationAtMs ?? nowMs);
  const doubtful = doubtfulBest(state.lungFunction);
  if (!doubtful || watchedForMs < BEST_WATCHED_DAYS * MS_PER_DAY) return [];
  return [reason('best-below-declared', { ...doubtful, days: BEST_WATCHED_DAYS })];
}
