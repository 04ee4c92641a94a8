import type { PatientSpec } from './patient-spec.js';
import { drawFor } from './seeded-draw.js';

/** How one invented person differs from another inside. Drawn once per person, known to nobody outside. */
export interface HiddenTraits {
  /** Share of the constriction that is left after the deep breath before a blow; swelling weakens the effect. */
  readonly deepBreathFactor: number;
  /** Constriction that the muscle cannot exceed, 0…1. */
  readonly greatestConstriction: number;
  /** Tone of airways that nothing irritates, as drive. */
  readonly restingTone: number;
  /** How much drive one unit of swelling puts on the muscle. */
  readonly twitchiness: number;
  /** Wandering of the tone without a cause: spread (logarithm) and how long it lasts. */
  readonly wander: { readonly spread: number; readonly hours: number };
  /** Daily swing of airway width as a share of peak flow, and the hour of the trough. */
  readonly daily: { readonly amplitude: number; readonly troughHour: number };
  /** Days in which the fast and the slow part of the inflammation follow. */
  readonly fastDays: number;
  readonly slowDays: number;
  /** Thickening that no treatment takes away, 0…1. */
  readonly remodelling: number;
  readonly steroid: {
    /** Usual doses on the airway at which half of the effect is there. */
    readonly halfDoses: number;
    readonly most: number;
    readonly halfLifeHours: number;
    /** What an oral course leaves of the recruitment, and in how many days it works. */
    readonly oralLeaves: number;
    readonly oralDays: number;
  };
  readonly reliever: {
    readonly most: number;
    readonly halfPuffs: number;
    readonly onsetMinutes: number;
    readonly halfLifeHours: number;
    /** Share of the effect that a virus at its height takes away. */
    readonly bluntedByVirus: number;
  };
  readonly virus: {
    readonly peakDays: number;
    readonly sharpness: number;
    readonly swelling: number;
    readonly tone: number;
  };
  /** Drive per 10 µg/m³ of fine particles and recruitment per full pollen load, beside the sensitivities of the spec. */
  readonly particles: number;
  readonly pollen: number;
  /** How strongly narrowing is felt against others. */
  readonly perception: number;
}

const kept = new WeakMap<PatientSpec, HiddenTraits>();

/** The traits of that person; the same person always has the same. */
export function hiddenTraits(spec: PatientSpec): HiddenTraits {
  const known = kept.get(spec);
  if (known) return known;
  const drawn = drawTraits(spec);
  kept.set(spec, drawn);
  return drawn;
}

/**
 * Ranges around the published time courses: steroid effect within days, the rest over weeks, gone within a week or two (Mehta 2009);
 * viral attack at its height on days 2–3 and over in about two weeks (Reddel 1999, RV16 studies); reliever at half after 3–5 h (label);
 * daily swing 2–8 % of peak flow with the trough in the small hours; deep breath 0.6–0.9 (design choice).
 */
function drawTraits(spec: PatientSpec): HiddenTraits {
  const draw = drawFor('traits', spec.airwaySeed);
  const lognormal = (median: number, spread: number): number => median * Math.exp(draw.normal(0, spread));
  return {
    deepBreathFactor: draw.between(0.6, 0.9),
    greatestConstriction: draw.between(0.8, 0.97),
    restingTone: draw.between(0.03, 0.09),
    twitchiness: lognormal(0.62, 0.2),
    wander: { spread: draw.between(0.2, 0.45), hours: draw.between(14, 80) },
    daily: { amplitude: draw.between(0.02, 0.08), troughHour: draw.between(3, 5.5) },
    fastDays: lognormal(3.6, 0.22),
    slowDays: draw.between(24, 46),
    remodelling: draw.between(0, 0.12) * spec.severity,
    steroid: {
      halfDoses: lognormal(0.72, 0.35),
      most: draw.between(0.86, 0.99),
      halfLifeHours: draw.between(20, 32),
      oralLeaves: draw.between(0.12, 0.4),
      oralDays: draw.between(1.4, 2.6),
    },
    reliever: {
      most: draw.between(0.7, 0.88),
      halfPuffs: lognormal(0.33, 0.25),
      onsetMinutes: draw.between(2.4, 4.2),
      halfLifeHours: draw.between(1.2, 1.8),
      bluntedByVirus: draw.between(0.35, 0.6),
    },
    virus: {
      peakDays: draw.between(2, 3.4),
      sharpness: draw.between(1.3, 2.4),
      swelling: draw.between(0.9, 1.7),
      tone: draw.between(0.25, 0.55),
    },
    particles: lognormal(0.016, 0.4),
    pollen: lognormal(0.35, 0.3),
    perception: lognormal(1, 0.15),
  };
}
