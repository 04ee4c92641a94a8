import { DISSOLVE, MUSCLE_BANDS, STATE_COLOURS } from './shader-parts.js';

/**
 * The shaders of the tree, GLSL ES 3 through three's ShaderMaterial. One pair draws the lumen and the outer wall: same buffers, other radius.
 * A vertex follows up to three airways; `doubt` is uncertainty, staleness and mucus.
 * State texture: see pose/avatar-pose.ts. Positions are patient millimetres; the mesh is turned upright by its group.
 */
export const airwayVertexShader = /* glsl */ `
precision highp sampler2D;
uniform sampler2D uState;
uniform float uOuter;
uniform vec4 uBreath;
attribute vec3 aOffset;
attribute vec3 aTangent;
attribute vec4 aSegments;
attribute vec4 aWeights;
attribute vec3 aSlopes;
attribute vec4 aRound;
#ifdef CUT
uniform sampler2D uHidden;
varying float vHidden;
#endif
varying vec4 vRound;
varying float vSure;
varying vec3 vNormal;
varying vec3 vAxis;
varying vec3 vView;
varying vec3 vPatient;
varying float vRadius;
varying float vInner;
varying float vAlong;
varying float vEnd;
varying float vTwig;
varying vec2 vTraits;
varying vec3 vDoubt;

void main() {
  vec4 state = vec4(0.0);
  vec4 doubt = vec4(0.0);
  float slope = -aWeights.w;
  for (int at = 0; at < 3; at += 1) {
    int segment = int(aSegments[at] + 0.5);
    vec4 own = texelFetch(uState, ivec2(segment, 0), 0);
    doubt += aWeights[at] * texelFetch(uState, ivec2(segment, 1), 0);
    state += aWeights[at] * own;
    slope += aSlopes[at] * mix(own.x, own.y, uOuter);
  }
#ifdef CLOSE
  // A plug is a mass: the lumen that is left ends at it, blunt.
  state.x *= sqrt(1.0 - smoothstep(0.35, 0.65, doubt.w));
#endif
#ifdef CUT
  vHidden = 0.0;
  for (int at = 0; at < 3; at += 1) vHidden += aWeights[at] * texelFetch(uHidden, ivec2(int(aSegments[at] + 0.5), 0), 0).x;
#endif
  vRound = aRound;
  vSure = length(aRound.xy);
  vDoubt = doubt.xyw;
  vTraits = state.zw;
  float radius = mix(state.x, state.y, uOuter);
  vec3 facing = normalize(normal - aTangent * clamp(slope, -1.2, 1.2));
  vEnd = aSegments.w == 1.0 ? 1.0 : 0.0;
  vTwig = aSegments.w == 2.0 ? 1.0 : 0.0;
  // The open end of the trachea: the air's disc lies a little above the wall's, so that the cut shows both.
  vec3 foot = uBreath.xyz + (position - uBreath.xyz) * (1.0 + uBreath.w);
  vec3 place = foot + radius * aOffset + normal * vEnd * (1.0 - uOuter) * 0.4;
  vec4 view = modelViewMatrix * vec4(place, 1.0);
  vNormal = normalMatrix * facing;
  vAxis = normalMatrix * aTangent;
  vView = view.xyz;
  vPatient = place;
  vRadius = state.y;
  vInner = state.x / state.y;
  vAlong = dot(position, aTangent);
  gl_Position = projectionMatrix * view;
}
`;

