export * from './avatar-pose.js';
export * from './ease-pose.js';
export * from './inflammation-scale.js';
