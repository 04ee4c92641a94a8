import { createHmac } from 'node:crypto';

/** The MQTT password of a user: derived from the key that only the broker and the API hold, so that nothing secret is stored per device. */
export function mqttPassword(credentialKey: string, username: string): string {
  return createHmac('sha256', credentialKey).update(username).digest('base64url');
}
