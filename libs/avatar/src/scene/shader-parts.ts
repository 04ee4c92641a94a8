/** Pieces of GLSL that the shaders of the tree and of its cut share. */

/** `inflamed` is the scale of inflammation; `striped` is what stands for a state that is not known or out of date. */
export const STATE_COLOURS = /* glsl */ `
uniform vec3 uScale[5];
uniform vec3 uUnknown;

vec3 inflamed(float share) {
  float at = clamp(share, 0.0, 1.0) * 4.0;
  vec3 colour = mix(uScale[0], uScale[1], clamp(at, 0.0, 1.0));
  colour = mix(colour, uScale[2], clamp(at - 1.0, 0.0, 1.0));
  colour = mix(colour, uScale[3], clamp(at - 2.0, 0.0, 1.0));
  return mix(colour, uScale[4], clamp(at - 3.0, 0.0, 1.0));
}

// Slanting stripes through the whole body.
vec3 striped(vec3 place, float perMm) {
  float stripe = dot(place, vec3(0.62, 0.25, 0.75)) * perMm;
  float width = fwidth(stripe);
  float wave = abs(fract(stripe) - 0.5) * 2.0;
  float hatch = smoothstep(0.5 - 2.0 * width, 0.5 + 2.0 * width, wave);
  return uUnknown * mix(0.7, 1.15, hatch);
}

float notKnown(float uncertainty, float stale) {
  return max(smoothstep(0.55, 0.95, uncertainty), smoothstep(0.2, 0.8, stale));
}
`;

/**
 * `muscled` is how much of a point of the surface muscle bands cover, 0…1: they wind around the airway and grow wider with constriction. The
 * distance between them goes with the radius, in octaves that fade into each other.
 */
export const MUSCLE_BANDS = /* glsl */ `
uniform vec3 uMuscle;

float oneBand(float alongMm, float turn, float pitchMm, float share, float pixelMm) {
  float wave = abs(fract(alongMm / pitchMm + turn) - 0.5) * 2.0;
  // Soft edges: muscle, not paint.
  float width = max(0.1, pixelMm / pitchMm * 1.5);
  float band = 1.0 - smoothstep(share - width, share + width, wave);
  return mix(band, share, smoothstep(0.35, 0.9, width));
}

float muscled(vec3 round, float radiusMm, float constriction) {
  float share = mix(0.2, 0.66, clamp(constriction, 0.0, 1.0));
  float octave = log2(max(radiusMm, 0.05));
  float pitchMm = 0.8 * exp2(floor(octave));
  float pixelMm = length(vec2(dFdx(round.z), dFdy(round.z)));
  float turn = atan(round.y, round.x) * 0.15915494;
  float coarse = smoothstep(0.35, 0.65, fract(octave));
  return mix(oneBand(round.z, turn, pitchMm, share, pixelMm), oneBand(round.z, turn, 2.0 * pitchMm, share, pixelMm), coarse);
}

vec3 muscleColour(float constriction) {
  return uMuscle * mix(1.1, 0.5, clamp(constriction, 0.0, 1.0));
}
`;

/**
 * `stepAside` lets what stands between the eye and what it looks at dissolve: gone nearer than `uClear.x`, whole from `uClear.y` on, mm. Grains
 * instead of glass, since lumens are drawn without transparency (noise: Jimenez 2014).
 */
export const DISSOLVE = /* glsl */ `
uniform vec2 uClear;

void stepAside(float deepMm) {
  float shown = (deepMm - uClear.x) / (uClear.y - uClear.x);
  if (shown < fract(52.9829189 * fract(dot(floor(gl_FragCoord.xy), vec2(0.06711056, 0.00583715))))) discard;
}
`;
