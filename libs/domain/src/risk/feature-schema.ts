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
    name: 'constrictionEstimate',
    unit: '1',
    missingMeans: 'nothing was observed yet',
    source: 'estimate of the twin: C without reliever and without daily rhythm',
  },
  {
    name: 'constrictionBandWidth',
    unit: '1',
    missingMeans: 'nothing was observed yet',
    source: 'width of the 80 % band of that estimate',
  },
  {
    name: 'inflammationEstimate',
    unit: '1',
    missingMeans: 'nothing was observed yet',
    source: 'estimate of the twin: I',
  },
  {
    name: 'inflammationRise',
    unit: '1',
    missingMeans: 'nothing was observed yet',
    source: 'estimate of the twin: the part of I that moves within days less the one that moves within weeks',
  },
  {
    name: 'virusEstimate',
    unit: '1',
    missingMeans: 'nothing was observed yet',
    source: 'estimate of the twin: how strongly a viral infection works',
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
    name: 'lungFunctionZ3d',
    unit: 'SD',
    missingMeans: 'no verified session in 3 days, or fewer than 3 in the ten days before',
    source: 'mean of 3 days less that of days 4 to 14, in standard deviations of the patient’s own days 4 to 14',
  },
  {
    name: 'lungFunctionSlope7d',
    unit: '%/d',
    missingMeans: 'fewer than 3 verified sessions in 7 days, or all within 3 days',
    source: 'straight line through the verified sessions of 7 days, of personal best',
  },
  {
    name: 'lungFunctionSpread14d',
    unit: '%',
    missingMeans: 'fewer than 4 verified sessions in 14 days',
    source: 'standard deviation of the verified sessions of 14 days, of personal best',
  },
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
    name: 'relieverPuffs24h',
    unit: 'puff',
    missingMeans: 'no inhaler sensor and no diary in the last 14 days',
    source: 'reliever actuations of 24 hours',
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
    name: 'symptomRise3d',
    unit: '1',
    missingMeans: 'no diary in 3 days, or none in the days before',
    source: 'share of days with symptoms, last 3 diary days less days 4 to 14',
  },
  {
    name: 'controllerAdherence7d',
    unit: '1',
    missingMeans: 'the regimen is not known, or the inhaler sensor is silent',
    source: 'controller doses taken of those prescribed, 7 days',
  },
  {
    name: 'controllerAdherenceChange7d',
    unit: '1',
    missingMeans: 'the regimen is not known, or the inhaler sensor was silent in the last 12 days',
    source: 'controller doses taken of those prescribed, 7 days less the 7 days before',
  },
  {
    name: 'techniqueFailureShare',
    unit: '1',
    missingMeans: 'no inhalation with a flow sensor',
    source: 'of the last five sensed inhalations',
  },
  {
    name: 'inspiratoryFlowLitresPerMinute',
    unit: 'L/min',
    missingMeans: 'fewer than 3 inhalations with a flow sensor in 14 days',
    source: 'mean peak inspiratory flow of the newest sensed inhalations, at most ten',
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
    name: 'ageYears',
    unit: 'a',
    missingMeans: 'the age is not known',
    source: 'profile: age at that instant',
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
  {
    name: 'daysWithoutInhaler',
    unit: 'd',
    missingMeans: 'never missing: 14 when there is none',
    source: 'days since the newest actuation of any inhaler, at most 14',
  },
  {
    name: 'diaryShare14d',
    unit: '1',
    missingMeans: 'never missing',
    source: 'share of the last 14 days (or since the first observation) with a diary',
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
