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

/** Probability of an attack, with its reasons; or why there is none. */
export type Risk =
  | {
      readonly kind: 'scored';
      readonly model: RiskModelIdentity;
      readonly scoredAtMs: number;
      /** Probability of at least one attack in the next 3 and 7 days. */
      readonly within3Days: number;
      readonly within7Days: number;
      readonly baseLogOdds: number;
      /** Largest first, by absolute size. */
      readonly contributions: readonly RiskContribution[];
    }
  | { readonly kind: 'not-enough-data'; readonly missing: readonly string[] }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Features in the order of the schema, `NaN` where missing. */
export type FeatureVector = Float64Array;

/** What a model gives for one row: daily hazard of an attack and the log-odds of each feature. */
export interface ModelScore {
  readonly dailyHazard: number;
  readonly logOddsByFeature: Float64Array;
  readonly baseLogOdds: number;
}

/** The port behind which onnxruntime (or a plain TypeScript twin of the model) sits. One call scores a batch of patients. */
export interface RiskModel {
  readonly identity: RiskModelIdentity;
  scoreBatch(rows: readonly FeatureVector[]): Promise<readonly ModelScore[]>;
}
