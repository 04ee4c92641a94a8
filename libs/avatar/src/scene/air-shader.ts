import { STATION_TEXELS, WAY_AHEAD, WAY_HEADER, WAY_STATIONS } from '../air/index.js';

/**
 * Particles of air as points. The vertex shader does the sums of `airPlace`: it seeks the way of a particle, then its place on it by volume.
 * Ways texture: see air/air-ways.ts. A dot is drawn as far before its place as its airway is thick, so that the airway's own wall does not
 * hide it but what lies before that airway does; `uThrough` 0 leaves it where it is. All dots would fill a wide airway: there only as many
 * show as cover the same share of the picture everywhere; which ones, stays.
 */
export const airVertexShader = /* glsl */ `
precision highp sampler2D;
uniform sampler2D uWays;
uniform int uWayCount;
uniform float uMovedMl;
uniform vec4 uBreath;
uniform float uPictureHeight;
uniform float uDotPixels;
uniform float uThrough;
uniform float uNearMm;
uniform float uPerMm3;
uniform float uCut;
uniform vec3 uCutMiddle;
uniform vec3 uCutAlong;
uniform vec3 uCutSide;
varying float vHaste;
varying float vStrength;
varying float vDepth;

const float COVERED = 0.26;
const int LAST = ${WAY_STATIONS - 1};

vec4 station(int row, int at, int texel) {
  return texelFetch(uWays, ivec2(${WAY_HEADER} + ${STATION_TEXELS} * at + texel, row), 0);
}

void main() {
  float which = position.x;
  int row = 0;
  int high = uWayCount - 1;
  for (int turn = 0; turn < 10; turn += 1) {
    if (row >= high) break;
    int middle = (row + high) / 2;
    if (texelFetch(uWays, ivec2(0, middle), 0).y > which) high = middle;
    else row = middle + 1;
  }
  vec4 way = texelFetch(uWays, ivec2(0, row), 0);
  float part = way.y - way.x;
  float along = fract((which - way.x) / max(part, 1e-9) + float(row) * ${WAY_AHEAD} + way.w * uMovedMl / max(way.z, 1e-9));
  float volumeMl = along * way.z;
  int before = 0;
  int after = LAST;
  for (int turn = 0; turn < 8; turn += 1) {
    if (after - before <= 1) break;
    int middle = (before + after) / 2;
    if (station(row, middle, 0).w > volumeMl) after = middle;
    else before = middle;
  }
  vec4 from = station(row, before, 0);
  vec4 to = station(row, after, 0);
  float share = to.w > from.w ? (volumeMl - from.w) / (to.w - from.w) : 0.0;
  vec4 across = mix(station(row, before, 1), station(row, after, 1), share);
  vec4 aside = mix(station(row, before, 2), station(row, after, 2), share);
  vec3 foot = mix(from.xyz, to.xyz, share);
  foot = uBreath.xyz + (foot - uBreath.xyz) * (1.0 + uBreath.w);
  vec4 view = modelViewMatrix * vec4(foot + position.y * across.xyz + position.z * aside.xyz, 1.0);
  float awayMm = -view.z;

  vHaste = across.w;
  vDepth = awayMm;
  // Air comes in at the mouth and goes on beyond the last airway drawn: there a dot fades, it does not jump.
  float ends = way.w > 0.5 ? smoothstep(0.0, 0.02, along) * smoothstep(1.0, 0.95, along) : 1.0;
  vStrength = ends * smoothstep(uNearMm, 2.0 * uNearMm + 1e-3, awayMm);
  float reachMm = length(across.xyz);
  float pixelsPerMm = 0.5 * uPictureHeight * projectionMatrix[1][1] / max(awayMm, 1e-3);
  float least = 4.0 * uDotPixels;
  float pixels = clamp(clamp(0.4 * reachMm, 0.25, 2.6) * pixelsPerMm, least, max(least, min(24.0 * uDotPixels, 1.6 * reachMm * pixelsPerMm)));
  float sizeMm = pixels / pixelsPerMm;
  // Dots in front of a mm² of the airway's middle, and how much of it they would cover.
  float covered = uPerMm3 * 1.5708 * reachMm * 0.7854 * sizeMm * sizeMm;
  float shown = min(1.0, COVERED / max(covered, 1e-6));
  float rank = fract(float(gl_VertexID) * 0.5698402910);
  // What a cut has taken away holds no air; an airway that it has opened does.
  vec3 fromCut = foot - (uBreath.xyz + (uCutMiddle - uBreath.xyz) * (1.0 + uBreath.w));
  if (uCut > 0.5 && min(dot(fromCut, uCutAlong), dot(fromCut, uCutSide)) > 0.6 * reachMm) vStrength = 0.0;
  vStrength *= smoothstep(0.85 * rank, rank + 1e-4, shown);
  gl_PointSize = pixels;
  gl_Position = projectionMatrix * view;
  vec4 nearer = projectionMatrix * vec4(view.xy, view.z + min(3.0 * aside.w * uThrough, 0.5 * awayMm), 1.0);
  gl_Position.z = nearer.z / nearer.w * gl_Position.w;
  if (part <= 0.0 || vStrength <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
`;

export const airFragmentShader = /* glsl */ `
uniform vec3 uHaste[3];
uniform vec3 uRim;
uniform vec3 uUnknown;
uniform vec3 uBackground;
uniform float uDoubt;
uniform vec2 uDepth;
varying float vHaste;
varying float vStrength;
varying float vDepth;

void main() {
  float away = 2.0 * length(gl_PointCoord - 0.5);
  float soft = fwidth(away);
  float body = 1.0 - smoothstep(0.66 - soft, 0.66 + soft, away);
  float shape = 1.0 - smoothstep(0.8, 1.0, away);
  vec3 colour = vHaste < 0.5 ? mix(uHaste[0], uHaste[1], 2.0 * vHaste) : mix(uHaste[1], uHaste[2], 2.0 * vHaste - 1.0);
  colour = mix(colour, uUnknown * 0.6, uDoubt);
  float far = clamp((vDepth - uDepth.x) / (uDepth.y - uDepth.x), 0.0, 1.0);
  colour = mix(mix(uRim, colour, body), uBackground, 0.42 * far * far);
  gl_FragColor = vec4(colour, vStrength * mix(0.5 * shape, 0.95, body));
  #include <colorspace_fragment>
}
`;
