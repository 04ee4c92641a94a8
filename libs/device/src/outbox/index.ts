export {
  forgetOld,
  hold,
  holdLoose,
  release,
  reserve,
  restore,
  type HoldRefusal,
  type Reservation,
} from './holding.js';
export * from './outbox.js';
export { readReceipt, type ReceiptOutcome } from './receipt.js';
export { failed, linkLost, linkOpened, nextDueMs, taken, takeDue } from './sending.js';
export { standingIn, type Standing } from './standing.js';
