export * from './model-registry.js';
export * from './onnx-risk-model.js';
export * from './shadow-tally.js';
