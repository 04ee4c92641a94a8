import { litresPerSecond } from '../measurement/units.js';
import { isFastBronchodilator, type Drug } from '../patient/drugs.js';
import { MS_PER_DAY, MS_PER_HOUR } from '../time/calendar.js';
import { adherenceAt } from '../twin/adherence.js';
import { pack, unpack } from '../twin/belief.js';
import { puffHistory } from '../twin/classified-puffs.js';
import { driftBelief, type TraitDrive } from '../twin/drift.js';
import { advanceTo } from '../twin/fold.js';
import { EXPOSURE_TIME_CONSTANT_DAYS, knownExposure } from '../twin/medication.js';
import { EIGHTY_PERCENT } from '../twin/normal.js';
import { presentTwin } from '../twin/present.js';
import { relieverEffect } from '../twin/reliever.js';
import type { RememberedActuation, TraitState, TwinMemory, TwinState } from '../twin/state.js';
import { traitDrive } from '../twin/trait-drive.js';
import { TRAIT } from '../twin/trait-model.js';
import { expectedLnBlow, shownConstriction, shownInflammation } from '../twin/traits.js';
import type { Band } from '../twin/view.js';
import { WHAT_IF_VERSION, type Scenario, type WhatIf, type WhatIfPoint } from './what-if.js';

const WEEK_MS = 7 * MS_PER_DAY;
/** Daily mean of a bad week: the WHO's interim target 1 for PM2.5 (24 hours, 2021 guidelines). */
const POLLUTED_PM25_MICROGRAMS_PER_M3 = 75;
/** Virus activity that a cold brings, and how much colds differ. */
const COLD = { strength: 0.8, sd: 0.2 };
/** A reliever is looked at for these hours. */
const RELIEVER_HOURS = 12;
const USUAL_RELIEVER_PUFFS = 2;

/**
 * The same patient run forward under a scenario from `nowMs` on, as bands; nothing is observed on the way, so that bands widen. Pure and
 * without consequence: the twin itself is not touched. `horizonDays`: whole days, at least 1; `reliever-now` looks at the next 12 hours.
 */
export function simulateForward(state: TwinState, scenario: Scenario, nowMs: number, horizonDays: number): WhatIf {
  const atMs = Math.max(nowMs, state.clockMs ?? nowMs);
  const now = advanceTo(state, atMs);
  const unavailable = whyUnavailable(now, scenario, atMs);
  if (unavailable || now.traits === null)
    return { kind: 'unavailable', scenario, reason: unavailable ?? 'not-enough-breaths' };
  const drive = scenarioDrive(now, scenario, atMs);
  const actuations = [...now.medication.actuations, ...suppliedPuffs(now, scenario, atMs)];
  const belief = unpack(now.traits);
  if (scenario === 'cold') {
    belief.mean[TRAIT.virus]! += COLD.strength;
    const at = TRAIT.virus * belief.mean.length + TRAIT.virus;
    belief.covariance[at]! += COLD.sd ** 2;
  }
  const [stepMs, count] = scenario === 'reliever-now' ? [MS_PER_HOUR, RELIEVER_HOURS] : [MS_PER_DAY, horizonDays];
  const points: WhatIfPoint[] = [];
  for (let step = 0; step <= count; step++) {
    const pointMs = atMs + step * stepMs;
    if (step > 0) driftBelief(belief, pointMs - stepMs, pointMs, drive);
    points.push(pointOf(now, { atMs: pointMs, ...pack(belief) }, actuations));
  }
  return {
    kind: 'simulated',
    scenario,
    version: WHAT_IF_VERSION,
    points,
    assumed: {
      controllerExposure: drive.controllerExposure(atMs + Math.min(count * stepMs, WEEK_MS)),
      pm25MicrogramsPerM3:
        scenario === 'polluted-week' ? POLLUTED_PM25_MICROGRAMS_PER_M3 : (now.air.pm25MicrogramsPerM3?.value ?? null),
      relieverPuffs: actuations.length - now.medication.actuations.length,
    },
  };
}

function whyUnavailable(
  now: TwinMemory,
  scenario: Scenario,
  atMs: number,
): Extract<WhatIf, { kind: 'unavailable' }>['reason'] | null {
  const { constriction, inflammation } = presentTwin(now, atMs);
  if (!constriction?.known || !inflammation?.known) return 'not-enough-breaths';
  const maintained = now.profile.medications.some(({ role }) => role !== 'reliever');
  const aboutPreventer = scenario.startsWith('preventer') || scenario === 'missed-week';
  if (aboutPreventer && !maintained && now.medication.lastControllerAtMs === null) return 'no-preventer';
  if (scenario === 'reliever-now' && relieverOf(now) === null) return 'no-reliever';
  return null;
}

