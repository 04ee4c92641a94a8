import type { Sex } from '@airway-twin/domain/patient';
import { equationFor, referenceValue } from '@airway-twin/domain/spirometry';

/** What a healthy person of that age, height and sex blows on average. */
export interface PredictedLungFunction {
  readonly fev1Litres: number;
  readonly fvcLitres: number;
  readonly pefLitresPerMinute: number;
}

/** Below this age peak flow follows height alone (years). */
const CHILD_UNTIL_YEARS = 15;

/**
 * Predicted values that scale an invented person. FEV1 and FVC: GLI Global 2022, by the function that the API and the screens use too. PEF,
 * which GLI does not have: Nunn and Gregg 1989 (BMJ 298:1068) for adults, Godfrey, Kamburoff and Nairn 1970 (Br J Dis Chest 64:15) for
 * children. Throws for a body that GLI does not cover: nobody of that size is invented.
 */
export function predictedLungFunction(sex: Sex, ageYears: number, heightCm: number): PredictedLungFunction {
  const gli = (measure: 'fev1' | 'fvc'): number => {
    const value = referenceValue(measure, { sex, ageYears, heightCm }, equationFor(measure, 'gli-global-2022'));
    if (value.kind === 'refused') throw new Error(`an invented person has ${value.field} outside ${value.expected}`);
    return value.predicted;
  };
  return {
    fev1Litres: gli('fev1'),
    fvcLitres: gli('fvc'),
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
