/** Thread of a cohort: does the jobs that it is given, with the tables that it was told. */
import { parentPort } from 'node:worker_threads';
import type { AirflowTable } from '@airway-twin/domain/mechanics';
import { airwaysOfBuild } from './body-builds.js';
import type { WhatIf } from './course-day.js';
import { hiddenNarrowing, type NarrowingTable } from './narrowing-table.js';
import { factsOfPerson } from './person-facts.js';
import { cohortSeasons, rowsOfPerson, type SharedTables } from './person-record.js';
import type { WorkAnswer, WorkMessage } from './work-pool.js';

export type CohortJob =
  | { readonly kind: 'airways'; readonly index: number }
  | { readonly kind: 'narrowing'; readonly index: number }
  | { readonly kind: 'rows'; readonly number: number }
  | { readonly kind: 'facts'; readonly number: number; readonly what: WhatIf };

export interface CohortTold {
  readonly seed: number;
  readonly years: number;
  readonly narrowing: readonly NarrowingTable[];
  readonly airways: readonly AirflowTable[];
}

interface Remembered extends CohortTold {
  readonly shared: SharedTables;
}
let remembered: Remembered | null = null;

parentPort?.on('message', (message: WorkMessage) => {
  if (message.kind === 'told') {
    const told = message.told as CohortTold;
    const { narrowing, airways } = told;
    remembered = { ...told, shared: { narrowing, airways, seasons: cohortSeasons(told.seed) } };
    return;
  }
  const result = done(message.job as CohortJob);
  parentPort?.postMessage({ place: message.place, result } satisfies WorkAnswer);
});

function done(job: CohortJob): unknown {
  if (job.kind === 'airways') return airwaysOfBuild(job.index);
  if (job.kind === 'narrowing') return hiddenNarrowing(job.index);
  if (remembered === null) throw new Error('a cohort worker was asked for people before it was told of which cohort');
  const { seed, years, shared } = remembered;
  if (job.kind === 'facts') return factsOfPerson(job.number, seed, job.what, shared);
  return rowsOfPerson(job.number, { seed, years }, shared);
}
