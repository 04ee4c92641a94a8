import { fnv1a64 } from '../risk/fnv1a.js';
import { MS_PER_DAY, MS_PER_HOUR } from '../time/calendar.js';
import { escalationOf, isEscalated, isOpen, isUnanswered } from './lifetime.js';
import { reason } from './reason-codes.js';
import type { Reason, Recommendation, Rule, RuleContext, RuleId } from './recommendation.js';
import { isRiskAlert } from './risk-alert.js';
import { RULES } from './rules/rules.js';
import { SYSTEM, step } from './step.js';

/**
 * One that was withdrawn unanswered keeps its rule quiet no longer than this: long enough not to flicker (for a
 * clinician, who has many patients, longer), short enough to speak again.
 */
const QUIET_AFTER_WITHDRAWAL_MS = { patient: 12 * MS_PER_HOUR, clinician: 7 * MS_PER_DAY };

export interface RecommendationChanges {
  readonly created: readonly Recommendation[];
  /** Those of `open` that moved on, as they are now. */
  readonly changed: readonly Recommendation[];
}

/**
 * What the rules say at `context.nowMs`, given the patient's open recommendations and the recently closed ones (as long back as the
 * longest `quietForMs`). First each open one moves on: effect observed, withdrawn because its reason has gone before anyone answered or
 * because the zone became red, or expired. Then each rule that speaks, has no open one and is not quiet makes a new one. A rule of
 * urgency `now` is never withdrawn because a reason is no longer seen (the data may just have stopped), and never quiet; news of it take
 * the place of its open one; unanswered it does not expire but goes on to a clinician, answered it stays open while it speaks. While it
 * speaks, the patient is not asked for anything else. What late data tell of the past makes no new one of a rule that speaks of the
 * present. Pure: the same input gives the same result.
 */
export function proposeRecommendations(
  open: readonly Recommendation[],
  recent: readonly Recommendation[],
  asked: RuleContext,
  newId: (ruleId: RuleId, nowMs: number) => string,
  rules: readonly Rule[] = RULES,
): RecommendationChanges {
  const before = open.filter(isOpen);
  const context = { ...asked, told: [...before, ...recent] };
  const outcomes = new Map(rules.map((rule) => [rule.id, rule.when(context)]));
  const isPresent = (rule: Rule) => rule.isPresent?.(context) ?? true;
  const stands = (rule: Rule) => before.some((each) => each.ruleId === rule.id);
  const emergency = rules.some(
    (rule) => rule.urgency === 'now' && outcomes.get(rule.id) && (isPresent(rule) || stands(rule)),
  );
  const now = before.map((recommendation) => {
    const rule = rules.find((each) => each.id === recommendation.ruleId);
    return rule
      ? moveOn(recommendation, rule, (outcomes.get(rule.id) ?? null) !== null, emergency, context)
      : recommendation;
  });
  // Most looks make nothing new: what is past is only gathered for a rule that would.
  const past = () => [...now, ...recent].filter((each) => !isOpen(each));
  const idFor = (rule: Rule) => freeId(newId(rule.id, context.nowMs), [...now, ...past()]);
  const created = rules.flatMap((rule) => {
    const outcome = outcomes.get(rule.id);
    if (!outcome || !isPresent(rule)) return [];
    const index = now.findIndex((each) => each.ruleId === rule.id && isOpen(each));
    const standing = now[index];
    if (standing) {
      if (!rule.isNews?.(context, standing)) return [];
      now[index] = step(standing, 'withdrawn', context.nowMs, SYSTEM, [
        reason(rule.urgency === 'now' ? 'superseded-by-newer-red' : 'superseded-by-newer', {}),
      ]);
      return [heir(create(rule, outcome.reasons, context, idFor(rule)), standing, context)];
    }
    if (emergency && rule.audience === 'patient' && rule.urgency !== 'now') return [];
    const isQuiet = (each: Recommendation) => each.ruleId === rule.id && context.nowMs < quietUntilMs(each, rule);
    if (rule.quietForMs > 0 && !outcome.budgeted && past().some(isQuiet)) return [];
    return [create(rule, outcome.reasons, context, idFor(rule))];
  });
  return { created, changed: now.filter((each, index) => each !== before[index]) };
}

