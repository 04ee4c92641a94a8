import type { AirwayName } from '@airway-twin/domain/airways';

/** The segmental bronchus of the right lung's tip, which pictures of airways usually show: drawn as the typical one. */
export const TYPICAL_AIRWAY: AirwayName = 'RB1';
