/** The kinds of devices that a registry knows. */
export const DEVICE_KINDS = [
  'inhaler-sensor',
  'spirometer',
  'peak-flow-meter',
  'air-monitor',
  'environment-feed',
  'replay-runner',
] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];
