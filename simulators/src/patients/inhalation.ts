import type { InhalerSpec, PatientSpec } from './patient-spec.js';
import type { SeededDraw } from './seeded-draw.js';

/** How one inhalation went, as a sensor with flow and posture would measure it. */
export interface Inhalation {
  readonly peakInspiratoryFlowLitresPerMinute: number;
  readonly inhaledVolumeLitres: number;
  readonly inhalationSeconds: number;
  readonly shaken: boolean | null;
  readonly tiltDegrees: number;
}

/**
 * One inhalation. `technique` 0 poor … 1 perfect; narrow airways weaken the flow. Sprays want a slow long breath, upright and shaken;
 * dry powders a fast one (clinical.md 4.5).
 */
export function inhale(
  spec: PatientSpec,
  inhaler: InhalerSpec,
  technique: number,
  narrowing: number,
  draw: SeededDraw,
): Inhalation {
  const tall = Math.min(1, spec.heightCm / 170);
  const well = draw.chance(technique);
  const spray = inhaler.form === 'spray';
  const usualFlow = spray ? (well ? 38 : 105) : well ? 68 : 27;
  const flow = usualFlow * (spray ? 1 : tall) * Math.exp(-0.35 * narrowing) * (1 + draw.normal(0, 0.1));
  const seconds = well ? draw.between(2.6, 4.5) : draw.between(0.7, 1.8);
  return {
    peakInspiratoryFlowLitresPerMinute: tenth(Math.min(200, Math.max(8, flow))),
    inhaledVolumeLitres: hundredth(Math.max(0.3, 2.4 * tall ** 2.5 * (well ? 1 : 0.6) * (1 + draw.normal(0, 0.12)))),
    inhalationSeconds: tenth(seconds),
    shaken: spray ? draw.chance(well ? 0.96 : 0.3) : null,
    tiltDegrees: Math.round(Math.abs(draw.normal(well ? 8 : 50, well ? 5 : 20))),
  };
}

/** Share of the dose that reaches the airways, 0…1. */
export function delivered(inhaler: InhalerSpec, inhalation: Inhalation): number {
  const flow = inhalation.peakInspiratoryFlowLitresPerMinute;
  if (inhaler.form === 'dry-powder') {
    return Math.min(1, flow / (1.6 * (inhaler.minimumInspiratoryFlowLitresPerMinute ?? 30)));
  }
  const tooFast = flow > 75 ? 0.55 : 1;
  const tooShort = inhalation.inhalationSeconds < 2 ? 0.7 : 1;
  const unshaken = inhalation.shaken === false ? 0.75 : 1;
  const tilted = inhalation.tiltDegrees > 45 ? 0.8 : 1;
  return tooFast * tooShort * unshaken * tilted;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}
