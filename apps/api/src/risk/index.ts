export * from './model-registry.js';
export * from './onnx-risk-model.js';
