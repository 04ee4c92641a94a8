import type { WardRow } from '@airway-twin/contracts/http';
import { answerAwaitedFrom, isOpen, type Recommendation } from '@airway-twin/domain/recommendation';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { NO_RISK_MEMORY, alertsOfMonth, type Risk, type RiskWithin7Days } from '@airway-twin/domain/risk';
import { presentTwin, unobservedTwin, type TwinMemory, type TwinView, type Zone } from '@airway-twin/domain/twin';
import type { WorkingTwin } from './working-twin.js';

/** What the ward list shows of a twin. */
export function wardRow(
  twin: Pick<WorkingTwin, 'profile' | 'revision' | 'recommendations' | 'riskMemory'> & {
    readonly risk: RiskWithin7Days;
    readonly state: Pick<TwinMemory, 'clockMs'>;
  },
  view: TwinView,
): WardRow {
  const { profile, risk } = twin;
  const { percentOfBest } = view.lungFunction;
  const blows = view.freshness['spirometer.blow'];
  const sessions = view.freshness['peakflow.session'];
  return {
    patientId: profile.patientId,
    displayName: profile.displayName,
    revision: twin.revision,
    atMs: twin.state.clockMs === null ? null : view.atMs,
    timeZone: profile.timeZone,
    clock: profile.clock,
    zone: view.zone.value,
    zoneStale: view.zone.stale,
    percentOfBest: percentOfBest?.value ?? null,
    percentOfBestAtMs: percentOfBest?.atMs ?? null,
    lungFunctionFreshness: (blows.atMs ?? -1) > (sessions.atMs ?? -1) ? blows.freshness : sessions.freshness,
    inhalerFreshness: view.freshness['inhaler.actuation'].freshness,
    constriction: view.constriction,
    inflammation: view.inflammation,
    within7Days: risk.kind === 'scored' ? risk.within7Days : null,
    riskUnavailable: riskUnavailable(risk),
    riskAlert: riskAlert(twin.riskMemory, view.atMs),
    adherence7d: view.medication.adherence7d,
    relieverPuffs24h: view.medication.relieverPuffs24h,
    openRecommendations: twin.recommendations.filter(isOpen).map(openRecommendation),
  };
}

/** The row of a patient whose twin has not been looked at yet. */
export function emptyWardRow(profile: PatientProfile, nowMs: number): WardRow {
  const state = unobservedTwin(profile);
  const risk: Risk = { kind: 'not-enough-data', missing: [] };
  return wardRow(
    { profile, revision: 0, state, recommendations: [], risk, riskMemory: NO_RISK_MEMORY },
    presentTwin(state, nowMs),
  );
}

/** A row written before there was an alert budget: nothing was counted against it yet. */
export function withAlert(row: Omit<WardRow, 'riskAlert'> & Partial<Pick<WardRow, 'riskAlert'>>): WardRow {
  return { ...row, riskAlert: row.riskAlert ?? riskAlert(NO_RISK_MEMORY, 0) };
}

function riskAlert({ alerts, decision }: WorkingTwin['riskMemory'], nowMs: number): WardRow['riskAlert'] {
  return {
    sentInMonth: alertsOfMonth(alerts, nowMs),
    standing: alerts.standing,
    notSentBecause: decision.kind === 'none' ? decision.because : null,
  };
}

function riskUnavailable(risk: RiskWithin7Days): string | null {
  if (risk.kind === 'scored') return null;
  return risk.kind === 'unavailable' ? risk.reason : 'not-enough-data';
}

/** A recommendation as its row of the ward tells of it. */
export function openRecommendation(recommendation: Recommendation): WardRow['openRecommendations'][number] {
  const { id, ruleId, urgency, status, createdAtMs } = recommendation;
  return {
    id,
    ruleId,
    urgency,
    status,
    needsAnswerFrom: answerAwaitedFrom(recommendation),
    createdAtMs,
  };
}

const NAMES = new Intl.Collator('en', { numeric: true });

const ZONE_NEED: Record<Zone, number> = { red: 3, yellow: 2, unknown: 1, green: 0 };

/**
 * Who needs someone first, first: red and what came of it, then the zone, then what a clinician has to answer, then risk. Ties by name, so
 * that rows keep still.
 */
export function byNeed(a: WardRow, b: WardRow): number {
  return (
    Number(b.zone === 'red') - Number(a.zone === 'red') ||
    Number(hasEmergency(b)) - Number(hasEmergency(a)) ||
    ZONE_NEED[b.zone] - ZONE_NEED[a.zone] ||
    Number(awaitsClinician(b)) - Number(awaitsClinician(a)) ||
    riskStep(b) - riskStep(a) ||
    NAMES.compare(a.displayName, b.displayName)
  );
}

function hasEmergency(row: WardRow): boolean {
  return row.openRecommendations.some((each) => each.urgency === 'now');
}

function awaitsClinician(row: WardRow): boolean {
  return row.openRecommendations.some((each) => each.needsAnswerFrom === 'clinician');
}

/** Risk in steps of one in a hundred: smaller differences are no reason to move a row. */
function riskStep(row: WardRow): number {
  return Math.round((row.within7Days ?? 0) * 100);
}

/** Is there more to tell than that time has passed: zone, freshness, recommendations, or risk by a tenth of a percent? */
export function differs(row: WardRow, shown: WardRow | null): boolean {
  if (!shown) return true;
  const telling = (each: WardRow) =>
    JSON.stringify([
      each.displayName,
      each.zone,
      each.zoneStale,
      each.lungFunctionFreshness,
      each.inhalerFreshness,
      each.constriction?.known,
      each.inflammation?.known,
      each.riskUnavailable,
      each.riskAlert,
      each.within7Days === null ? null : Math.round(each.within7Days * 1000),
      each.openRecommendations,
    ]);
  return telling(row) !== telling(shown);
}
