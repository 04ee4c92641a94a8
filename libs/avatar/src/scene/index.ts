export * from './airway-avatar.js';
export { INFLAMMATION_SCALE, type AvatarTheme } from './airway-palette.js';
