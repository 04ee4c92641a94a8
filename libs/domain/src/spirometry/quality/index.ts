/** Quality of blows and sessions without the GLI tables: what imports this does not carry their figures along. */
export * from '../blow-quality.js';
export * from '../peak-flow-quality.js';
export * from '../session-grade.js';
