/** The faces of a cut, GLSL ES 3 through three's ShaderMaterial; positions are patient millimetres. */
export const cutVertexShader = /* glsl */ `
uniform vec4 uBreath;
varying vec3 vPatient;
void main() {
  vPatient = uBreath.xyz + (position - uBreath.xyz) * (1.0 + uBreath.w);
  gl_Position = projectionMatrix * modelViewMatrix * vec4(vPatient, 1.0);
}
`;

export const cutFragmentShader = /* glsl */ `
varying vec3 vPatient;
void main() {
  discard;
}
`;
