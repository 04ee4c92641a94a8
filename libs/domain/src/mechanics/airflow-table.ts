import type { AirwayBuild } from './airway-build.js';
import { airwayResistance, QUIET_FLOW_LITRES_PER_SECOND } from './airway-resistance.js';
import { lungsOf } from './calibration.js';
import { forcedExpiration } from './forced-expiration.js';
import { scaledLungs, type Lungs } from './lungs.js';
import {
  AIRFLOW_MEASURES,
  MECHANICS_VERSION,
  TABLE_NODES,
  type AirflowMeasure,
  type AirflowTable,
} from './airflow-measures.js';

const SIGNIFICANT_DIGITS = 6;
const LN_SCALE_STEP = 0.02;

/** The table of a build: 121 forced expirations. Errors as `lungsOf`. */
export function airflowTable(build: AirwayBuild): AirflowTable {
  const lungs = lungsOf(build);
  const healthy = measured(lungs, 0, 0);
  const wider = measured(scaledLungs(lungs, Math.exp(LN_SCALE_STEP)), 0, 0);
  const narrower = measured(scaledLungs(lungs, Math.exp(-LN_SCALE_STEP)), 0, 0);
  const nodes = Array.from({ length: TABLE_NODES * TABLE_NODES }, (_, node) =>
    measured(lungs, (node % TABLE_NODES) / (TABLE_NODES - 1), Math.floor(node / TABLE_NODES) / (TABLE_NODES - 1)),
  );
  return {
    version: MECHANICS_VERSION,
    airwayScale: rounded(lungs.airwayScale),
    healthy: perMeasure((measure) => rounded(healthy[measure])),
    perLnScale: perMeasure((measure) => rounded(Math.log(wider[measure] / narrower[measure]) / (2 * LN_SCALE_STEP))),
    lnShare: perMeasure((measure) =>
      monotone(
        nodes.map((node) => rounded(Math.log(node[measure] / healthy[measure]))),
        measure === 'resistance' ? 1 : -1,
      ),
    ),
  };
}

/** A forced expiration and the resistance of quiet breathing at that C and I, in absolute units. */
function measured(lungs: Lungs, constriction: number, inflammation: number): Record<AirflowMeasure, number> {
  const traits = { constriction, inflammation };
  const blow = forcedExpiration(lungs, traits);
  return {
    fev1: blow.fev1Litres,
    fvc: blow.fvcLitres,
    pef: blow.pefLitresPerSecond,
    fef2575: blow.fef2575LitresPerSecond,
    resistance: airwayResistance(lungs, traits, QUIET_FLOW_LITRES_PER_SECOND).total,
  };
}

/**
 * Neither more constriction nor more inflammation may ever widen an airway in the table: the solver's last digits, and the guard against
 * full closure at the far corner, are levelled out.
 */
function monotone(values: readonly number[], sign: 1 | -1): number[] {
  const level = [...values];
  for (let node = 0; node < level.length; node += 1) {
    const byC = node % TABLE_NODES === 0 ? -Infinity : sign * level[node - 1]!;
    const byI = node < TABLE_NODES ? -Infinity : sign * level[node - TABLE_NODES]!;
    level[node] = sign * Math.max(sign * level[node]!, byC, byI) + 0;
  }
  return level;
}

function perMeasure<T>(value: (measure: AirflowMeasure) => T): Record<AirflowMeasure, T> {
  return Object.fromEntries(AIRFLOW_MEASURES.map((measure) => [measure, value(measure)])) as Record<AirflowMeasure, T>;
}

/** Digits beyond these are the solver's, and may differ between machines. */
function rounded(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS)) + 0;
}
