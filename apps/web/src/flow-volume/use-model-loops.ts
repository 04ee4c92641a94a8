import { useEffect, useMemo, useState } from 'react';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { TwinView } from '@airway-twin/domain/twin';
import { useAtMostEvery } from '../elements/use-at-most-every.js';
import type { LoopTraits, ModelLoops } from './loop-model.js';

/** Three curves take some hundredths of a second: a fast record redraws them a few times a second, not with every message. */
const COMPUTE_AGAIN_AFTER_MS = 400;
/** Changes of a trait that nobody could see cost nothing. */
const SEEN_STEPS = 500;

/**
 * The model's loops for what the twin shows, computed in this browser while `wanted`; null until they are there for the first time, `not-loaded`
 * when the model's code does not come.
 */
export function useModelLoops(
  profile: PatientProfile,
  twin: Pick<TwinView, 'constriction' | 'inflammation' | 'lungScale'>,
  wanted: boolean,
): ModelLoops | 'not-loaded' | null {
  const { constriction, inflammation, lungScale } = twin;
  const known = constriction?.known === true && inflammation?.known === true;
  const shown = known
    ? [constriction.low, constriction.mid, constriction.high, inflammation.mid, lungScale?.mid ?? 1]
        .map(coarse)
        .join(' ')
    : null;
  const settled = useAtMostEvery(shown, COMPUTE_AGAIN_AFTER_MS);
  const traits = useMemo(() => traitsOf(settled), [settled]);
  const [loops, setLoops] = useState<ModelLoops | 'not-loaded' | null>(null);
  useEffect(() => {
    if (!wanted) return undefined;
    let gone = false;
    import('./loop-model.js').then(
      ({ modelLoops }) => {
        if (!gone) setLoops(modelLoops(profile, traits));
      },
      () => {
        if (!gone) setLoops('not-loaded');
      },
    );
    return () => {
      gone = true;
    };
  }, [profile, traits, wanted]);
  return loops;
}

function coarse(value: number): number {
  return Math.round(value * SEEN_STEPS) / SEEN_STEPS;
}

function traitsOf(settled: string | null): LoopTraits | null {
  if (settled === null) return null;
  const [low, mid, high, inflammation, size] = settled.split(' ').map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    constriction: { low, mid, high },
    inflammation: { low: inflammation, mid: inflammation, high: inflammation },
    size,
  };
}
