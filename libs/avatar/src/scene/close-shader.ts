import { MUSCLE_BANDS, STATE_COLOURS } from './shader-parts.js';

/**
 * The airways close up, GLSL ES 3 through three's ShaderMaterial, after `airwayVertexShader` with CLOSE defined. CUT: whole and solid but for what the
 * cut takes away. INSIDE: the lining around an eye that stands in the air, lit from the eye.
 */
export const closeFragmentShader = /* glsl */ `
uniform float uOuter;
uniform float uDark;
uniform vec3 uMucus;
uniform vec3 uTissue;
uniform vec3 uBackground;
uniform vec2 uDepth;
uniform vec4 uBreath;
uniform vec3 uCutMiddle;
uniform vec3 uCutAlong;
uniform vec3 uCutSide;
varying vec3 vNormal;
varying vec3 vAxis;
varying vec3 vView;
varying vec3 vPatient;
varying vec4 vRound;
#ifdef CUT
varying float vHidden;
#endif
varying float vRadius;
varying float vInner;
varying float vEnd;
varying float vSure;
varying vec2 vTraits;
varying vec3 vDoubt;
${STATE_COLOURS}
${MUSCLE_BANDS}

const float FOLDS = 9.0;

// The widest airways are held open by rings of cartilage and fold little.
float large() {
  return smoothstep(4.0, 7.0, vRadius);
}

// How steeply the lining of a drawn-together airway folds, rise over way around, and where it is in a fold, −1 (ridge) … 1 (valley). As deep as
// in the drawing of the cross-section; none where airways meet and no way around is known, or where a fold would be a pixel.
vec2 folds() {
#ifdef LINING
  float depth = 0.02;
#else
  float depth = min(0.16, 0.02 + 0.16 * vTraits.y);
#endif
  float angle = FOLDS * (atan(vRound.y, vRound.x) + 0.12 * sin(vRound.z * 0.45));
  float pixels = FOLDS * length(fwidth(vRound.xy));
  depth *= smoothstep(0.8, 0.98, vSure) * (1.0 - smoothstep(0.25, 0.9, pixels)) * (1.0 - large());
  return vec2(FOLDS * depth * sin(angle), cos(angle) * depth / 0.16);
}

// Tubes start inside their neighbours, where they are no surface.
bool isBuried() {
  return vRound.w < mix(0.8, 0.7, uOuter);
}

vec3 lining(float unknown) {
#ifdef MUSCLE
  float band = muscled(vRound.xyz, vRadius, vTraits.y);
  vec3 colour = mix(mix(uTissue, uScale[0], 0.35), muscleColour(vTraits.y), 0.75 * band);
#else
  vec3 colour = inflamed(vTraits.x);
#endif
  colour = mix(colour, uMucus, smoothstep(0.25, 0.6, vDoubt.z));
  return mix(colour, striped(vPatient, 0.45), unknown);
}

#ifdef INSIDE
// Lumen and outer wall alike: the wall closes what the tubes of the lumen leave open between them.
void main() {
  float unknown = notKnown(vDoubt.x, vDoubt.y);
  // Far along the way the light is lost in a warm dusk, never in black.
  vec3 dusk = mix(vec3(0.10, 0.035, 0.03), uUnknown * 0.18, unknown);
  if (isBuried()) discard;
  if (vEnd > 0.5) discard;
  vec3 eye = normalize(-vView);
  vec3 axis = normalize(vAxis);
  // The lining faces the air.
  vec3 facing = -normalize(vNormal);
  vec3 aside = cross(axis, facing);
  vec2 fold = folds();
  float ring = sin(vRound.z * 1.35);
  facing = normalize(facing + aside * fold.x + axis * large() * 0.22 * cos(vRound.z * 1.35));
  float lumenMm = max(vRadius * vInner, 0.2);
  float awayRadii = length(vView) / lumenMm;
  float lit = clamp(dot(facing, eye), 0.0, 1.0);
  float near = 1.0 / (1.0 + 0.02 * awayRadii * awayRadii);
  float valley = 1.0 - 0.18 * fold.y;
  vec3 base = lining(unknown) * (1.0 + large() * 0.06 * ring);
  vec3 colour = base * valley * (0.2 + 0.82 * pow(lit, 0.6) * (0.3 + 0.7 * near));
  float wet = pow(lit, 9.0) * near;
  colour += 0.12 * wet * (1.0 - unknown);
  colour = mix(colour, dusk, 0.85 * smoothstep(5.0, 38.0, awayRadii));
  // Mucus is light of itself: a plug at the end of a dark way is seen to be there.
  colour = mix(colour, uMucus * (0.65 + 0.3 * lit), 0.8 * smoothstep(0.4, 0.7, vDoubt.z) * (1.0 - unknown));
  gl_FragColor = vec4(colour, 1.0);
  #include <colorspace_fragment>
}
#else
void main() {
  vec3 middle = uBreath.xyz + (uCutMiddle - uBreath.xyz) * (1.0 + uBreath.w);
  float beyond = dot(vPatient - middle, uCutAlong);
  float before = dot(vPatient - middle, uCutSide);
  bool isInner = uOuter < 0.5;
  // From outside the lining is not seen: where it reaches into a neighbour's air nothing stands in the way.
  if ((beyond > 0.0 && before > 0.0) || vHidden > 0.5 || isBuried() || (isInner && gl_FrontFacing && vEnd < 0.5)) discard;
  float unknown = notKnown(vDoubt.x, vDoubt.y);
  vec3 eye = normalize(-vView);
  vec3 key = normalize(vec3(-0.45, 0.75, 0.6));
  vec3 fill = normalize(vec3(0.8, 0.05, 0.55));
  vec3 facing = normalize(vNormal) * (gl_FrontFacing ? 1.0 : -1.0);
  float light = 0.4 + 0.55 * clamp((dot(facing, key) + 0.3) / 1.3, 0.0, 1.0) + 0.2 * max(dot(facing, fill), 0.0);
  vec3 colour;
  if (isInner && vEnd < 0.5) {
    // Into the open airway: darker the farther from where it was opened.
    float deepMm = beyond > 0.0 ? -before : before > 0.0 ? -beyond : length(vec2(beyond, before));
    vec2 fold = folds();
    vec3 axis = normalize(vAxis);
    facing = normalize(facing + cross(axis, facing) * 0.6 * fold.x);
    float lit = 0.3 + 0.52 * clamp(dot(facing, eye), 0.0, 1.0);
    float shade = mix(1.0, 0.35, smoothstep(0.0, 3.0 * vRadius, deepMm));
    colour = lining(unknown) * lit * shade * (1.0 - 0.15 * fold.y);
    colour += 0.14 * pow(max(dot(facing, normalize(key + eye)), 0.0), 40.0) * (1.0 - unknown);
  } else {
#ifdef MUSCLE
    float band = muscled(vRound.xyz, vRadius, vTraits.y) * (1.0 - vEnd);
    vec3 tissue = mix(uTissue, muscleColour(vTraits.y), band);
#else
    vec3 tissue = mix(uTissue, inflamed(vTraits.x), 0.4);
#endif
    tissue = mix(tissue, striped(vPatient, 0.2), unknown);
    // Cut across beside the picture's own cut: the wall reads as solid.
    if (!gl_FrontFacing || isInner) colour = tissue * 0.72;
    else {
      float rim = pow(1.0 - clamp(dot(facing, eye), 0.0, 1.0), 2.2);
      colour = tissue * light;
      colour += 0.16 * pow(max(dot(facing, normalize(key + eye)), 0.0), 40.0) * (1.0 - unknown);
      colour = mix(colour, tissue * 0.6, 0.45 * rim);
    }
  }
  // No haze inside an airway: there the shade says how deep one looks.
  float far = isInner ? 0.0 : clamp((-vView.z - uDepth.x) / (uDepth.y - uDepth.x), 0.0, 1.0);
  gl_FragColor = vec4(mix(colour, uBackground, 0.42 * far * far), 1.0);
  #include <colorspace_fragment>
}
#endif
`;
