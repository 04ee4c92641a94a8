import { airflowTable, airwayBuildOf } from '@airway-twin/domain/mechanics';
import type { Observation } from '@airway-twin/domain/measurement';
import type { PatientProfile } from '@airway-twin/domain/patient';
import {
  createTwin,
  foldObservation,
  forecastLungFunction,
  mixtureQuantile,
  presentTwin,
  type Band,
  type TwinState,
} from '@airway-twin/domain/twin';

/** What the twin believes of the two traits at an instant: 80 % bands. */
export interface TraitBeliefs {
  readonly constriction: Band;
  readonly constrictionUnmasked: Band;
  readonly inflammation: Band;
}

/** What the twin expects of the next session's best FEV1, L: the middle, the 80 % band, and equally likely values. */
export interface Fev1Expectation {
  readonly mid: number;
  readonly low: number;
  readonly high: number;
  readonly sample: readonly number[];
}

const SAMPLED_QUANTILES = 60;

/** The product's twin behind the few questions that fidelity asks; nothing else of this folder knows its functions. */
export interface TwinUnderTest {
  see(observation: Observation): void;
  /** Null before anything was observed. */
  beliefs(atMs: number): TraitBeliefs | null;
  expectFev1(atMs: number): Fev1Expectation | null;
}

/** A twin of that patient which has seen nothing yet. */
export function twinUnderTest(profile: PatientProfile): TwinUnderTest {
  let state: TwinState = createTwin(profile, airflowTable(airwayBuildOf(profile)));
  return {
    see(observation) {
      state = foldObservation(state, observation);
    },
    beliefs(atMs) {
      const { constriction, constrictionUnmasked, inflammation } = presentTwin(state, atMs);
      return constriction && constrictionUnmasked && inflammation
        ? { constriction, constrictionUnmasked, inflammation }
        : null;
    },
    expectFev1(atMs) {
      const forecast = forecastLungFunction(state, 'fev1', atMs);
      if (!forecast) return null;
      const { mid, low, high, parts } = forecast;
      const sample = Array.from({ length: SAMPLED_QUANTILES }, (_unused, index) =>
        Math.exp(mixtureQuantile(parts, (index + 0.5) / SAMPLED_QUANTILES)),
      );
      return { mid, low, high, sample };
    },
  };
}
