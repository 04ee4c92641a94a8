import { RISK_FEATURES, type RiskFeatureName } from './feature-schema.js';

/**
 * How one feature moves the log-odds of an attack on a day: `logOddsPerUnit · (clamp(value, least, most) − centre)`, or `whenMissing`.
 */
export interface HazardCoefficient {
  readonly feature: RiskFeatureName;
  readonly logOddsPerUnit: number;
  /** The value of a typical patient: it adds nothing. */
  readonly centre: number;
  /** The effect is not carried beyond what was studied. */
  readonly least: number;
  readonly most: number;
  /** What not knowing adds: the log of the cohort's mean odds ratio relative to the centre, so that not knowing means the average hazard. */
  readonly whenMissing: number;
  /** Where the effect comes from and how it became log-odds. */
  readonly source: string;
}

export const HAZARD_MODEL_NAME = 'hazard';
export const HAZARD_MODEL_VERSION = '1';

/** Children of 5–12 years with asthma in UK primary care with at least one attack in a year: 525 of 3,776 (PMC6056517). */
export const ATTACKS_PER_YEAR_SHARE = 525 / 3776;

/** The daily hazard that gives this share in a year when it is the same every day. */
export const COHORT_DAILY_HAZARD = -Math.expm1(Math.log1p(-ATTACKS_PER_YEAR_SHARE) / 365);

/** Log of the mean odds ratio of a yes/no feature with that share of yes. */
function whenMissingYesNo(share: number, logOdds: number): number {
  return Math.log(1 + share * (Math.exp(logOdds) - 1));
}

/*
 * Short-term deterioration (reliever rise, fall of lung function, night wakings, symptom days). The studies give how well such features
 * together tell the days before an attack from others, AUC 0.85 (Zhang 2020, J Asthma 58:1518; de Hond 2022, Sci Rep 12:20363), and not
 * the effect of each. With two normal groups of equal spread, AUC = Φ(D/√2), so D = √2·Φ⁻¹(0.85) = 1.466. Four equally good features
 * with correlation 0.5 between them (assumed) that reach D together have d = D·√((1 + 3·0.5)/4) each, and the linear discriminant gives
 * each a weight of d/(1 + 3·0.5) log-odds per standard deviation within a person. Before the attack the group's odds have the mean ratio
 * exp(D²/2) to the typical day; not knowing one of the four stands for a quarter of it.
 */
const SEPARATION = Math.SQRT2 * 1.0364333894937898;
const CORRELATED_SHARE = 1 + 3 * 0.5;
const LOG_ODDS_PER_SD = (SEPARATION * Math.sqrt(CORRELATED_SHARE / 4)) / CORRELATED_SHARE;
const SHORT_TERM_MISSING = SEPARATION ** 2 / 2 / 4;

/** History of attacks: shares of children with at least one attack (PMC6056517) and, assumed, with two or more. */
const TWO_ATTACKS_SHARE = 0.03;
const OR_ONE_ATTACK = 3.7;
const OR_TWO_ATTACKS = 7.7;
const ONE_ATTACK_MEAN_OR = 1 + ATTACKS_PER_YEAR_SHARE * (OR_ONE_ATTACK - 1);
const HISTORY_MEAN_OR = ONE_ATTACK_MEAN_OR + TWO_ATTACKS_SHARE * (OR_TWO_ATTACKS - OR_ONE_ATTACK);

/*
 * A cold: viruses in 80 % of children's attacks (clinical reference 3.3, to be verified) and six colds a year of a week each (assumed),
 * 11.5 % of days, would give an odds ratio of (0.8/0.2)/(0.115/0.885) = 31. A box ticked in a diary is not a virus found, so half of its
 * logarithm is taken (design choice): odds ratio 5.5.
 */
const COLD_DAY_SHARE = (6 * 7) / 365;
const COLD_LOG_ODDS = Math.log(0.8 / 0.2 / (COLD_DAY_SHARE / (1 - COLD_DAY_SHARE))) / 2;

