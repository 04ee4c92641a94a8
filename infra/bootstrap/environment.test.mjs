import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEnvironment } from './environment.mjs';

const root = '/srv/airway';
const problemsOf = (env) => {
  const parsed = parseEnvironment(env, { root });
  return parsed.ok ? [] : parsed.problems;
};

describe('the environment of a start', () => {
  it('needs nothing', () => {
    assert.deepEqual(parseEnvironment({}, { root }), {
      ok: true,
      settings: {
        port: 3000,
        host: null,
        dataDir: '/srv/airway/.airway-twin',
        mqttPort: null,
        databaseUrl: null,
        mqttUrl: null,
        mqttCredentialKey: null,
        demo: 'cohort',
        requireTimescale: false,
        logLevel: 'info',
      },
    });
  });

  it('takes an empty variable for one that is not set', () => {
    assert.deepEqual(
      parseEnvironment({ PORT: '', DEMO: '', DATABASE_URL: '' }, { root }),
      parseEnvironment({}, { root }),
    );
  });

  it('names the variable that is wrong, what was expected and what was found', () => {
    assert.deepEqual(problemsOf({ PORT: '70000' }), ['PORT: expected a port number from 1 to 65535, found "70000"']);
    assert.deepEqual(problemsOf({ DEMO: 'on' }), ['DEMO: expected one of cohort, off, found "on"']);
    for (const speed of ['fast', '-1', '1e9']) {
      assert.deepEqual(problemsOf({ DEMO_SPEED: speed }), [
        `DEMO_SPEED: expected a number from 0 to 100000, found "${speed}"`,
      ]);
    }
    assert.deepEqual(problemsOf({ DEMO_SPEED: '0' }), []);
  });

  for (const PORT of ['0', '-1', '3e3', '80.5', 'http', ' 80']) {
    it(`refuses ${JSON.stringify(PORT)} as a port`, () => assert.equal(problemsOf({ PORT }).length, 1));
  }

  it('tells of all that is wrong at once', () => {
    const problems = problemsOf({ PORT: 'x', MQTT_PORT: 'y', DEMO: 'z', LOG_LEVEL: 'loud', REQUIRE_TIMESCALE: 'yes' });
    assert.deepEqual(problems.map((line) => line.split(':')[0]).sort(), [
      'DEMO',
      'LOG_LEVEL',
      'MQTT_PORT',
      'PORT',
      'REQUIRE_TIMESCALE',
    ]);
  });

  it('never repeats what may be a secret', () => {
    const env = { DATABASE_URL: 'mysql://u:hunter2@h/d', MQTT_CREDENTIAL_KEY: 'hunter2', MQTT_URL: 'http://hunter2@h' };
    const problems = problemsOf(env).join('\n');
    assert.match(problems, /DATABASE_URL/);
    assert.doesNotMatch(problems, /hunter2/);
  });

  it('cannot log in at a foreign broker without its key', () => {
    assert.match(problemsOf({ MQTT_URL: 'mqtt://broker:1883' })[0], /^MQTT_CREDENTIAL_KEY/);
    assert.deepEqual(problemsOf({ MQTT_URL: 'mqtt://broker:1883', MQTT_CREDENTIAL_KEY: 'k'.repeat(32) }), []);
  });

  it('refuses to ask the embedded database for TimescaleDB', () => {
    assert.match(problemsOf({ REQUIRE_TIMESCALE: '1' })[0], /^REQUIRE_TIMESCALE/);
    assert.deepEqual(problemsOf({ REQUIRE_TIMESCALE: '1', DATABASE_URL: 'postgres://u:p@h:5432/d' }), []);
  });
});
