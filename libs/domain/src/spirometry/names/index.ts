/** Names of references, groups and measures without the GLI tables: what imports this does not carry their figures along. */
export * from '../reference-names.js';
