export * from './airway-avatar.js';
export { type AvatarTheme } from './airway-palette.js';
export { type AvatarProbe } from './airway-meshes.js';
export { missingWebgl } from './webgl-support.js';
