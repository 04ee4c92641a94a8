/**
 * How much of the personal best a patient can blow at a given constriction C and inflammation I. A closed form fitted to the published
 * dependence of forced expiration on smooth-muscle shortening and wall thickening (Moreno et al. 1986, James et al. 1989 geometry in the
 * wave-speed model of Lambert et al. 1982; figures in docs of the physiology reference, table 2.4): within 3 points of that table.
 */
export type AirflowMeasure = 'fev1' | 'pef';

/** Greatest muscle shortening in life, as a share of length (James et al. 1989). */
const GREATEST_SHORTENING = 0.4;

/** `ln f = −[(linear·P + square·P²)(1 + amplification·I) + thickening·I]`, P = muscle shortening. */
const FIT: Record<AirflowMeasure, { linear: number; square: number; amplification: number; thickening: number }> = {
  fev1: { linear: 1.28, square: 4.6, amplification: 0.7, thickening: 0.302 },
  pef: { linear: 1.44, square: 5.4, amplification: 0.7, thickening: 0.29 },
};

/** The state in which a personal best is blown: well, not perfect. Design choice. */
const AT_BEST = { constriction: 0.05, inflammation: 0.15 };

export interface AirflowPrediction {
  /** Share of personal best, about 0.2 … 1.1. */
  readonly fraction: number;
  readonly perConstriction: number;
  readonly perInflammation: number;
}

/** Expected share of personal best at C and I (each 0…1), with its partial derivatives. */
export function airflowAtState(measure: AirflowMeasure, constriction: number, inflammation: number): AirflowPrediction {
  const { linear, square, amplification, thickening } = FIT[measure];
  const shortening = GREATEST_SHORTENING * constriction;
  const narrowing = linear * shortening + square * shortening * shortening;
  const fraction = Math.exp(
    logFraction(measure, constriction, inflammation) - logFraction(measure, AT_BEST.constriction, AT_BEST.inflammation),
  );
  const perShortening = (linear + 2 * square * shortening) * (1 + amplification * inflammation);
  return {
    fraction,
    perConstriction: -fraction * perShortening * GREATEST_SHORTENING,
    perInflammation: -fraction * (amplification * narrowing + thickening),
  };
}

function logFraction(measure: AirflowMeasure, constriction: number, inflammation: number): number {
  const { linear, square, amplification, thickening } = FIT[measure];
  const shortening = GREATEST_SHORTENING * constriction;
  return -(
    (linear * shortening + square * shortening * shortening) * (1 + amplification * inflammation) +
    thickening * inflammation
  );
}
