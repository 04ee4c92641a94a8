import { crossSection, type AirwayCondition, type AirwayName, type AirwayTree } from '@airway-twin/domain/airways';
import type { Band, TraitBand } from '@airway-twin/domain/twin';

type Traits = Pick<AirwayCondition, 'constriction' | 'inflammation'>;

/** The traits in the middle of their bands, and where the airway is widest and narrowest within both. */
export interface TraitRange {
  readonly mid: Traits;
  readonly wide: Traits;
  readonly narrow: Traits;
}

/** One airway in figures: the middle of the bands of C and I, and what both bands at their ends make of it. */
export interface AirwayFigures {
  /** Lumen area as a share of the same airway when open, %. */
  readonly openPercent: Band;
  readonly lumenDiameterMm: Band;
  readonly wallThicknessMm: Band;
  /** Share of the cross-section that is wall, %. */
  readonly wallAreaPercent: Band;
}

/** The range that two known traits leave; null while one of them is not known. */
export function traitRange(constriction: TraitBand | null, inflammation: TraitBand | null): TraitRange | null {
  if (!constriction?.known || !inflammation?.known) return null;
  return {
    mid: { constriction: constriction.mid, inflammation: inflammation.mid },
    wide: { constriction: constriction.low, inflammation: inflammation.low },
    narrow: { constriction: constriction.high, inflammation: inflammation.high },
  };
}

/**
 * One named airway in figures. Both bands are taken at their ends together, so that the ranges hold at least the 80 % that each band does.
 * Errors: RangeError for a name that the tree does not have.
 */
export function airwayFigures(tree: AirwayTree, airway: AirwayName, range: TraitRange): AirwayFigures {
  const segment = tree.name.indexOf(airway);
  const [mid, wide, narrow] = [range.mid, range.wide, range.narrow].map((traits) =>
    crossSection(tree, segment, traits),
  ) as [Cut, Cut, Cut];
  const band = (of: (cut: Cut) => number): Band => {
    const ends = [of(wide), of(mid), of(narrow)];
    return { low: Math.min(...ends), mid: of(mid), high: Math.max(...ends) };
  };
  return {
    openPercent: band((cut) => cut.openPercent),
    lumenDiameterMm: band((cut) => 2 * cut.lumenRadiusMm),
    wallThicknessMm: band((cut) => cut.outerRadiusMm - cut.lumenRadiusMm),
    wallAreaPercent: band((cut) => cut.wallAreaPercent),
  };
}

type Cut = ReturnType<typeof crossSection>;

/** Diameter of the lumen when the airway is open and not swollen, mm. */
export function openDiameterMm(tree: AirwayTree, airway: AirwayName): number {
  return 2 * crossSection(tree, tree.name.indexOf(airway), { constriction: 0, inflammation: 0 }).lumenRadiusMm;
}
