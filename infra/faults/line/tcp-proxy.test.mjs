import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { openTcpProxy } from './tcp-proxy.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the TCP proxy', () => {
  let echo;
  let proxy;
  before(async () => {
    echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    await new Promise((resolve) => echo.listen(0, '127.0.0.1', resolve));
    proxy = await openTcpProxy(echo.address().port);
  });
  after(async () => {
    await proxy.close();
    await new Promise((resolve) => echo.close(resolve));
  });

  /** A client that keeps what comes back. */
  async function client() {
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    const kept = { socket, text: '', closed: false };
    socket.on('data', (chunk) => (kept.text += chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => (kept.closed = true));
    // Whoever is refused may be reset before it hears that it was connected.
    await once(socket, 'connect').catch(() => undefined);
    return kept;
  }
  const until = async (holds) => {
    while (!holds()) await pause(5);
  };

  it('hands on every byte in order, there and back', async () => {
    const { socket, ...kept } = await client();
    const sent = Array.from({ length: 20_000 }, (_none, index) => index).join(',');
    let text = kept.text;
    socket.on('data', (chunk) => (text += chunk));
    socket.write(sent);
    await until(() => text.length === sent.length);
    assert.equal(text, sent);
    socket.destroy();
  });

  it('keeps the order when a link turns late and slow in between', async () => {
    const one = await client();
    proxy.setMode({ kind: 'late', latencyMs: 40 });
    one.socket.write('first ');
    proxy.setMode({ kind: 'slow', bytesPerSecond: 400 });
    one.socket.write('second ');
    proxy.setMode({ kind: 'pass' });
    one.socket.write('third');
    await until(() => one.text === 'first second third');
    one.socket.destroy();
  });

  it('makes a slow link slow', async () => {
    const one = await client();
    proxy.setMode({ kind: 'slow', bytesPerSecond: 2_000 });
    const from = Date.now();
    one.socket.write('x'.repeat(400));
    await until(() => one.text.length === 400);
    assert.ok(Date.now() - from >= 100, 'four paces of 100 bytes');
    proxy.setMode({ kind: 'pass' });
    one.socket.destroy();
  });

  it('swallows while both ends believe in the connection, and resets it afterwards', async () => {
    const one = await client();
    proxy.setMode({ kind: 'swallow' });
    one.socket.write('lost');
    await pause(30);
    assert.deepEqual([one.text, one.closed], ['', false]);
    proxy.setMode({ kind: 'pass' });
    await until(() => one.closed);
    assert.equal(one.text, '');
  });

  it('cuts what is there and lets nobody in while it refuses', async () => {
    const one = await client();
    one.socket.write('there');
    await until(() => one.text === 'there');
    proxy.setMode({ kind: 'refuse' });
    await until(() => one.closed);
    const two = await client();
    await until(() => two.closed);
    proxy.setMode({ kind: 'pass' });
    const three = await client();
    three.socket.write('again');
    await until(() => three.text === 'again');
    three.socket.destroy();
  });
});
