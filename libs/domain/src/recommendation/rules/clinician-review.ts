import { prescribedDosesPerDay } from '../../patient/profile.js';
import { MS_PER_DAY } from '../../time/calendar.js';
import { freshness } from '../../measurement/freshness.js';
import { doubtfulBest } from '../../twin/lung-function.js';
import { controllerWatch } from '../../twin/adherence.js';
import { reason } from '../reason-codes.js';
import type { Reason, Rule, RuleContext } from '../recommendation.js';
import { neverPressed } from './missed-controller.js';

const CONTRIBUTIONS_NAMED = 3;
const LEAST_ADHERENCE_14D = 0.5;
const ADHERENCE_DAYS = 14;
/** A declared best that is not reached in so many days of watching is put before a clinician. */
const BEST_WATCHED_DAYS = 28;

/**
 * R6 and the digest of R1: a risk that the alert budget lets through, fewer than half of the controller doses over two weeks, a low control score, or a
 * declared personal best that four weeks of blows do not come near. The only rule that reads the model's risk, and it only asks a
 * clinician to look: a clinician approves or rejects it.
 */
export const clinicianReview: Rule = {
  id: 'clinician-review',
  version: 3,
  audience: 'clinician',
  needsApproval: true,
  urgency: 'routine',
  expiresAfterMs: 14 * MS_PER_DAY,
  quietForMs: 28 * MS_PER_DAY,
  deviceRequest: null,
  source: 'Clinical reference 3.2 (persistence, alert budget), 5.1 (scores) and 5.4, R1 and R6',
  when: (context) => {
    const reasons = reviewReasons(context);
    return reasons.length > 0 ? { reasons, budgeted: context.riskAlert?.kind === 'alert' } : null;
  },
  effect: (context, recommendation) =>
    recommendation.status === 'acknowledged' && reviewReasons(context).length === 0
      ? [reason('review-cause-gone', {})]
      : null,
};

function reviewReasons(context: RuleContext): Reason[] {
  return [...lastingRisk(context), ...lowAdherence(context), ...lowControl(context), ...bestNotReached(context)];
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