/*
 * September: a quarter of children's admissions (weak source; peak 17.7 days after Labor Day, JACI 2006;117:557) against a twelfth of the
 * year, odds ratio (0.25/0.75)/(1/11) = 3.7; half of its logarithm, because colds in the diary carry a part of it.
 */
const SEPTEMBER_LOG_ODDS = Math.log(0.25 / 0.75 / (1 / 11)) / 2;
const POLLEN_LOG_ODDS = Math.log(1.1);

/** The features of which an effect was published. */
const PUBLISHED: readonly HazardCoefficient[] = [
  {
    feature: 'relieverPuffsPerDay14d',
    logOddsPerUnit: Math.log(1.77) / (13 - 1) / (200 / 365),
    centre: (1 * 200) / 365,
    least: 0,
    most: 12,
    whenMissing: 0,
    source:
      'SABINA, ERJ 2020;55:1901872: hazard ratio 1.77 for ≥ 11 canisters a year (taken as 13) against 0–2 (taken as 1); ln 1.77 over 12 canisters of 200 puffs a year. Children alike: rate ratio 1.22–1.35 from 3 canisters (PMC9828275).',
  },
  {
    feature: 'relieverRise4d',
    logOddsPerUnit: LOG_ODDS_PER_SD / 1,
    centre: 0,
    least: -1,
    most: 6,
    whenMissing: SHORT_TERM_MISSING,
    source:
      'Short-term group; standard deviation 1 puff a day (assumed). Mean inhalations of the last 4 days led in Lugogo 2022, JAA 15:1623.',
  },
  {
    feature: 'lungFunctionPercentOfBest7d',
    logOddsPerUnit: -Math.log(1.14) / 10,
    centre: 90,
    least: 40,
    most: 105,
    whenMissing: 0,
    source:
      'Rate ratio 1.14 (1.03–1.27) per 10 % lower FEV1, JACI-IP 2014;2:751 (adults, % predicted; % of personal best taken alike); −ln 1.14 / 10 per %.',
  },
  {
    feature: 'lungFunctionFall3d',
    logOddsPerUnit: LOG_ODDS_PER_SD / 7.6,
    centre: 5,
    least: -5,
    most: 40,
    whenMissing: SHORT_TERM_MISSING,
    source:
      'Short-term group; standard deviation 7.6 % = half of the diurnal variation of 15.2 % of asthmatic children without symptoms (Pediatr Pulmonol 1989;7:140).',
  },
  {
    feature: 'nightWakingShare7d',
    logOddsPerUnit: LOG_ODDS_PER_SD / 0.2,
    centre: 0.1,
    least: 0,
    most: 1,
    whenMissing: SHORT_TERM_MISSING,
    source:
      'Short-term group; mean 0.1 and standard deviation 0.2 nights (assumed). Night symptoms ranked second in Tsang 2020.',
  },
  {
    feature: 'symptomDayShare7d',
    logOddsPerUnit: LOG_ODDS_PER_SD / 0.3,
    centre: 0.3,
    least: 0,
    most: 1,
    whenMissing: SHORT_TERM_MISSING,
    source: 'Short-term group; mean 0.3 and standard deviation 0.3 days (assumed).',
  },
  {
    feature: 'controllerAdherence7d',
    logOddsPerUnit: Math.log(1 - 0.225) / 0.25,
    centre: 0.5,
    least: 0,
    most: 1,
    whenMissing: 0,
    source:
      '20–25 % fewer exacerbations per 25 % more of the prescribed doses (Williams 2011): ln(1 − 0.225) / 0.25. Typical adherence of children about 50 % (PMC7477854).',
  },
  {
    feature: 'techniqueFailureShare',
    logOddsPerUnit: (-0.5 * 0.5 * Math.log(1 - 0.225)) / 0.25,
    centre: 0.2,
    least: 0,
    most: 1,
    whenMissing: 0,
    source:
      'A Turbuhaler drawn at 36 instead of 58 L/min halves the lung dose (PMC7041319): an inhalation that fails counts as half a dose missed, at the typical adherence of 0.5.',
  },
  {
    feature: 'attackLastYear',
    logOddsPerUnit: Math.log(OR_ONE_ATTACK),
    centre: 0,
    least: 0,
    most: 1,
    whenMissing: Math.log(ONE_ATTACK_MEAN_OR),
    source: 'Odds ratio 3.7 (2.9–4.8) for one attack in the last year (PMC6056517).',
  },
  {
    feature: 'repeatedAttacksLastYear',
    logOddsPerUnit: Math.log(OR_TWO_ATTACKS / OR_ONE_ATTACK),
    centre: 0,
    least: 0,
    most: 1,
    whenMissing: Math.log(HISTORY_MEAN_OR / ONE_ATTACK_MEAN_OR),
    source:
      'Odds ratio 7.7 (5.6–10.7) for two or more attacks (PMC6056517), over that of one; share with two or more 3 % (assumed).',
  },
  {
    feature: 'coldReported7d',
    logOddsPerUnit: COLD_LOG_ODDS,
    centre: 0,
    least: 0,
    most: 1,
    whenMissing: whenMissingYesNo(COLD_DAY_SHARE, COLD_LOG_ODDS),
    source:
      'Viruses in about 80 % of children’s attacks (to verify), six colds a year (assumed), halved on the log scale (design choice).',
  },
  {
    feature: 'pm25MicrogramsPerM3',
    logOddsPerUnit: Math.log(1.048) / 10,
    centre: 10,
    least: 0,
    most: 150,
    whenMissing: 0,
    source:
      'Relative risk 1.048 (1.028–1.067) per 10 µg/m³ for children’s emergency visits (JPMPH 2016;49:205). A weak modifier.',
  },
  {
    feature: 'no2MicrogramsPerM3',
    logOddsPerUnit: Math.log(1.031) / 10,
    centre: 20,
    least: 0,
    most: 200,
    whenMissing: 0,
    source: 'Odds ratio of symptoms 1.031 (1.001–1.062) per 10 µg/m³ (EHP 2010;118:449). A weak modifier.',
  },
  {
    feature: 'highPollenDay',
    logOddsPerUnit: POLLEN_LOG_ODDS,
    centre: 0,
    least: 0,
    most: 1,
    whenMissing: whenMissingYesNo(0.1, POLLEN_LOG_ODDS),
    source:
      'Odds ratio 1.0–1.2 per day of high pollen in sensitised people (to verify): 1.1; a tenth of the days (assumed).',
  },
  {
    feature: 'childInSeptember',
    logOddsPerUnit: SEPTEMBER_LOG_ODDS,
    centre: 0,
    least: 0,
    most: 1,
    whenMissing: whenMissingYesNo(1 / 12, SEPTEMBER_LOG_ODDS),
    source:
      'About a quarter of children’s admissions in September (weak source), halved on the log scale (design choice).',
  },
  {
    feature: 'daysWithoutLungFunction',
    logOddsPerUnit: 0.03,
    centre: 1,
    least: 0,
    most: 14,
    whenMissing: 0,
    source:
      'How often data come in was among the three best predictors (Tsang 2020); no effect size was published: 0.03 a day (design choice).',
  },
];

/** In the order of `RISK_FEATURES`; a feature of which no effect was published has none. */
export const HAZARD_COEFFICIENTS: readonly HazardCoefficient[] = RISK_FEATURES.map(
  ({ name }) =>
    PUBLISHED.find((each) => each.feature === name) ?? {
      feature: name,
      logOddsPerUnit: 0,
      centre: 0,
      least: 0,
      most: 0,
      whenMissing: 0,
      source: 'No effect published that this model uses.',
    },
);

/** Log-odds when every feature sits at its centre: such that a patient of whom nothing is known has the cohort's hazard. */
export const HAZARD_BASE_LOG_ODDS: number =
  Math.log(COHORT_DAILY_HAZARD / (1 - COHORT_DAILY_HAZARD)) -
  HAZARD_COEFFICIENTS.reduce((sum, coefficient) => sum + coefficient.whenMissing, 0);
