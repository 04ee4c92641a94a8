/**
 * Inflammation from none to most, sRGB: pale pink to deep purple, ever darker, so that the order survives every kind of colour vision and
 * print. The 3D picture, the cross-section and any legend share it.
 */
export const INFLAMMATION_SCALE = ['#f7a08f', '#e58a93', '#c25687', '#85337f', '#56227a'] as const;

/** The colour of an inflammation 0…1 as CSS, straight between the steps of the scale; values outside are held. */
export function inflammationColour(inflammation: number): string {
  const steps = INFLAMMATION_SCALE.length - 1;
  const at = Math.min(1, Math.max(0, inflammation)) * steps;
  const from = parts(INFLAMMATION_SCALE[Math.min(steps - 1, Math.floor(at))] ?? INFLAMMATION_SCALE[0]);
  const to = parts(INFLAMMATION_SCALE[Math.min(steps, Math.floor(at) + 1)] ?? INFLAMMATION_SCALE[0]);
  const share = at - Math.min(steps - 1, Math.floor(at));
  return `rgb(${from.map((value, channel) => Math.round(value + ((to[channel] ?? value) - value) * share)).join(' ')})`;
}

function parts(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}