export const airwayFragmentShader = /* glsl */ `
uniform float uOuter;
uniform float uDark;
uniform vec3 uAir;
uniform vec3 uMucus;
uniform vec3 uBackground;
uniform vec2 uDepth;
varying vec3 vNormal;
varying vec3 vAxis;
varying vec3 vView;
varying vec3 vPatient;
varying float vRadius;
varying float vInner;
varying float vAlong;
varying float vEnd;
varying float vTwig;
varying vec2 vTraits;
varying vec3 vDoubt;

${STATE_COLOURS}
${DISSOLVE}
#ifdef MUSCLE
uniform vec3 uTissue;
varying vec4 vRound;
${MUSCLE_BANDS}
#endif

void main() {
  vec3 facing = normalize(vNormal);
  vec3 eye = normalize(-vView);
  // Cartilage: shallow rings on the widest airways, an anatomical texture and no state.
  float rings = smoothstep(5.0, 7.5, vRadius) * uOuter * (1.0 - vEnd);
  float ring = sin(vAlong * 1.35);
  float facingEye = clamp(dot(facing, eye), 0.0, 1.0);
  float rim = pow(1.0 - facingEye, 2.2);

  vec3 key = normalize(vec3(-0.45, 0.75, 0.6));
  vec3 fill = normalize(vec3(0.8, 0.05, 0.55));
  float light = 0.34 + 0.62 * clamp((dot(facing, key) + 0.3) / 1.3, 0.0, 1.0) + 0.2 * max(dot(facing, fill), 0.0);
  float shine = pow(max(dot(facing, normalize(key + eye)), 0.0), 48.0);

  float unknown = notKnown(vDoubt.x, vDoubt.y);
  vec3 tissue = inflamed(vTraits.x);
#ifdef MUSCLE
  float band = uOuter * (1.0 - vEnd) * muscled(vRound.xyz, vRadius, vTraits.y);
  tissue = mix(uTissue, muscleColour(vTraits.y), band);
#endif
  vec3 base = mix(uAir, tissue, uOuter);
  // A dark page needs more light on dark tissue.
  base *= mix(1.0, 1.0 + 0.5 * vTraits.x, uDark * uOuter);
  // A plug fills the lumen; it shows through the wall.
  float mucus = smoothstep(0.3, 0.7, vDoubt.z);
  base = mix(base, uMucus, mucus * mix(1.0, 0.55, uOuter));
  base *= 1.0 + rings * 0.07 * ring;
  // Not known or out of date: no colour of state, and slanting stripes through the whole body.
  vec3 grey = striped(vPatient, 0.2);
  base = mix(base, mix(grey, uUnknown * 1.15, 1.0 - uOuter), unknown);

  vec3 colour = base * mix(mix(light, 1.0, 0.35), light, uOuter);
  colour += mix(0.1, 0.22, uOuter) * (1.0 - unknown) * shine;
  // Light that has passed through the soft edge of the wall.
  colour = mix(colour, tissue * mix(0.62, 1.05, uDark), uOuter * rim * 0.5 * (1.0 - unknown));
  colour = mix(colour, mix(tissue, uUnknown, unknown) * 0.5, (1.0 - uOuter) * (1.0 - vEnd) * smoothstep(0.25, 1.0, rim) * 0.6);
  colour = mix(colour, base * 0.6, (1.0 - uOuter) * vEnd);

  float far = clamp((-vView.z - uDepth.x) / (uDepth.y - uDepth.x), 0.0, 1.0);
  colour = mix(colour, uBackground, 0.42 * far * far);

  // What the wall hides follows from how much of it the eye looks through: chord of the outer circle less chord of the lumen.
  // Judged across the tube: a look along it meets the same circles, only at a slant.
  vec3 axis = normalize(vAxis);
  vec3 across = eye - axis * dot(eye, axis);
  float slant = max(length(across), 0.001);
  float facingAcross = clamp(dot(facing, across / slant), 0.0, 1.0);
  float aside = 1.0 - facingAcross * facingAcross;
  float outerHalf = sqrt(max(0.0, 1.0 - aside));
  float innerHalf = sqrt(max(0.0, vInner * vInner - aside));
  float through = innerHalf > 0.0 ? outerHalf - innerHalf : 2.0 * outerHalf;
  through *= min(1.0 / slant, 1.5);
  float density = mix(mix(1.0, 2.2, vTraits.x), 2.4, unknown);
  float alpha = mix(1.0, max(1.0 - exp(-density * through - 0.22), 0.92 * smoothstep(0.1, 0.6, rim)), uOuter);
#ifdef MUSCLE
  alpha = max(alpha, mix(0.3, 1.0, band));
#endif
  // Rounded tips and the cut end face along the tube: all wall.
  alpha = mix(alpha, 0.93, uOuter * max(vEnd, smoothstep(0.35, 0.75, abs(dot(facing, axis)))));
  // A twig is one thin tube: what its wall lets through is worked out here, so that tubes which overlap at a fork leave no seam.
  if (vTwig > 0.5 && uOuter > 0.5) {
    vec3 air = mix(mix(uAir, uMucus, mucus), uUnknown * 1.15, unknown) * mix(light, 1.0, 0.35);
    colour = mix(mix(air, uBackground, 0.42 * far * far), colour, alpha);
    alpha = 1.0;
  }
  stepAside(-vView.z);
  gl_FragColor = vec4(colour, alpha);
  #include <colorspace_fragment>
}
`;

export const lobeVertexShader = /* glsl */ `
uniform vec4 uBreath;
varying vec3 vNormal;
varying vec3 vView;
void main() {
  vec4 view = modelViewMatrix * vec4(uBreath.xyz + (position - uBreath.xyz) * (1.0 + uBreath.w), 1.0);
  vNormal = normalMatrix * normal;
  vView = view.xyz;
  gl_Position = projectionMatrix * view;
}
`;

export const lobeFragmentShader = /* glsl */ `
uniform vec3 uLobe;
uniform float uStrength;
uniform float uShown;
varying vec3 vNormal;
varying vec3 vView;
void main() {
  float edge = 1.0 - abs(dot(normalize(vNormal), normalize(-vView)));
  gl_FragColor = vec4(uLobe, uStrength * uShown * (gl_FrontFacing ? 0.6 : 1.0) * (0.05 + 0.95 * pow(edge, 3.0)));
  #include <colorspace_fragment>
}
`;
