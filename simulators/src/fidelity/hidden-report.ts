import { FEV1_BASELINE_NAMES, type Fev1BaselineName } from './fev1-baselines.js';
import {
  TRAIT_NAMES,
  WARM_UP_DAYS,
  type PatientScores,
  type ScoredSession,
  type TraitName,
} from './score-hidden-patient.js';
import {
  bandCoverage,
  correlation,
  mean,
  meanBandWidth,
  meanError,
  rootMeanSquareError,
  type PointForecast,
} from './scores.js';

/** What the whole run found. Shares 0…1, FEV1 in L. */
export interface HiddenFindings {
  readonly traits: Readonly<Record<TraitName, TraitFinding>>;
  readonly momentCount: number;
  readonly errorCorrelation: number | null;
  readonly sessionCount: number;
  readonly sessionsWithoutBest: number;
  readonly fev1: {
    readonly rmse: Readonly<Record<'twin' | 'perfect' | Fev1BaselineName, number>>;
    readonly lean: number;
    readonly coverage: number;
    readonly crps: number;
    readonly bestBaseline: Fev1BaselineName;
    /** Twin's RMSE against that of the best baseline, and the noise of effort and meter that no one could foretell. */
    readonly ratio: number;
    readonly noiseSd: number;
    /** Patients with enough sessions, and in how many of them the twin errs less than that baseline. */
    readonly patients: number;
    readonly patientsBetter: number;
  };
}

export interface TraitFinding {
  readonly coverage: number;
  /** Standard error of the coverage: patients are drawn, hours of one patient are alike. Null for a single patient. */
  readonly coverageError: number | null;
  readonly rmse: number;
  readonly lean: number;
  readonly width: number;
}

/** The goals of the project, as printed beside what was reached. */
export const GOAL = { coverageLeast: 0.75, coverageMost: 0.85, ratioMost: 0.85, noiseFactorMost: 1.15 } as const;

/** Patients with fewer scored sessions say too little by themselves. */
const ENOUGH_SESSIONS = 10;

/** Pools all patients: every moment and every session counts once. Errors: RangeError when nothing was scored. */
export function hiddenFindings(patients: readonly PatientScores[]): HiddenFindings {
  const moments = patients.flatMap((patient) => patient.moments);
  const sessions = patients.flatMap((patient) => patient.sessions);
  const trait = (name: TraitName): TraitFinding => {
    const beliefs = moments.map((moment) => moment[name]);
    const points = beliefs.map(({ mid, observed }) => ({ predicted: mid, observed }));
    return {
      coverage: bandCoverage(beliefs),
      coverageError: errorOfCoverage(patients, name),
      rmse: rootMeanSquareError(points),
      lean: meanError(points),
      width: meanBandWidth(beliefs),
    };
  };
  const points = (of: (session: ScoredSession) => number): PointForecast[] =>
    sessions.map((session) => ({ predicted: of(session), observed: session.observed }));
  const rmse = {
    twin: rootMeanSquareError(points((session) => session.twin.mid)),
    perfect: rootMeanSquareError(points((session) => session.perfect)),
    ...(Object.fromEntries(
      FEV1_BASELINE_NAMES.map((name) => [name, rootMeanSquareError(points((session) => session.baselines[name]))]),
    ) as Record<Fev1BaselineName, number>),
  };
  const bestBaseline = FEV1_BASELINE_NAMES.reduce((best, name) => (rmse[name] < rmse[best] ? name : best));
  const enough = patients.filter((patient) => patient.sessions.length >= ENOUGH_SESSIONS);
  return {
    traits: Object.fromEntries(TRAIT_NAMES.map((name) => [name, trait(name)])) as HiddenFindings['traits'],
    momentCount: moments.length,
    errorCorrelation: correlation(
      moments.map(({ constrictionUnmasked: c, inflammation: i }) => [c.mid - c.observed, i.mid - i.observed] as const),
    ),
    sessionCount: sessions.length,
    sessionsWithoutBest: patients.reduce((sum, patient) => sum + patient.sessionsWithoutBest, 0),
    fev1: {
      rmse,
      lean: meanError(points((session) => session.twin.mid)),
      coverage: bandCoverage(sessions.map((session) => session.twin)),
      crps: mean(sessions.map((session) => session.twinCrps)),
      bestBaseline,
      ratio: rmse.twin / rmse[bestBaseline],
      noiseSd: noiseOf(patients),
      patients: enough.length,
      patientsBetter: enough.filter((patient) => errsLess(patient, bestBaseline)).length,
    },
  };
}

function errsLess({ sessions }: PatientScores, baseline: Fev1BaselineName): boolean {
  const squares = (of: (session: ScoredSession) => number): number =>
    sessions.reduce((sum, session) => sum + (of(session) - session.observed) ** 2, 0);
  return squares((session) => session.twin.mid) < squares((session) => session.baselines[baseline]);
}

