/**
 * What the estimator believes about, as places of its state vector. C = `tone` + circadian part; I = 0.6 · `fast` + 0.4 · `slow`
 * (physiology reference 2.6). Levels are natural logarithms against the healthy values of the patient's airflow table.
 */
export const TRAIT = {
  /** Constriction of the airway relaxed from reliever, without its daily rhythm, 0…1. */
  tone: 0,
  /** Inflammation that answers within days, and the one that answers within weeks, 0…1. */
  fast: 1,
  slow: 2,
  /** How strongly a viral infection works, 0 none, 1 a heavy cold. */
  virus: 3,
  /** Share of its usual effect that the reliever has in these days, about 1. */
  response: 4,
  /** Inflammation of this patient without any controller, 0…1. */
  untreated: 5,
  /** ln of this patient's scale: FEV1 of the open airways over that of the table. */
  scale: 6,
  /** ln of the peak flow that this patient's meter shows of the open airways, over that of the table. */
  meter: 7,
  /** Daily rhythm of constriction: amplitudes of the cosine (greatest at the trough hour) and the sine, in units of C. */
  cosine: 8,
  sine: 9,
  /** Constriction per unit of air and of pollen drive: small, and shrunken to what is published. */
  air: 10,
  pollen: 11,
  /** ln of the reliever uses a day when C and I are at rest: a habit of the patient. */
  use: 12,
} as const;
export const TRAIT_COUNT = 13;

/** Time constants, days (Mehta 2009, Niimi 2004, Reddel 1999; physiology reference 2.6; virus and response: design choices). */
export const TIME_CONSTANT_DAYS = { tone: 2, fast: 3, slow: 35, virus: 5, response: 2.5, oralSteroid: 2 } as const;
/** I as a mixture of its two parts (physiology reference 2.6). */
export const FAST_SHARE = 0.6;
export const SLOW_SHARE = 0.4;

/** Share of the untreated inflammation that a fully taken controller removes: FeNO 31 → 21 ppb in a week at full doses, wall −11 % (Mehta 2009, Niimi 2004). */
export const CONTROLLER_EFFECT = 0.7;
/** An oral steroid course leaves this share of what drives inflammation. Design choice. */
export const ORAL_STEROID_LEAVES = 0.35;
/** Inflammation towards which a heavy cold pulls, fast and slow part: gives ΔI of about 0.3 at its height (physiology reference 2.6). */
export const VIRUS_ON_FAST = 0.9;
export const VIRUS_ON_SLOW = 0.4;
/** Constriction towards which a heavy cold pulls. */
export const VIRUS_ON_TONE = 0.3;
/** A heavy cold takes this much of the reliever's response (Reddel 1999: impaired beta-2 response in viral exacerbations). */
export const VIRUS_ON_RESPONSE = 0.45;
/** Inflamed airways are twitchy: this much constriction rests on each unit of inflammation. Design choice. */
export const TONE_PER_INFLAMMATION = 0.35;
export const RESTING_TONE = 0.04;
export const USUAL_RESPONSE = 1.05;
/** Swollen walls blunt the reliever too. Design choice. */
export const INFLAMMATION_ON_RESPONSE = 0.35;

/** Spread that the noise alone would give each part in the long run. Chosen so that simulated patients are covered (see `npm run fidelity`). */
export const STATIONARY_SD = { tone: 0.07, fast: 0.11, slow: 0.08, virus: 0.12, response: 0.2 } as const;
/** Random walk of what is nearly constant, per square root of a day. */
export const WALK_SD = { untreated: 0.004, scale: 0.0015, meter: 0.0015, rhythm: 0.001, use: 0.03 } as const;

/** Belief before anything is measured: means and standard deviations, in the order of `TRAIT`. */
export const PRIOR = {
  untreated: { mean: 0.38, sd: 0.22 },
  virus: { mean: 0, sd: 0.12 },
  /** Calibrated to a declared best, or to GLI only (FEV1 of healthy people of one size has a coefficient of variation of about 12 %). */
  scale: { calibratedSd: 0.06, predictedSd: 0.12 },
  /** Modelled peak flow is low by about a sixth (physiology reference, gaps), and meters differ. */
  meter: { mean: 0.15, sd: 0.2, declaredSd: 0.12 },
  /** Trough near 4:30 (Pediatr Pulmonol 1989;7:140), about 3 % of peak flow to either side. */
  cosine: { mean: 0.02, sd: 0.035 },
  sine: { mean: 0, sd: 0.035 },
  /** 0–1 % of peak flow per 10 µg/m³ of PM2.5 (Weinmayr 2010; PMC3061887). */
  air: { mean: 0.004, sd: 0.005 },
  pollen: { mean: 0.02, sd: 0.03 },
  use: { mean: Math.log(0.25), sd: 1 },
} as const;

/** Hour of the day at which the airways are narrowest. */
export const TROUGH_HOUR = 4.5;
