import type { RiskEvaluation, RiskFigure } from '@airway-twin/contracts/risk-model';
import { RISK_FEATURES } from '@airway-twin/domain/risk';
import { comparisonTable, figureText } from '../evaluation/table.js';
import { NOT_READ } from '../learning/effect-shapes.js';
import type { AdditiveManifest } from './artifacts.js';

type Figures = Readonly<Record<string, RiskFigure>>;

/** The model card as Markdown. Every figure in it is one of the evaluation. */
export function modelCard(manifest: AdditiveManifest): string {
  const { evaluation, operatingPoint: point, trainedWith } = manifest;
  const evaluatedOn = trainedWith['evaluatedOn'] as { seed: number; patients: number; years: number };
  const gain = evaluation['personalGain'] as Figures;
  const rivals = (evaluation['differences'] ?? []) as readonly { name: string; figures: Figures }[];
  const atPoint = evaluation['atOperatingPoint'] as Figures;
  const served = evaluation.models[0]!.figures;
  const shown = (figure: RiskFigure | undefined, digits: number) => figureText(figure, digits);
  return `# Model card: ${manifest.name} ${manifest.version}

Research demonstrator. Not a medical device. Not for diagnosis or treatment.

- **What it gives**: the probability that an asthma attack (start of a course of oral steroid, or unscheduled care) begins within the next 7 days, with its 80 % band and each feature's part in the log-odds; 3 days are derived from it, every day alike.
- **What it is**: a logistic model, additive over ${RISK_FEATURES.length - NOT_READ.size} of ${RISK_FEATURES.length} features (piecewise straight, signs held to clinical sense, ridge), and a personal factor learnt from the patient's own past weeks (Gamma–Poisson, shape ${manifest.frailtyShape}).
- **Learnt from**: ${trainedWith.patients} invented people over ${trainedWith.years} years (cohort ${trainedWith.cohortVersion}, seed ${trainedWith.seed}), calibrated to published effects. **No real patient was learnt from.**
- **Judged on**: ${evaluation.people} other invented people, ${evaluation.events} attacks (seed ${evaluatedOn.seed}); nobody was in both. ${percent(manifest.baseRate7d)} of the weeks learnt from end in an attack.
- **How well**: AUC ${shown(served['auc'], 3)}, Brier ${shown(served['brier'], 4)}, calibration slope ${shown(served['calibrationSlope'], 2)}, intercept ${shown(served['calibrationIntercept'], 2)}.
- **What the personal factor adds** over the population model: AUC ${shown(gain['auc'], 3)}, Brier skill ${shown(gain['brierSkill'], 4)}.
- **Alerts as served** (7-day risk from ${percent(point.alertFrom)} on ${point.daysPersistent.high} of ${point.daysPersistent.of} days, ended below ${percent(point.alertUntil)}, at most one a month): ${shown(atPoint['alertsPerPatientMonth'], 2)} per patient-month; ${shown(atPoint['sensitivity'], 2)} of the attacks have one in the 7 days before; of 100 alerts ${shown(atPoint['precedeAttackOfHundred'], 0)} come before an attack; median lead ${shown(atPoint['leadDays'], 0)} days. Most alerts come before nothing.
- **Missing values** are handled inside: each feature has its own log-odds for not being known. A patient with nothing at all in 14 days is not scored.
- **More missed doses never lower the risk**, the same blows, diary and reliever given: the signs of adherence, of estimated inflammation and of the silence of the inhaler are held, and what missed doses could lower (estimated constriction and virus, which the twin weighs against inflammation; the change of adherence) is not read. Of doses missed weeks ago, which the twin may by now ascribe to the person, this is not claimed.
- **Use**: to order a ward and to ask a clinician to look at a risk that lasts. It never gates, delays or weakens advice of the red or yellow zone, never changes a drug or a dose, and never says that anyone is safe.
- **Fails**: attacks that begin within a day or two of the first sign; people who measure nothing; whoever differs from the invented people in ways that nobody modelled. The band speaks of the coefficients and the personal factor only, not of that.
- **Limits**: learnt from a simulation, so its figures say how well the model reads that simulation. Not validated in children, nor in anyone. The outside check (\`npm run evaluate -- aamos00 <folder>\`) has some fifteen adults for some months: it can show a gross failure, not that the model works; its intervals are wide, and children are not among them.

## Compared, on the same people

95 % intervals from people drawn again 200 times. Alerts: the first day at a threshold, then none for a week, at the threshold that sees 0.6 of the attacks; for rules also where they call by themselves.

${comparisonTable(evaluation).join('\n')}

${rivalText(rivals)}

## Features, in order

${manifest.features.map((feature, index) => `- **${feature.name}** (${feature.unit}): ${String(feature['source'])}. ${effectText(manifest, index)}`).join('\n')}

Feature schema ${manifest.featureSchemaHash}; file ${manifest.file}, SHA-256 ${manifest.sha256}.
`;
}

function rivalText(rivals: readonly { name: string; figures: Figures }[]): string {
  return rivals
    .map(
      ({ name, figures }) =>
        `- ${name} less the additive population model: AUC ${figureText(figures['auc'], 3)}, Brier skill ${figureText(figures['brierSkill'], 4)}.`,
    )
    .join('\n');
}

/** The feature's effect from its low to its high end. */
function effectText({ model }: AdditiveManifest, feature: number): string {
  if (NOT_READ.has(RISK_FEATURES[feature]!.name)) return 'Not read.';
  const own = model.stretches.filter((each) => each.feature === feature);
  const missing = model.missing.find((each) => each.feature === feature);
  const notKnown = missing ? `Not known: ${signed(missing.logOdds)}.` : '';
  if (own.length === 0) return `No effect beside the others. ${notKnown}`.trim();
  const stretches = own.map(({ from, to, logOdds }) => `${signed(logOdds)} from ${from} to ${to}`).join(', ');
  return `Log-odds ${stretches}. ${notKnown}`.trim();
}

function signed(logOdds: number): string {
  return `${logOdds < 0 ? '−' : '+'}${Math.abs(logOdds).toFixed(2)}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

/** Last lines of an outside check, as they are asked for. */
export function outsideLines(evaluation: RiskEvaluation): string[] {
  const { people, events, models } = evaluation;
  const at = evaluation['atOperatingPoint'] as Figures;
  const auc = models[0]!.figures['auc'];
  const low = auc?.low?.toFixed(3) ?? '–';
  const high = auc?.high?.toFixed(3) ?? '–';
  return [
    `people ${people} events ${events}`,
    `auc ${auc?.value?.toFixed(3) ?? '–'} (${low}–${high})`,
    `alerts per patient-month ${at['alertsPerPatientMonth']?.value?.toFixed(2) ?? '–'}`,
  ];
}
