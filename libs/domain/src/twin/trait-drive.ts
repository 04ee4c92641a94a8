import { FRESHNESS_LIMITS } from '../measurement/freshness.js';
import type { PollenLevel } from '../measurement/observation.js';
import { MS_PER_DAY } from '../time/calendar.js';
import type { TraitDrive } from './drift.js';
import { exposureAt } from './medication.js';
import type { AirMean, TwinMemory } from './state.js';

/** More than the prescribed exposure to the controller gives hardly more. */
const MOST_EXPOSURE = 1.2;
/** An oral steroid course that a weekly questionnaire tells of is taken to work until so long after it. Courses last 3–7 days. */
const ORAL_STEROID_AFTER_QUESTIONNAIRE_MS = 2 * MS_PER_DAY;
const POLLEN_DRIVE: Record<PollenLevel, number> = { low: 0, moderate: 0.3, high: 0.7, 'very-high': 1 };
/** Effect of 10 µg/m³ against that of PM2.5 (symptoms: Weinmayr 2010; ozone weaker, to verify). */
const GAS_WEIGHT = { no2: 0.4, o3: 0.2 };
/** The end of a drive that is not there. */
const NEVER_MS = -Infinity;

/** What acts on the airways of this patient from the state's instant on, as far as it is known. */
export function traitDrive({ medication, symptoms, air }: TwinMemory): TraitDrive {
  const { environment, pm25MicrogramsPerM3: pm25, no2MicrogramsPerM3: no2, o3MicrogramsPerM3: o3 } = air;
  const newest = Math.max(pm25?.atMs ?? NEVER_MS, no2?.atMs ?? NEVER_MS, o3?.atMs ?? NEVER_MS);
  const { week } = symptoms;
  return {
    controllerExposure: (atMs) => Math.min(MOST_EXPOSURE, exposureAt(medication, atMs)),
    oralSteroidUntilMs:
      week?.oralSteroid === 'more-than-usual' ? week.atMs + ORAL_STEROID_AFTER_QUESTIONNAIRE_MS : NEVER_MS,
    pollen: environment
      ? Math.max(
          pollenDrive(environment.grassPollen),
          pollenDrive(environment.treePollen),
          pollenDrive(environment.weedPollen),
        )
      : 0,
    pollenUntilMs: environment ? environment.atMs + FRESHNESS_LIMITS['environment.day'].staleAfterMs : NEVER_MS,
    air: tens(pm25) + GAS_WEIGHT.no2 * tens(no2) + GAS_WEIGHT.o3 * tens(o3),
    airUntilMs: newest + FRESHNESS_LIMITS['air.reading'].staleAfterMs,
  };
}

function pollenDrive(level: PollenLevel | null): number {
  return level === null ? 0 : POLLEN_DRIVE[level];
}

function tens(mean: AirMean | null): number {
  return (mean?.value ?? 0) / 10;
}