/** Share of the prescribed doses that lately reached the airways: what the sensors counted, else what is left of the doses seen. */
function exposureLately(now: TwinMemory, atMs: number): number {
  return adherenceAt(now, puffHistory(now), atMs) ?? knownExposure(now, atMs) ?? now.medication.controllerExposure;
}

function scenarioDrive(now: TwinMemory, scenario: Scenario, atMs: number): TraitDrive {
  const base = traitDrive(now);
  const start = base.controllerExposure(atMs);
  const lately = exposureLately(now, atMs);
  const tauMs = EXPOSURE_TIME_CONSTANT_DAYS * MS_PER_DAY;
  const towards = (from: number, goal: number, sinceMs: number) => goal + (from - goal) * Math.exp(-sinceMs / tauMs);
  const exposure = (at: number): number => {
    const sinceMs = at - atMs;
    switch (scenario) {
      case 'preventer-as-prescribed':
        return towards(start, 1, sinceMs);
      case 'preventer-stopped':
        return towards(start, 0, sinceMs);
      case 'missed-week':
        return sinceMs <= WEEK_MS
          ? towards(start, 0, sinceMs)
          : towards(towards(start, 0, WEEK_MS), lately, sinceMs - WEEK_MS);
      default:
        return towards(start, lately, sinceMs);
    }
  };
  if (scenario !== 'polluted-week') return { ...base, controllerExposure: exposure };
  const usual = (now.air.pm25MicrogramsPerM3?.value ?? 0) / 10;
  return {
    ...base,
    controllerExposure: exposure,
    air: base.air - usual + POLLUTED_PM25_MICROGRAMS_PER_M3 / 10,
    airUntilMs: atMs + WEEK_MS,
  };
}

/** The drug that this patient takes for relief; null when none is known. */
function relieverOf(now: TwinMemory): { drug: Drug; puffs: number } | null {
  const prescribed =
    now.profile.medications.find(({ role }) => role === 'reliever') ??
    now.profile.medications.find(({ role, drug }) => role === 'mart' && isFastBronchodilator(drug));
  if (prescribed) return { drug: prescribed.drug, puffs: prescribed.puffsPerDose ?? USUAL_RELIEVER_PUFFS };
  const seen = now.medication.actuations.findLast(({ role }) => role === 'reliever');
  return seen ? { drug: seen.drug, puffs: USUAL_RELIEVER_PUFFS } : null;
}

function suppliedPuffs(now: TwinMemory, scenario: Scenario, atMs: number): RememberedActuation[] {
  const reliever = scenario === 'reliever-now' ? relieverOf(now) : null;
  if (!reliever) return [];
  return Array.from({ length: reliever.puffs }, () => ({
    atMs,
    drug: reliever.drug,
    role: 'reliever' as const,
    technique: null,
  }));
}

function pointOf(now: TwinState, traits: TraitState, actuations: readonly RememberedActuation[]): WhatIfPoint {
  const { atMs } = traits;
  const moment = { atMs, timeZone: now.profile.timeZone, effect: relieverEffect(actuations, atMs) };
  const { known: _c, ...constriction } = shownConstriction(traits, moment);
  const { known: _i, ...inflammation } = shownInflammation(traits);
  return { atMs, constriction, inflammation, percentOfBest: percentOfBest(now, traits, moment) };
}

function percentOfBest(now: TwinState, traits: TraitState, moment: Parameters<typeof expectedLnBlow>[2]): Band | null {
  const { bestFev1Litres: fev1, bestPefLitresPerMinute: pef } = now.lungFunction;
  const measure = fev1 ? 'fev1' : 'pef';
  const best = fev1 ? fev1.value : pef && litresPerSecond(pef.value);
  if (!best) return null;
  const { mean, variance } = expectedLnBlow(traits, measure, moment, now.airways);
  const half = EIGHTY_PERCENT * Math.sqrt(variance);
  const percent = (ln: number) => (100 * Math.exp(ln)) / best;
  return { low: percent(mean - half), mid: percent(mean), high: percent(mean + half) };
}
