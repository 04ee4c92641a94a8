import type { AirwayAvatarProps } from '@airway-twin/avatar/scene';

/** Everything that the playground's sliders and its address can say. */
export interface PlaygroundState {
  readonly c: number;
  readonly i: number;
  /** Segments with a plug, 0…20. */
  readonly mucus: number;
  /** Coefficient of variation of C and I over the segments. */
  readonly spread: number;
  readonly ageYears: number;
  readonly heightCm: number;
  readonly seed: number;
  readonly exaggeration: number;
  readonly known: boolean;
  readonly stale: boolean;
  readonly detail: 'auto' | 'full' | 'light';
}

type DialName = 'c' | 'i' | 'mucus' | 'spread' | 'ageYears' | 'heightCm' | 'seed' | 'exaggeration';

interface PlaygroundDial {
  readonly name: DialName;
  readonly label: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

export const PLAYGROUND_DIALS: readonly PlaygroundDial[] = [
  { name: 'c', label: 'Constriction C', least: 0, most: 1, step: 0.01 },
  { name: 'i', label: 'Inflammation I', least: 0, most: 1, step: 0.01 },
  { name: 'mucus', label: 'Mucus score', least: 0, most: 20, step: 1 },
  { name: 'spread', label: 'Spread over the segments', least: 0, most: 1, step: 0.05 },
  { name: 'ageYears', label: 'Age, years', least: 3, most: 80, step: 1 },
  { name: 'heightCm', label: 'Height, cm', least: 90, most: 205, step: 1 },
  { name: 'seed', label: 'Seed', least: 1, most: 99, step: 1 },
  { name: 'exaggeration', label: 'Exaggeration ×', least: 1, most: 2, step: 0.1 },
];

const START: PlaygroundState = {
  c: 0,
  i: 0,
  mucus: 0,
  spread: 0,
  ageYears: 10,
  heightCm: 139,
  seed: 7,
  exaggeration: 1,
  known: true,
  stale: false,
  detail: 'auto',
};

/** The state that an address names; what it leaves out or gets wrong is as at the start. */
export function playgroundState(query: URLSearchParams): PlaygroundState {
  const numbers = PLAYGROUND_DIALS.flatMap(({ name, least, most }) => {
    const value = Number(query.get(name) ?? NaN);
    return value >= least && value <= most ? [[name, value] as const] : [];
  });
  const detail = query.get('detail');
  return {
    ...START,
    ...Object.fromEntries(numbers),
    known: query.get('known') !== 'false',
    stale: query.get('stale') === 'true',
    ...((detail === 'full' || detail === 'light') && { detail }),
  };
}

/** A person and a twin in that state: nobody, and no measurement. */
export function playgroundTwin(state: PlaygroundState): Pick<AirwayAvatarProps, 'profile' | 'twin'> {
  const trait = (mid: number) => ({ low: mid, mid, high: mid, known: state.known });
  return {
    profile: {
      sex: null,
      age: { kind: 'range', fromYears: state.ageYears, toYears: state.ageYears },
      heightCm: state.heightCm,
      airwaySeed: state.seed,
    },
    twin: {
      constriction: trait(state.c),
      inflammation: trait(state.i),
      zone: { value: 'green', reasons: [], stale: state.stale },
      lungFunction: {
        pefLitresPerMinute: null,
        fev1Litres: null,
        fvcLitres: null,
        percentOfBest: null,
        repeatable: null,
        grades: null,
        reliever: null,
        bestPefLitresPerMinute: null,
        bestFev1Litres: null,
      },
    },
  };
}
