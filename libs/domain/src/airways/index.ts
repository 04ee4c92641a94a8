export * from './airway-calibre.js';
export * from './airway-tree.js';
export * from './airway-wall.js';
export * from './body-size.js';
export * from './counted-breaths.js';
export * from './cross-section.js';
export { lobeAt } from './lung-regions.js';
export {
  AIRWAY_NAMES,
  LOBES,
  SEGMENTAL_BRONCHI,
  sideOfLobe,
  type AirwayName,
  type Lobe,
  type Side,
} from './skeleton.js';
export * from './quiet-breath.js';
export * from './tube-law.js';
export * from './vector.js';
