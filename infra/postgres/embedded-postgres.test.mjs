import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import pg from 'pg';
import { isAlive } from '../bootstrap/process-identity.mjs';
import { startEmbeddedPostgres } from './embedded-postgres.mjs';
import { isTraversable, postgresBase } from './location.mjs';

const LAUNCHER = new URL('./embedded-postgres.mjs', import.meta.url).href;

/** One statement on a connection of its own. */
async function ask(url, text) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** A launcher in another process that is killed with kill -9 when its server runs: the server is left alone. */
function launchAndDie(dataDir) {
  const program = `const { startEmbeddedPostgres } = await import(${JSON.stringify(LAUNCHER)});
    const { pid } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    process.stdout.write(String(pid), () => process.kill(process.pid, 'SIGKILL'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve) => {
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.once('close', () => resolve(Number(said)));
  });
}

describe('the embedded PostgreSQL', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'airway-twin-postgres-'));
  chmodSync(dataDir, 0o711);
  after(() => rmSync(dataDir, { recursive: true, force: true }));

  it('keeps its data over a stop, in UTF-8 and UTC, with durable commits and no way in without the password', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    assert.equal(first.how, 'new');
    await ask(first.url, 'create table kept as select 42 as answer');
    const [settings] = await ask(
      first.url,
      `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
              current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses`,
    );
    assert.deepEqual(settings, { encoding: 'UTF8', zone: 'UTC', fsync: 'on', addresses: '127.0.0.1' });
    const guess = new URL(first.url);
    guess.password = 'password';
    await assert.rejects(ask(guess.href, 'select 1'), { code: '28P01' });
    assert.equal(statSync(join(dataDir, 'secrets.json')).mode & 0o777, 0o600);
    await first.stop();
    assert.ok(!isAlive(first.pid));

    const second = await startEmbeddedPostgres({ dataDir });
    assert.equal(second.how, 'started');
    assert.equal(second.url, first.url);
    assert.deepEqual(await ask(second.url, 'select answer from kept'), [{ answer: 42 }]);
    await second.stop();
  });

  it('is adopted when its launcher was killed', async () => {
    const pid = await launchAndDie(dataDir);
    assert.ok(isAlive(pid));
    const adopted = await startEmbeddedPostgres({ dataDir });
    assert.equal(adopted.how, 'adopted');
    assert.equal(adopted.pid, pid);
    assert.deepEqual(await ask(adopted.url, 'select answer from kept'), [{ answer: 42 }]);
    await adopted.stop();
    assert.ok(!isAlive(pid));
  });

  it('is one server for two launchers at the same time', async () => {
    const [pid, other] = await Promise.all([launchAndDie(dataDir), launchAndDie(dataDir)]);
    assert.equal(pid, other);
    await (await startEmbeddedPostgres({ dataDir })).stop();
  });

  it('recovers what was committed before a kill -9', async () => {
    const server = await startEmbeddedPostgres({ dataDir });
    await ask(server.url, 'create table committed as select generate_series(1, 5000) as n');
    process.kill(server.pid, 'SIGKILL');
    while (isAlive(server.pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    const again = await startEmbeddedPostgres({ dataDir });
    assert.deepEqual(await ask(again.url, 'select count(*)::int as rows from committed'), [{ rows: 5000 }]);
    await again.stop();
  });

  it('does not take another program for its server when that has got its process number', async () => {
    const server = await startEmbeddedPostgres({ dataDir });
    await server.stop();
    const pidFile = join(postgresBase(dataDir, null), 'cluster', 'postmaster.pid');
    writeFileSync(pidFile, `${process.pid}\n/elsewhere\n0\n5432\n`);
    const again = await startEmbeddedPostgres({ dataDir });
    assert.equal(again.how, 'started');
    await again.stop();
  });

  it('refuses data of another major version and says so', async () => {
    const version = join(postgresBase(dataDir, null), 'cluster', 'PG_VERSION');
    writeFileSync(version, '17\n');
    await assert.rejects(startEmbeddedPostgres({ dataDir }), /made by PostgreSQL 17 and this is 18/);
    writeFileSync(version, '18\n');
  });
});

describe('where the cluster lies', () => {
  it('is outside a folder that the server’s user cannot pass through', () => {
    const closed = mkdtempSync(join(tmpdir(), 'airway-twin-closed-'));
    const inside = join(closed, 'data');
    try {
      assert.equal(postgresBase(inside, null), join(inside, 'postgres'));
      assert.ok(!isTraversable(inside));
      assert.match(
        postgresBase(inside, { uid: 65534, gid: 65534 }),
        /^\/var\/lib\/airway-twin\/[0-9a-f]{16}\/postgres$/,
      );
      chmodSync(closed, 0o711);
      assert.equal(postgresBase(inside, { uid: 65534, gid: 65534 }), join(inside, 'postgres'));
    } finally {
      rmSync(closed, { recursive: true });
    }
  });
});
