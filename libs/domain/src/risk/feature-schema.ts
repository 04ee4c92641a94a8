import { fnv1a64 } from './fnv1a.js';

/** One number that the model reads. Its place in `RISK_FEATURES` is its place in the vector. */
export interface RiskFeature {
  readonly name: string;
  readonly unit: string;
  /** What `NaN` in this place stands for. */
  readonly missingMeans: string;
  /** From which part of the twin the number comes. */
  readonly source: string;
}

/** The features in their fixed order. A change of name, unit or order changes `riskFeatureSchemaHash`, and a model of another hash is refused. */
export const RISK_FEATURES = [
  {
    name: 'relieverPuffsPerDay14d',
    unit: 'puff/d',
    missingMeans: 'no inhaler sensor and no diary in the last 14 days',
    source: 'reliever actuations, or the diary where it says more, over up to 14 days',
  },
  {
    name: 'relieverRise4d',
    unit: 'puff/d',
    missingMeans: 'reliever use is known for less than 7 days: no baseline of one’s own yet',
    source: 'mean of the last 4 days less the mean of the days before',
  },
  {
    name: 'lungFunctionPercentOfBest7d',
    unit: '%',
    missingMeans: 'no verified session in 7 days, or no personal best',
    source: 'mean of the verified sessions of 7 days, FEV1 (else PEF) of personal best',
  },
  {
    name: 'lungFunctionFall3d',
    unit: '%',
    missingMeans: 'no verified session in 3 days, or fewer than 3 in the ten days before',
    source: 'own median of days 4 to 14 less the lowest verified session of the last 3 days, of personal best',
  },
  {
    name: 'nightWakingShare7d',
    unit: '1',
    missingMeans: 'no diary in 7 days',
    source: 'night wakings per diary day',
  },
  {
    name: 'symptomDayShare7d',
    unit: '1',
    missingMeans: 'no diary in 7 days',
    source: 'days with symptoms per diary day',
  },
  {
    name: 'controllerAdherence7d',
    unit: '1',
    missingMeans: 'the regimen is not known, or the inhaler sensor is silent',
    source: 'controller doses taken of those prescribed, 7 days',
  },
  {
    name: 'techniqueFailureShare',
    unit: '1',
    missingMeans: 'no inhalation with a flow sensor',
    source: 'of the last five sensed inhalations',
  },
  {
    name: 'attackLastYear',
    unit: '0|1',
    missingMeans: 'attacks of the last year are not known',
    source: 'profile: at least one attack in the year before enrolment',
  },
  {
    name: 'repeatedAttacksLastYear',
    unit: '0|1',
    missingMeans: 'attacks of the last year are not known',
    source: 'profile: at least two attacks in the year before enrolment',
  },
  {
    name: 'coldReported7d',
    unit: '0|1',
    missingMeans: 'no diary in 7 days',
    source: 'a diary day of the last 7 names a cold',
  },
  {
    name: 'pm25MicrogramsPerM3',
    unit: 'ug/m3',
    missingMeans: 'no air data that are recent enough',
    source: 'running 24-hour mean',
  },
  {
    name: 'no2MicrogramsPerM3',
    unit: 'ug/m3',
    missingMeans: 'no air data that are recent enough',
    source: 'running 24-hour mean',
  },
  {
    name: 'highPollenDay',
    unit: '0|1',
    missingMeans: 'no pollen count that is recent enough',
    source: 'grass, tree or weed pollen high or very high',
  },
  {
    name: 'childInSeptember',
    unit: '0|1',
    missingMeans: 'the age is not known',
    source: 'age under 18 and September in the patient’s own calendar (northern school year)',
  },
  {
    name: 'daysWithoutLungFunction',
    unit: 'd',
    missingMeans: 'never missing: 14 when there is none',
    source: 'days since the newest session, at most 14',
  },
] as const satisfies readonly RiskFeature[];

export type RiskFeatureName = (typeof RISK_FEATURES)[number]['name'];

/** Names and units in order, as one hash: what a model file must agree with. */
export const riskFeatureSchemaHash: string = featureSchemaHash(RISK_FEATURES);

/** Hash of any list of features over order, names and units. */
export function featureSchemaHash(features: readonly Pick<RiskFeature, 'name' | 'unit'>[]): string {
  return `fnv1a64:${fnv1a64(features.map((feature) => `${feature.name}[${feature.unit}]`).join('\n'))}`;
}

/** Place of a feature in the vector. */
export function featureIndex(name: RiskFeatureName): number {
  return RISK_FEATURES.findIndex((feature) => feature.name === name);
}
