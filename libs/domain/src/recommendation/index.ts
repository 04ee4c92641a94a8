export * from './answer.js';
export * from './device-requests.js';
export * from './life.js';
export * from './lifetime.js';
export * from './reason-codes.js';
export * from './recommendation.js';
export { REVIEW_RISK_WITHIN_7_DAYS } from './rules/clinician-review.js';
export * from './rules/rules.js';
