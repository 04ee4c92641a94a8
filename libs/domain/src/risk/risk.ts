/** One feature's part in a score: log-odds that add up, with `baseLogOdds`, to the score's log-odds. */
export interface RiskContribution {
  readonly feature: string;
  /** The feature's value in its own unit; null when it was missing (then the contribution is that of not knowing). */
  readonly value: number | null;
  readonly logOdds: number;
}

/** A served model, named so that every score can be traced to the file it came from. */
export interface RiskModelIdentity {
  readonly name: string;
  readonly version: string;
  readonly fileSha256: string;
  readonly featureSchemaHash: string;
}

/** The 10 % and 90 % quantile of a probability. */
export interface RiskBand {
  readonly low: number;
  readonly high: number;
}

/** Probability of an attack, with its reasons; or why there is none. */
export type Risk =
  | {
      readonly kind: 'scored';
      readonly model: RiskModelIdentity;
      readonly scoredAtMs: number;
      /** Probability of at least one attack in the next 3 and 7 days. */
      readonly within3Days: number;
      readonly within7Days: number;
      /** Between these the 7-day probability lies with 80 %, by what the model states of its own uncertainty. */
      readonly band7Days: RiskBand;
      readonly baseLogOdds: number;
      /** What this patient's own weeks, and those of the people of the site, add to what the features say. */
      readonly personalLogOdds: number;
      /** Largest first, by absolute size. */
      readonly contributions: readonly RiskContribution[];
    }
  | { readonly kind: 'not-enough-data'; readonly missing: readonly string[] }
  | { readonly kind: 'unavailable'; readonly reason: string };

type ScoredRisk = Risk & { readonly kind: 'scored' };

/** As much of a risk as lists and alerts read; a `Risk` and a `RiskLook` are both such. */
export type RiskWithin7Days = Pick<ScoredRisk, 'kind' | 'within7Days'> | Exclude<Risk, ScoredRisk>;

/** What a look at a patient came to: a score as the model gave it, of which the whole risk is made when someone is shown it (`riskOf`). */
export type RiskLook =
  | (Pick<ScoredRisk, 'kind' | 'within7Days' | 'model' | 'scoredAtMs'> & {
      readonly score: ModelScore;
      readonly features: FeatureVector;
    })
  | Exclude<Risk, ScoredRisk>;

/** Features in the order of the schema, `NaN` where missing. */
export type FeatureVector = Float64Array;

/** What one patient's own weeks and those of the population served add to the log-odds of the 7-day risk, and how sure that is. */
export interface PersonalOffset {
  readonly logOdds: number;
  /** Variance of `logOdds`. */
  readonly variance: number;
}

/** Nothing is known of this patient beyond the features, and the model takes it that there is nothing to know. */
export const NO_PERSONAL_OFFSET: PersonalOffset = { logOdds: 0, variance: 0 };

/** One patient at one instant, as a model reads it. */
export interface ScoreRow {
  readonly features: FeatureVector;
  readonly personal: PersonalOffset;
}

/**
 * What a model gives for one row: the log-odds of an attack that starts within 7 days, their standard deviation and their parts, that add
 * up: `logOdds7d` = `baseLogOdds` + sum of `logOddsByFeature` + `personalLogOdds`.
 */
export interface ModelScore {
  readonly logOdds7d: number;
  readonly logOddsSd: number;
  readonly logOddsByFeature: Float64Array;
  readonly baseLogOdds: number;
  readonly personalLogOdds: number;
}

/** Where a score becomes an alert to a clinician, and what it is worth there. */
export interface RiskOperatingPoint {
  /** 7-day risk from which a day counts as high. */
  readonly alertFrom: number;
  /** 7-day risk below which a standing alert ends: lower, so that a risk near the threshold does not flicker. */
  readonly alertUntil: number;
  /** High on so many of so many days counts as lasting. */
  readonly daysPersistent: { readonly high: number; readonly of: number };
  /** As evaluated on held-out patients; null: not evaluated. */
  readonly alertsPerPatientMonth: number | null;
  readonly sensitivity: number | null;
  /** Of 100 such alerts, so many come before an attack. */
  readonly precedeAttackOfHundred: number | null;
}

/** How a model's scores are to be used, as its makers say. */
export interface RiskModelTerms {
  /** Shape of the Gamma prior of a patient's own factor. */
  readonly frailtyShape: number;
  /** Share of weeks with an attack among those it learnt from. */
  readonly baseRate7d: number;
  readonly operatingPoint: RiskOperatingPoint;
}

/** The operating point of a model that states none: 5 % in 7 days, about 17 times the weeks of the UK primary-care cohort (PMC6056517). */
export const UNEVALUATED_OPERATING_POINT: RiskOperatingPoint = {
  alertFrom: 0.05,
  alertUntil: 0.025,
  daysPersistent: { high: 2, of: 3 },
  alertsPerPatientMonth: null,
  sensitivity: null,
  precedeAttackOfHundred: null,
};

/** The port behind which onnxruntime (or a plain TypeScript twin of the model) sits. One call scores a batch of patients. */
export interface RiskModel {
  readonly identity: RiskModelIdentity;
  readonly terms: RiskModelTerms;
  scoreBatch(rows: readonly ScoreRow[]): Promise<readonly ModelScore[]>;
}
