import {
  ATTACKS_PER_YEAR_SHARE,
  COHORT_DAILY_HAZARD,
  HAZARD_COEFFICIENTS,
  RISK_FEATURES,
  scoreHazard,
  withinDays,
  type RiskFeatureName,
} from '@airway-twin/domain/risk';
import type { ModelManifest } from './artifacts.js';

/** The model card as Markdown; its example figures are computed here. */
export function modelCard(manifest: ModelManifest): string {
  const percent = (share: number): string => `${(share * 100).toPrecision(2)} %`;
  const features = HAZARD_COEFFICIENTS.map((coefficient, index) => {
    const odds = coefficient.logOddsPerUnit.toPrecision(3);
    const { unit } = RISK_FEATURES[index]!;
    return `- **${coefficient.feature}** (${unit}): ${odds} log-odds per unit, centre ${coefficient.centre.toPrecision(3)}. ${coefficient.source}`;
  });
  return `# Model card: ${manifest.name} ${manifest.version}

Research demonstrator. Not a medical device. Not for diagnosis or treatment.

- **What it gives**: the probability of an asthma attack (course of oral steroids, emergency visit or admission) on one day, and from it within 3 and 7 days when nothing changes; with each feature's part in the log-odds.
- **What it is**: a discrete-time logistic hazard whose coefficients are published effect sizes, put together by hand. It was **not fitted to any data set and not validated on any**: no discrimination or calibration is claimed. The effects come from separate studies of different people and are taken as independent, except the four short-term ones.
- **Anchor**: a patient of whom nothing is known has the hazard of the UK primary-care cohort of children of 5–12 years, ${percent(ATTACKS_PER_YEAR_SHARE)} with an attack in a year, ${percent(COHORT_DAILY_HAZARD)} a day (PMC6056517). Adults get the same anchor: no other was at hand.
- **Short-term group**: the studies say how well such features together tell the days before an attack (AUC 0.85: Zhang 2020, J Asthma 58:1518; de Hond 2022, Sci Rep 12:20363), not the effect of each. Four equally good normal features with correlation 0.5 (assumed) that reach this together have the weights below.
- **Missing values**: stand for the cohort's average hazard of that feature, inside the file. A patient with nothing at all in 14 days is not scored.
- **Examples**: nothing known, ${percent(riskWithin7Days({}))} within 7 days; two attacks last year, a cold, two puffs a day more than usual and lung function 15 % below the usual, ${percent(
    riskWithin7Days({
      attackLastYear: 1,
      repeatedAttacksLastYear: 1,
      coldReported7d: 1,
      relieverRise4d: 2,
      lungFunctionFall3d: 15,
    }),
  )}.
- **Use**: to order a ward and to ask a clinician to look at a risk that lasts. It never gates, delays or weakens advice of the red or yellow zone, never changes a drug or a dose, and never says that anyone is safe.
- **Limits**: the daily variation of the short-term features, the prevalence of colds and the share of children with repeated attacks are assumed, and marked so below. September stands for the northern school year. No open paediatric home-monitoring data set is known to the project.

## Features, in order

${features.join('\n')}

Feature schema ${manifest.featureSchemaHash}; file ${manifest.file}, SHA-256 ${manifest.sha256}.
`;
}

function riskWithin7Days(known: { readonly [name in RiskFeatureName]?: number }): number {
  const row = Float64Array.from(RISK_FEATURES, (feature) => known[feature.name] ?? NaN);
  return withinDays(scoreHazard(row).dailyHazard, 7);
}
