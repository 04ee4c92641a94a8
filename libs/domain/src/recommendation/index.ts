export * from './answer.js';
export * from './device-requests.js';
export * from './life.js';
export * from './lifetime.js';
export * from './reason-codes.js';
export * from './recommendation.js';
export * from './rules/rules.js';
export { isRiskAlert } from './risk-alert.js';
