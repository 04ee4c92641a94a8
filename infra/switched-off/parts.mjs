/** Every part of the line that keeps a message from being lost or doubled, how it is switched off, and the test that then fails. */
import { DELIVERY } from './parts/delivery.mjs';
import { DEVICE } from './parts/device.mjs';
import { EVENT_TIME } from './parts/event-time.mjs';
import { INGEST } from './parts/ingest.mjs';
import { PROCESSES } from './parts/processes.mjs';
import { RECEIPTS } from './parts/receipts.mjs';
import { SCREENS } from './parts/screens.mjs';
import { SILENCE } from './parts/silence.mjs';

/**
 * @typedef {{ part: string, off: readonly import('./edit.mjs').Edit[], test: import('./run-tests.mjs').NamedTest }} Part
 */

/** @type {readonly Part[]} */
export const PARTS = [
  ...INGEST,
  ...RECEIPTS,
  ...DELIVERY,
  ...PROCESSES,
  ...EVENT_TIME,
  ...SCREENS,
  ...SILENCE,
  ...DEVICE,
];
