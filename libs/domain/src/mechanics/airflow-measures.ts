/** Changes whenever the same build and traits give other numbers: a table of another version is computed again. */
export const MECHANICS_VERSION = 'mechanics-2';

/** FEV1, FVC in L; PEF, FEF25-75 in L/s; resistance in cmH2O·s/L at 0.5 L/s in quiet breathing. */
export const AIRFLOW_MEASURES = ['fev1', 'fvc', 'pef', 'fef2575', 'resistance'] as const;
export type AirflowMeasure = (typeof AIRFLOW_MEASURES)[number];

/** Nodes over C and over I: 0, 0.1 … 1. */
export const TABLE_NODES = 11;

/**
 * What one person's airways let through at every constriction and inflammation. Plain data for storage and transport; one computation takes a
 * fraction of a second and belongs off the hot path.
 */
export interface AirflowTable {
  readonly version: string;
  /** Scale s on all airway diameters that the calibration found. */
  readonly airwayScale: number;
  /** Absolute values at C = 0, I = 0. */
  readonly healthy: Readonly<Record<AirflowMeasure, number>>;
  /** d ln(value) / d ln(s) at C = 0, I = 0. */
  readonly perLnScale: Readonly<Record<AirflowMeasure, number>>;
  /** ln of the share of the healthy value at the nodes, row by row: index = 11 · (10·I) + 10·C. */
  readonly lnShare: Readonly<Record<AirflowMeasure, readonly number[]>>;
}
