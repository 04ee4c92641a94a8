import type { AirwayAvatarProps } from '@airway-twin/avatar/scene';
import { WHOLE_TREE, type AvatarView } from '@airway-twin/avatar/view';
import { AIRWAY_NAMES } from '@airway-twin/domain/airways';
import { NO_BLOWS } from '../avatar/drawn-twin.js';
import { TYPICAL_AIRWAY } from '../avatar/typical-airway.js';

/** Everything that the playground's sliders and its address can say. */
export interface PlaygroundState extends Pick<
  AvatarView,
  'airway' | 'standpoint' | 'target' | 'breathes' | 'showsNames' | 'layout'
> {
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
  /** How far the walk inside has come, mm. */
  readonly walk: number;
  /** C of a second state drawn beside the first; below 0: none. */
  readonly otherC: number;
}

type DialName = 'c' | 'i' | 'mucus' | 'spread' | 'ageYears' | 'heightCm' | 'seed' | 'exaggeration' | 'walk' | 'otherC';

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
  { name: 'walk', label: 'Walked inside, mm', least: 0, most: 400, step: 1 },
  { name: 'otherC', label: 'C of a second state (below 0: none)', least: -0.05, most: 1, step: 0.05 },
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
  airway: WHOLE_TREE.airway,
  standpoint: WHOLE_TREE.standpoint,
  target: WHOLE_TREE.target,
  breathes: WHOLE_TREE.breathes,
  showsNames: WHOLE_TREE.showsNames,
  layout: WHOLE_TREE.layout,
  walk: 0,
  otherC: -0.05,
};

export const PLAYGROUND_CHOICES = {
  detail: ['auto', 'full', 'light'],
  airway: [null, ...AIRWAY_NAMES],
  standpoint: ['whole', 'airway', 'cut', 'inside'],
  target: ['both', 'lining', 'muscle'],
  layout: ['beside', 'curtain'],
} as const satisfies { readonly [N in keyof PlaygroundState]?: readonly PlaygroundState[N][] };

export const PLAYGROUND_SWITCHES = {
  known: 'traits known',
  stale: 'data out of date',
  breathes: 'breathes',
  showsNames: 'names',
} as const satisfies { readonly [N in keyof PlaygroundState]?: string };

/** The state that an address names; what it leaves out or gets wrong is as at the start. */
export function playgroundState(query: URLSearchParams): PlaygroundState {
  const numbers = PLAYGROUND_DIALS.flatMap(({ name, least, most }) => {
    const value = Number(query.get(name) ?? NaN);
    return value >= least && value <= most ? [[name, value] as const] : [];
  });
  const choices = Object.entries(PLAYGROUND_CHOICES).flatMap(([name, values]) =>
    values.filter((value) => value !== null && value === query.get(name)).map((value) => [name, value] as const),
  );
  const switches = Object.keys(PLAYGROUND_SWITCHES).flatMap((name) =>
    query.get(name) === 'true' || query.get(name) === 'false' ? [[name, query.get(name) === 'true'] as const] : [],
  );
  const asked: PlaygroundState = { ...START, ...Object.fromEntries([...numbers, ...choices, ...switches]) };
  if (asked.standpoint === 'whole') return { ...asked, airway: null };
  return { ...asked, airway: asked.airway ?? TYPICAL_AIRWAY };
}

/** The view that a state asks for. */
export function playgroundView(state: PlaygroundState): Partial<AvatarView> {
  const { airway, standpoint, target, breathes, showsNames, layout, walk } = state;
  return { airway, standpoint, target, breathes, showsNames, layout, walkedMm: walk };
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
      lungFunction: NO_BLOWS,
    },
  };
}