/** Ids that say the rule and the time, and differ between patients; the same for the same patient, rule and time. */
export function recommendationIdsOf(siteId: string, patientId: string): (ruleId: RuleId, nowMs: number) => string {
  let patient: string | null = null;
  return (ruleId, nowMs) => `${ruleId}-${(patient ??= fnv1a64(`${siteId}/${patientId}`))}-${nowMs.toString(36)}`;
}

/** Late data can make two of one rule at one instant of the twin's clock: the later one gets a number. */
function freeId(wanted: string, others: readonly Recommendation[]): string {
  let id = wanted;
  for (let copy = 2; others.some((each) => each.id === id); copy++) id = `${wanted}-${copy}`;
  return id;
}

/** The one that takes the place of an unanswered one that a clinician had to answer: a clinician still has to. */
function heir(created: Recommendation, superseded: Recommendation, { nowMs }: RuleContext): Recommendation {
  const escalation = isUnanswered(superseded) ? escalationOf(superseded) : null;
  return escalation ? step(created, 'sent', nowMs, SYSTEM, [escalation]) : created;
}

function moveOn(
  recommendation: Recommendation,
  rule: Rule,
  stillSpeaks: boolean,
  emergency: boolean,
  context: RuleContext,
): Recommendation {
  const { nowMs } = context;
  const reachedSomeone = recommendation.status !== 'proposed' && recommendation.status !== 'approved';
  const effect = reachedSomeone ? rule.effect(context, recommendation) : null;
  if (effect) return step(recommendation, 'effect-observed', nowMs, SYSTEM, effect);
  if (emergency && rule.id === 'yellow-zone') {
    return step(recommendation, 'withdrawn', nowMs, SYSTEM, [reason('overridden-by-red-zone', {})]);
  }
  if (nowMs >= recommendation.expiresAtMs) {
    if (rule.urgency === 'now' && isUnanswered(recommendation)) {
      if (isEscalated(recommendation)) return recommendation;
      return step(recommendation, 'sent', nowMs, SYSTEM, [reason('red-zone-unanswered-escalated', {})]);
    }
    if (rule.urgency === 'now' && stillSpeaks) return recommendation;
    const why = isUnanswered(recommendation) ? reason('no-answer', {}) : reason('no-effect-seen', {});
    return step(recommendation, 'expired', nowMs, SYSTEM, [why]);
  }
  if (!stillSpeaks && isUnanswered(recommendation) && rule.urgency !== 'now') {
    return step(recommendation, 'withdrawn', nowMs, SYSTEM, [reason('reason-gone', {})]);
  }
  return recommendation;
}

/** Quiet counts from the answer; without one from the end. */
function quietUntilMs(closed: Recommendation, rule: Rule): number {
  const answered = closed.events.find((event) => ['acknowledged', 'declined', 'rejected'].includes(event.status));
  const fromMs = (answered ?? closed.events.at(-1))?.atMs ?? closed.createdAtMs;
  if (closed.status !== 'withdrawn') return fromMs + rule.quietForMs;
  const overridden = closed.events.at(-1)?.reasons.some((each) => each.code === 'overridden-by-red-zone') ?? false;
  return overridden ? fromMs : fromMs + Math.min(rule.quietForMs, QUIET_AFTER_WITHDRAWAL_MS[rule.audience]);
}

function create(rule: Rule, reasons: readonly Reason[], context: RuleContext, id: string): Recommendation {
  const { profile, risk, nowMs } = context;
  const fromModel = risk.kind === 'scored' && isRiskAlert({ reasons });
  const proposed = step(
    {
      id,
      siteId: profile.siteId,
      patientId: profile.patientId,
      ruleId: rule.id,
      ruleVersion: rule.version,
      audience: rule.audience,
      urgency: rule.urgency,
      status: 'proposed',
      createdAtMs: nowMs,
      expiresAtMs: nowMs + rule.expiresAfterMs,
      reasons,
      deviceRequest: rule.deviceRequest,
      modelVersion: fromModel ? `${risk.model.name} ${risk.model.version} ${risk.model.fileSha256}` : null,
      events: [],
    },
    'proposed',
    nowMs,
    SYSTEM,
    reasons,
  );
  return rule.needsApproval ? proposed : step(proposed, 'sent', nowMs, SYSTEM);
}