function errorOfCoverage(patients: readonly PatientScores[], name: TraitName): number | null {
  const shares = patients.flatMap(({ moments }) =>
    moments.length > 0 ? [bandCoverage(moments.map((moment) => moment[name]))] : [],
  );
  if (shares.length < 2) return null;
  const middle = mean(shares);
  const variance = shares.reduce((sum, share) => sum + (share - middle) ** 2, 0) / (shares.length - 1);
  return Math.sqrt(variance / shares.length);
}

/** Spread of a session's best around a perfect blow, L, each patient's own lean (meter, habit) taken out. */
function noiseOf(patients: readonly PatientScores[]): number {
  const left = patients.flatMap(({ sessions }) => {
    if (sessions.length < 2) return [];
    const misses = sessions.map(({ observed, perfect }) => observed - perfect);
    const own = mean(misses);
    return misses.map((miss) => (miss - own) ** 2 * (misses.length / (misses.length - 1)));
  });
  return Math.sqrt(mean(left));
}

const LABEL: Readonly<Record<TraitName, string>> = {
  constriction: 'constriction C now',
  constrictionUnmasked: 'C without reliever',
  inflammation: 'inflammation I',
};

/** The report, line by line. */
export function hiddenReport(
  patients: readonly PatientScores[],
  { seed, days }: { readonly seed: number; readonly days: number },
): string[] {
  const found = hiddenFindings(patients);
  const { fev1 } = found;
  const lines = [
    `seed ${seed}: ${patients.length} hidden patients × ${days} days, the first ${WARM_UP_DAYS} days of each only for warming up`,
    'hidden lungs: 18 uneven segments with their own equations; the twin sees device messages and diary entries alone',
    '',
    `traits at ${found.momentCount} hours drawn at random`,
    row('', '80 % band covers', 'goal', 'RMSE', 'lean', 'band width'),
  ];
  for (const name of TRAIT_NAMES) {
    const { coverage, coverageError, rmse, lean, width } = found.traits[name];
    const goal = `${mark(isCovered(coverage))} 75–85 %`;
    const covers = `${percent(coverage)}${coverageError === null ? '' : ` ± ${(100 * coverageError).toFixed(1)}`}`;
    lines.push(row(LABEL[name], covers, goal, share(rmse), signed(lean), share(width)));
  }
  lines.push(
    `correlation of the errors of I and C without reliever: ${found.errorCorrelation === null ? 'none' : found.errorCorrelation.toFixed(2)}`,
    '',
    `best acceptable FEV1 of ${found.sessionCount} sessions, each foretold just before it (${found.sessionsWithoutBest} more had no acceptable blow)`,
    row('foretold by', 'RMSE mL', 'ratio to twin'),
  );
  for (const name of ['twin', ...FEV1_BASELINE_NAMES, 'perfect'] as const) {
    const label = name === 'perfect' ? 'who knows all but noise' : name;
    lines.push(row(label, millilitres(fev1.rmse[name]), (fev1.rmse[name] / fev1.rmse.twin).toFixed(3)));
  }
  lines.push(
    `twin: lean ${millilitres(fev1.lean)} mL, CRPS ${millilitres(fev1.crps)} mL, 80 % band covers ${percent(fev1.coverage)}`,
    `twin nearer than "${fev1.bestBaseline}" in ${fev1.patientsBetter} of ${fev1.patients} patients with at least ${ENOUGH_SESSIONS} sessions`,
    '',
    `coverage C ${found.traits.constriction.coverage.toFixed(3)}`,
    `coverage I ${found.traits.inflammation.coverage.toFixed(3)}`,
    `rmse to noise sd ${(fev1.rmse.twin / fev1.noiseSd).toFixed(3)} (goal at most ${GOAL.noiseFactorMost}: ${mark(fev1.rmse.twin <= GOAL.noiseFactorMost * fev1.noiseSd)})`,
    `fev1 ratio ${fev1.ratio.toFixed(3)} to "${fev1.bestBaseline}" (goal at most ${GOAL.ratioMost}: ${mark(fev1.ratio <= GOAL.ratioMost)})`,
  );
  return lines;
}

/** Does the coverage of an 80 % band lie where the project wants it? */
export function isCovered(coverage: number): boolean {
  return coverage >= GOAL.coverageLeast && coverage <= GOAL.coverageMost;
}

function mark(reached: boolean): string {
  return reached ? 'reached' : 'missed';
}

const WIDTHS = [26, 18, 20, 9, 9, 12];

function row(...cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index === 0 ? cell.padEnd(WIDTHS[0]!) : cell.padStart(WIDTHS[index]!)))
    .join('')
    .trimEnd();
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function share(value: number): string {
  return value.toFixed(3);
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(3)}`;
}

function millilitres(litres: number): string {
  return (1000 * litres).toFixed(0).replace('-', '−');
}
