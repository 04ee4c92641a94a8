import {
  airwayBuildOf,
  forcedExpiration,
  lungsOf,
  type AirwayBuild,
  type ForcedExpiration,
  type Lungs,
} from '@airway-twin/domain/mechanics';
import type { PatientProfile } from '@airway-twin/domain/patient';
import type { Band } from '@airway-twin/domain/twin';

/** What the airway model gives for one patient. This file is loaded apart from the page: it carries the whole mechanics. */
export interface ModelLoops {
  /** At C = 0 and I = 0: this patient's airways when open. */
  readonly open: ForcedExpiration;
  /** At the middle of both bands; null while they are not known. */
  readonly now: ForcedExpiration | null;
  /** At the ends of the band of C: the least constriction gives the widest loop. */
  readonly widest: ForcedExpiration | null;
  readonly tightest: ForcedExpiration | null;
  /** Height, age or sex was not known: typical values stand in. */
  readonly assumed: boolean;
}

interface Body {
  readonly build: AirwayBuild;
  readonly lungs: Lungs;
  readonly open: ForcedExpiration;
}

/** Calibrating the lungs costs more than the curves: bodies seen lately are kept, newest use last. */
const bodies = new Map<string, Body>();
const BODIES_KEPT = 8;

/** What the twin shows and the loops are drawn from. `size`: FEV1 of these open airways over that of the model built from the profile. */
export interface LoopTraits {
  readonly constriction: Band;
  readonly inflammation: Band;
  readonly size: number;
}

/** The loops of that patient: three curves for traits that are known, and the open one once per patient. */
export function modelLoops(profile: PatientProfile, traits: LoopTraits | null): ModelLoops {
  const { build, lungs, open } = bodyOf(profile);
  const size = traits?.size ?? 1;
  const at = (constriction: number): ForcedExpiration | null =>
    traits && sized(forcedExpiration(lungs, { constriction, inflammation: traits.inflammation.mid }), size);
  return {
    open: sized(open, size),
    now: traits && at(traits.constriction.mid),
    widest: traits && at(traits.constriction.low),
    tightest: traits && at(traits.constriction.high),
    assumed: build.assumed,
  };
}

/** The same blow of lungs of another size: volumes and flows grow alike. */
function sized(blow: ForcedExpiration, size: number): ForcedExpiration {
  if (size === 1) return blow;
  const { volumesLitres, flowsLitresPerSecond } = blow.loop;
  return {
    ...blow,
    fev1Litres: size * blow.fev1Litres,
    fvcLitres: size * blow.fvcLitres,
    pefLitresPerSecond: size * blow.pefLitresPerSecond,
    fef2575LitresPerSecond: size * blow.fef2575LitresPerSecond,
    loop: {
      ...blow.loop,
      volumesLitres: volumesLitres.map((volume) => size * volume),
      flowsLitresPerSecond: flowsLitresPerSecond.map((flow) => size * flow),
    },
  };
}

function bodyOf(profile: PatientProfile): Body {
  const build = airwayBuildOf(profile);
  const key = JSON.stringify(build);
  const known = bodies.get(key);
  const lungs = known?.lungs ?? lungsOf(build);
  const body = known ?? { build, lungs, open: forcedExpiration(lungs, { constriction: 0, inflammation: 0 }) };
  bodies.delete(key);
  bodies.set(key, body);
  for (const oldest of bodies.keys()) {
    if (bodies.size <= BODIES_KEPT) break;
    bodies.delete(oldest);
  }
  return body;
}
