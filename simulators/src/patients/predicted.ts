import type { Sex } from '@airway-twin/domain/patient';

/** What a healthy person of that age, height and sex blows on average. */
export interface PredictedLungFunction {
  readonly fev1Litres: number;
  readonly fvcLitres: number;
  readonly pefLitresPerMinute: number;
}

interface Coefficients {
  readonly a0: number;
  readonly a1: number;
  readonly a2: number;
}

/** GLI Global 2022 (Bowerman et al., Am J Respir Crit Care Med 2023;207:768), location coefficients. */
const GLI_GLOBAL: Record<Sex, { readonly fev1: Coefficients; readonly fvc: Coefficients }> = {
  male: {
    fev1: { a0: -11.399108, a1: 2.462664, a2: -0.011394 },
    fvc: { a0: -12.629131, a1: 2.727421, a2: 0.009174 },
  },
  female: {
    fev1: { a0: -10.901689, a1: 2.385928, a2: -0.076386 },
    fvc: { a0: -12.055901, a1: 2.621579, a2: -0.035975 },
  },
};

/** Below this age peak flow follows height alone (years). */
const CHILD_UNTIL_YEARS = 15;

/**
 * Predicted values that scale an invented person. FEV1 and FVC: GLI Global 2022 without its age spline, which is good enough for an
 * invented scale and on purpose not the reference that the twin uses. PEF: Nunn and Gregg 1989 (BMJ 298:1068) for adults,
 * Godfrey, Kamburoff and Nairn 1970 (Br J Dis Chest 64:15) for children.
 */
export function predictedLungFunction(sex: Sex, ageYears: number, heightCm: number): PredictedLungFunction {
  const gli = ({ a0, a1, a2 }: Coefficients): number =>
    Math.exp(a0 + a1 * Math.log(heightCm) + a2 * Math.log(ageYears));
  return {
    fev1Litres: gli(GLI_GLOBAL[sex].fev1),
    fvcLitres: gli(GLI_GLOBAL[sex].fvc),
    pefLitresPerMinute: ageYears < CHILD_UNTIL_YEARS ? childPef(heightCm) : adultPef(sex, ageYears, heightCm),
  };
}

function childPef(heightCm: number): number {
  return 5.288 * heightCm - 425.6;
}

function adultPef(sex: Sex, ageYears: number, heightCm: number): number {
  return sex === 'male'
    ? Math.exp(0.544 * Math.log(ageYears) - 0.0151 * ageYears - 74.7 / heightCm + 5.48)
    : Math.exp(0.376 * Math.log(ageYears) - 0.012 * ageYears - 58.8 / heightCm + 5.63);
}
