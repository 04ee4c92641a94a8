import { bodySize } from '@airway-twin/domain/airways';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import type { AirwayTruth } from '../patients/body.js';
import { specAgeYears } from '../patients/patient-spec.js';
import { predictedLungFunction, type PredictedLungFunction } from '../patients/predicted.js';
import type { CohortPerson } from './cohort-person.js';
import { lnShareAt, type NarrowingTable } from './narrowing-table.js';

const DAYS_BETWEEN_MEASURING_HEIGHT = 30;
const GROWN_UP_YEARS = 18;
/** Heights of children end here. */
const LAST_CHILD_YEARS = 17.9;

/** What a person's lungs give at a state of the airways; a child's grow along their own curve of height. */
export class OwnLungs {
  private predicted: PredictedLungFunction;
  private grownAtDays = -Infinity;

  constructor(
    private readonly person: CohortPerson,
    private readonly narrowing: NarrowingTable,
  ) {
    this.predicted = this.predictedAfter(0);
  }

  /** To be called with every new day. */
  growTo(atMs: number): void {
    const days = (atMs - this.person.enrolledMs) / MS_PER_DAY;
    if (days - this.grownAtDays < DAYS_BETWEEN_MEASURING_HEIGHT) return;
    this.predicted = this.predictedAfter(days);
    this.grownAtDays = days;
  }

  /** Natural logarithm by which a perfect FEV1 falls short of the own one without constriction and swelling. */
  narrowingAt({ constrictionOfBlow, inflammation }: AirwayTruth): number {
    return -lnShareAt(this.narrowing.fev1, constrictionOfBlow, inflammation);
  }

  /** A perfect blow. */
  perfectBlow({ constrictionOfBlow, inflammation }: AirwayTruth): PredictedLungFunction {
    const left = (values: Float64Array): number =>
      this.person.spec.lungScale * Math.exp(lnShareAt(values, constrictionOfBlow, inflammation));
    return {
      fev1Litres: this.predicted.fev1Litres * left(this.narrowing.fev1),
      fvcLitres: this.predicted.fvcLitres * left(this.narrowing.fvc),
      pefLitresPerMinute: this.predicted.pefLitresPerMinute * left(this.narrowing.pef),
    };
  }

  /** A perfect FEV1, % of predicted. */
  fev1PercentPredicted(truth: AirwayTruth): number {
    return (100 * this.perfectBlow(truth).fev1Litres) / this.predicted.fev1Litres;
  }

  private predictedAfter(days: number): PredictedLungFunction {
    const { spec, enrolledMs } = this.person;
    const enrolledAge = specAgeYears(spec, enrolledMs);
    const age = specAgeYears(spec, enrolledMs + days * MS_PER_DAY);
    const median = (ageYears: number): number => bodySize({ ageYears, heightCm: null, sex: spec.sex }).heightCm;
    const grown = enrolledAge < GROWN_UP_YEARS ? median(Math.min(LAST_CHILD_YEARS, age)) / median(enrolledAge) : 1;
    return predictedLungFunction(spec.sex, age, spec.heightCm * grown);
  }
}
