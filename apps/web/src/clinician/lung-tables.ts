/** The part of spirometry that needs the GLI tables, as a module of its own so that it is loaded apart. */
export { interpretSpirometry } from '@airway-twin/domain/spirometry';
