export { connectDevice } from './device-client.js';
export type { DeviceClient, DeviceSettings, Measurement, NumberedPayload } from './device-client.js';
export type { Publication } from './drafts.js';
export * from './desired-state.js';
export type { Link, LinkEvents, LinkSettings, OpenLink, OutgoingMessage } from './link.js';
export { mqttLinks, type MqttAccess } from './mqtt-link.js';
