/** One measure before and after a bronchodilator, L, beside its predicted value. */
export interface BeforeAndAfter {
  readonly beforeLitres: number;
  readonly afterLitres: number;
  readonly predictedLitres: number;
}

/** How much one measure rose. */
export interface Rise {
  readonly litres: number;
  readonly percentOfBaseline: number;
  readonly percentOfPredicted: number;
  readonly responsive: boolean;
}

/** ERS/ATS 2022 (Stanojevic et al., Eur Respir J 2022;60:2101499): FEV1 or FVC rises by more than 10 % of predicted. */
export interface ResponseByErsAts2022 {
  readonly rule: 'ers-ats-2022';
  readonly criterion: 'fev1-or-fvc-over-10-percent-of-predicted';
  readonly fev1: Rise | null;
  readonly fvc: Rise | null;
  readonly responsive: boolean;
}

/**
 * GINA 2024, which has not adopted the 2022 rule: from 12 years on, FEV1 rises by at least 12 % and at least 200 mL from baseline; below
 * 12 years by more than 12 % of predicted (to verify against the report: `verified` says so).
 */
export interface ResponseByGina {
  readonly rule: 'gina-2024';
  readonly criterion: 'fev1-12-percent-and-200-ml-of-baseline' | 'fev1-over-12-percent-of-predicted';
  readonly verified: boolean;
  readonly fev1: Rise | null;
  readonly responsive: boolean | null;
}

/** Both answers, each under its name: they disagree in real patients, and which one counts is a clinician's choice. */
export interface BronchodilatorResponse {
  readonly ersAts2022: ResponseByErsAts2022;
  readonly gina: ResponseByGina;
}

/** Age from which GINA's rule for adults holds, years. */
export const GINA_ADULT_FROM_YEARS = 12;

/** So that 2.50 → 2.80 L is a rise of 12 % and 1.10 → 1.30 L one of 200 mL, whatever binary fractions make of it. */
const HAIR = 1e-9;

/** The response by both rules; null when neither FEV1 nor FVC was measured before and after. */
export function bronchodilatorResponse(
  ageYears: number,
  fev1: BeforeAndAfter | null,
  fvc: BeforeAndAfter | null,
): BronchodilatorResponse | null {
  if (fev1 === null && fvc === null) return null;
  return { ersAts2022: byErsAts2022(fev1, fvc), gina: byGina(ageYears, fev1) };
}

function byErsAts2022(fev1: BeforeAndAfter | null, fvc: BeforeAndAfter | null): ResponseByErsAts2022 {
  const over10 = (rise: Omit<Rise, 'responsive'>) => rise.percentOfPredicted > 10 + HAIR;
  const fev1Rise = fev1 && judged(fev1, over10);
  const fvcRise = fvc && judged(fvc, over10);
  return {
    rule: 'ers-ats-2022',
    criterion: 'fev1-or-fvc-over-10-percent-of-predicted',
    fev1: fev1Rise,
    fvc: fvcRise,
    responsive: (fev1Rise?.responsive ?? false) || (fvcRise?.responsive ?? false),
  };
}

function byGina(ageYears: number, fev1: BeforeAndAfter | null): ResponseByGina {
  const adult = ageYears >= GINA_ADULT_FROM_YEARS;
  const rise =
    fev1 &&
    judged(fev1, (found) =>
      adult ? found.percentOfBaseline >= 12 - HAIR && found.litres >= 0.2 - HAIR : found.percentOfPredicted > 12 + HAIR,
    );
  return {
    rule: 'gina-2024',
    criterion: adult ? 'fev1-12-percent-and-200-ml-of-baseline' : 'fev1-over-12-percent-of-predicted',
    verified: adult,
    fev1: rise,
    responsive: rise ? rise.responsive : null,
  };
}

function judged(
  { beforeLitres, afterLitres, predictedLitres }: BeforeAndAfter,
  isResponse: (rise: Omit<Rise, 'responsive'>) => boolean,
): Rise {
  const litres = afterLitres - beforeLitres;
  const rise = {
    litres,
    percentOfBaseline: (100 * litres) / beforeLitres,
    percentOfPredicted: (100 * litres) / predictedLitres,
  };
  return { ...rise, responsive: isResponse(rise) };
}
