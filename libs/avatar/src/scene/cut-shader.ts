import { MOST_CUT_AIRWAYS } from '../view/index.js';
import { MUSCLE_BANDS, STATE_COLOURS } from './shader-parts.js';

/** The faces of a cut, GLSL ES 3 through three's ShaderMaterial; positions are patient millimetres. */
export const cutVertexShader = /* glsl */ `
uniform vec4 uBreath;
varying vec3 vPatient;
varying vec3 vFacing;
void main() {
  vFacing = normal;
  vPatient = uBreath.xyz + (position - uBreath.xyz) * (1.0 + uBreath.w);
  gl_Position = projectionMatrix * modelViewMatrix * vec4(vPatient, 1.0);
}
`;

/**
 * For each point the distances to the layers of all airways near by, joined as `cutLayers` of the view says; the radii come from the state texture.
 */
export const cutFragmentShader = /* glsl */ `
precision highp sampler2D;
uniform sampler2D uState;
uniform vec3 uEnds[${2 * MOST_CUT_AIRWAYS}];
uniform vec4 uAirways[${MOST_CUT_AIRWAYS}];
uniform int uCount;
uniform vec4 uBreath;
uniform vec3 uCutMiddle;
uniform vec3 uCutAlong;
uniform vec3 uCutSide;
uniform vec3 uTissue;
uniform vec3 uEdge;
uniform vec3 uPlug;
uniform vec3 uLine;
uniform vec3 uHalo;
varying vec3 vPatient;
varying vec3 vFacing;
${STATE_COLOURS}
${MUSCLE_BANDS}

const float ROUNDING = 0.3;

// Lumen, lining, muscle, outer wall of one airway, mm.
vec4 radiiOf(int segment) {
  vec2 ends = texelFetch(uState, ivec2(segment, 0), 0).xy;
  return vec4(ends.x, texelFetch(uState, ivec2(segment, 2), 0).zw, ends.y);
}

float within(float distanceMm, float pixelMm) {
  return clamp(0.5 - distanceMm / pixelMm, 0.0, 1.0);
}

void main() {
  vec4 layers = vec4(1e3);
  // The air that mucus leaves, and the lumen of the open airway.
  vec2 bounds = vec2(1e3);
  vec2 traits = vec2(0.0);
  vec3 doubt = vec3(0.0);
  float pitchMm = 1.0;
  for (int at = 0; at < ${MOST_CUT_AIRWAYS}; at += 1) {
    if (at >= uCount) break;
    vec3 start = uBreath.xyz + (uEnds[2 * at] - uBreath.xyz) * (1.0 + uBreath.w);
    vec3 end = uBreath.xyz + (uEnds[2 * at + 1] - uBreath.xyz) * (1.0 + uBreath.w);
    vec4 airway = uAirways[at];
    float wholeMm = distance(start, end);
    vec3 along = (end - start) / wholeMm;
    vec3 from = vPatient - start;
    float atMm = dot(from, along);
    float asideMm = length(from - atMm * along);
    float overMm = atMm - clamp(atMm, 0.0, wholeMm);
    if (length(vec2(asideMm, overMm)) > 1.35 * airway.z) continue;
    int segment = int(airway.x + 0.5);
    vec4 radii = radiiOf(segment);
    vec4 own = texelFetch(uState, ivec2(segment, 0), 0);
    vec4 ownDoubt = texelFetch(uState, ivec2(segment, 1), 0);
    vec4 shortMm = vec4(0.0);
    if (airway.y >= 0.0) shortMm = clamp(radii - radiiOf(int(airway.y + 0.5)), vec4(0.0), vec4(0.5 * wholeMm));
    vec4 overs = atMm - clamp(vec4(atMm), vec4(0.0), wholeMm - shortMm);
    vec4 away = sqrt(asideMm * asideMm + overs * overs);
    vec4 distances = away - radii;
    vec4 width = ROUNDING * radii;
    vec4 share = clamp(0.5 + 0.5 * (layers - distances) / width, 0.0, 1.0);
    layers = mix(layers, distances, share) - width * share * (1.0 - share);
    vec2 limits = vec2(radii.x * sqrt(1.0 - clamp(ownDoubt.w, 0.0, 1.0)), airway.w);
    vec2 reach = away.xx - limits;
    vec2 soft = ROUNDING * max(limits, vec2(1e-3));
    vec2 part = clamp(0.5 + 0.5 * (bounds - reach) / soft, 0.0, 1.0);
    bounds = mix(bounds, reach, part) - soft * part * (1.0 - part);
    traits = mix(traits, own.zw, share.w);
    doubt = mix(doubt, ownDoubt.xyw, share.w);
    pitchMm = mix(pitchMm, airway.w, share.w);
  }
  // How wide a pixel is on this face: the distances themselves bend where layers meet.
  float pixelMm = max(length(dFdx(vPatient)), length(dFdy(vPatient)));
  float cover = within(layers.w, pixelMm) * (1.0 - within(bounds.x, pixelMm));
  if (cover < 0.02) discard;

  float unknown = notKnown(doubt.x, doubt.y);
  vec3 grey = striped(vPatient, 0.45);
  float inMiddle = 0.5 * (layers.y + layers.z);
  vec3 colour = mix(uTissue, uUnknown * 1.2, 0.85 * unknown);
#ifdef LINING
  vec3 inner = inflamed(traits.x);
#else
#ifdef MUSCLE
  vec3 inner = mix(uTissue, uScale[0], 0.35);
  float leastPixels = 1.8;
#else
  vec3 inner = inflamed(traits.x);
  float leastPixels = 0.9;
#endif
#endif
  colour = mix(colour, mix(inner, grey, unknown), within(inMiddle, pixelMm));
#ifndef LINING
  // The muscle is a few hundredths of a millimetre thick: its place is true, its line thick enough to be seen.
  float halfMm = max(0.5 * (layers.y - layers.z), leastPixels * pixelMm);
#ifdef MUSCLE
  vec3 muscle = muscleColour(traits.y);
#else
  vec3 muscle = uMuscle;
#endif
  colour = mix(colour, mix(muscle, uUnknown * 0.6, unknown), within(abs(inMiddle) - halfMm, pixelMm));
#endif
  colour = mix(colour, mix(uPlug, grey, unknown), within(layers.x, pixelMm) * smoothstep(0.02, 0.2, doubt.z));
  colour = mix(colour, uEdge, 0.65 * within(abs(layers.x) - 0.6 * pixelMm, pixelMm) * (1.0 - unknown));
  colour = mix(colour, uEdge, 0.8 * within(abs(layers.w + 0.6 * pixelMm) - 0.7 * pixelMm, pixelMm));
  // The face across the airway lies a little in the shade, so that the step is seen.
  colour *= 0.88 + 0.12 * dot(vFacing, uCutSide);

  // Where the lumen would end if the airway were open: dashes with a halo.
  vec3 from = vPatient - (uBreath.xyz + (uCutMiddle - uBreath.xyz) * (1.0 + uBreath.w));
  vec3 across = cross(uCutAlong, uCutSide);
  float way = dot(vFacing, uCutSide) > 0.5 ? length(from) / (0.34 * pitchMm) : atan(dot(from, uCutSide), dot(from, across)) * 3.5;
  float dash = smoothstep(0.28, 0.36, abs(fract(way) - 0.5) * 2.0);
  float apart = smoothstep(1.5, 3.0, (layers.x - bounds.y) / pixelMm) * (1.0 - unknown);
  colour = mix(colour, uHalo, 0.55 * apart * dash * within(abs(bounds.y) - 1.4 * pixelMm, pixelMm));
  colour = mix(colour, uLine, 0.85 * apart * dash * within(abs(bounds.y) - 0.7 * pixelMm, pixelMm));
  gl_FragColor = vec4(colour, cover);
  #include <colorspace_fragment>
}
`;
