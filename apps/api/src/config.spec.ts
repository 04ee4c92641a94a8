import { describe, expect, it } from '@jest/globals';
import { parseConfig } from './config.js';

const good = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/d',
  MQTT_URL: 'mqtt://127.0.0.1:1883',
  MQTT_CREDENTIAL_KEY: 'k'.repeat(43),
};

describe('configuration', () => {
  it('has the documented defaults, on loopback', () => {
    expect(parseConfig(good)).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      demo: true,
      requireTimescale: false,
      riskAlertsPerPatientMonth: 1,
    });
    expect(parseConfig({ ...good, RISK_ALERTS_PER_PATIENT_MONTH: '0.5' })).toMatchObject({
      riskAlertsPerPatientMonth: 0.5,
    });
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['DATABASE_URL', 'mysql://x'],
    ['MQTT_URL', 'broker'],
    ['MQTT_CREDENTIAL_KEY', 'short'],
    ['DEMO', 'maybe'],
    ['REQUIRE_TIMESCALE', 'yes'],
    ['RISK_ALERTS_PER_PATIENT_MONTH', '100'],
  ])('%s=%s is refused by name, with what was expected', (name, value) => {
    const parsed = parseConfig({ ...good, [name]: value });
    expect(parsed).toEqual({
      problems: [expect.stringMatching(new RegExp(`^${name}: .*(expected|Too big|Invalid)`, 's'))],
    });
  });

  it('names every variable that is wrong, not only the first', () => {
    expect(parseConfig({ ...good, PORT: '0', DEMO: 'x' })).toMatchObject({
      problems: [expect.stringMatching(/^PORT/), expect.stringMatching(/^DEMO/)],
    });
  });

  it('names a process that is alone always alike, and one of several after its host', () => {
    const named = (env: Record<string, string>) => {
      const config = parseConfig({ ...good, ...env }, 'ward.example');
      return 'problems' in config ? config.problems : [config.instance, config.instanceUrl];
    };
    expect(named({})).toEqual(['api', 'http://127.0.0.1:3000']);
    expect(named({ MQTT_SHARED_GROUP: 'api', HOST: '0.0.0.0' })).toEqual(['ward-example', 'http://ward.example:3000']);
    expect(named({ INSTANCE: 'a b' })).toEqual(['INSTANCE: expected letters, digits, - and _']);
  });
});
