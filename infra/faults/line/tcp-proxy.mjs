import { connect, createServer } from 'node:net';

/**
 * How a link treats what passes. `pass`: at once. `slow`: so many bytes a second each way. `late`: everything so much later. `swallow`:
 * both ends believe in a connection that carries nothing. `refuse`: nobody gets through.
 * @typedef {{ kind: 'pass' | 'swallow' | 'refuse' } | { kind: 'slow', bytesPerSecond: number } | { kind: 'late', latencyMs: number }} LinkMode
 *
 * @typedef {Awaited<ReturnType<typeof openTcpProxy>>} TcpProxy
 */

/** A slow link hands on this often. */
const PACE_MS = 50;
/** What one direction holds before it stops reading, as a router's queue. */
const QUEUE_MOST_BYTES = 256 * 1024;

/**
 * A TCP proxy on 127.0.0.1 before another port of it, whose link can be made bad and good again.
 * @param {number} targetPort
 */
export async function openTcpProxy(targetPort) {
  /** @type {LinkMode} */
  let mode = { kind: 'pass' };
  /** @type {Set<ReturnType<typeof openPair>>} */
  const pairs = new Set();

  const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    if (mode.kind === 'refuse') return near.resetAndDestroy();
    const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    const pair = openPair(near, far, () => mode);
    pairs.add(pair);
    near.once('close', () => pairs.delete(pair));
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(undefined));
  });
  const cut = () => {
    for (const pair of pairs) pair.cut();
  };
  return {
    port: /** @type {import('node:net').AddressInfo} */ (server.address()).port,
    get connections() {
      return pairs.size;
    },
    /** @param {LinkMode} next */
    setMode: (next) => {
      mode = next;
      if (mode.kind === 'refuse') cut();
      for (const pair of pairs) pair.modeChanged();
    },
    /** Ends every connection by a reset; new ones are as the mode says. */
    cut,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Two sockets that are one connection. One that has lost bytes is never healed: it is reset once bytes would flow again.
 * @param {import('node:net').Socket} near @param {import('node:net').Socket} far @param {() => LinkMode} modeNow
 */
function openPair(near, far, modeNow) {
  let hasLost = false;
  const cut = () => {
    near.resetAndDestroy();
    far.resetAndDestroy();
  };
  const lose = () => (hasLost = true);
  const there = openDirection(near, far, modeNow, lose);
  const back = openDirection(far, near, modeNow, lose);
  for (const socket of [near, far]) {
    socket.on('error', cut);
    socket.on('close', cut);
  }
  near.resume();
  return {
    cut,
    modeChanged: () => {
      if (hasLost && modeNow().kind !== 'swallow') return cut();
      there.flow();
      back.flow();
    },
  };
}

/**
 * What flows one way, in order.
 * @param {import('node:net').Socket} from @param {import('node:net').Socket} to @param {() => LinkMode} modeNow @param {() => void} lose
 */
function openDirection(from, to, modeNow, lose) {
  /** @type {{ bytes: Buffer, dueMs: number }[]} */
  let queue = [];
  let queuedBytes = 0;
  let hasEnded = false;
  /** @type {NodeJS.Timeout | null} */
  let timer = null;

  from.on('data', (bytes) => {
    const mode = modeNow();
    if (mode.kind === 'swallow') return lose();
    queue.push({ bytes, dueMs: Date.now() + (mode.kind === 'late' ? mode.latencyMs : 0) });
    queuedBytes += bytes.length;
    if (queuedBytes > QUEUE_MOST_BYTES) from.pause();
    flow();
  });
  from.on('end', () => {
    hasEnded = true;
    flow();
  });
  to.on('drain', () => flow());
  from.on('close', () => timer !== null && clearTimeout(timer));

  function flow() {
    if (timer !== null) return;
    const mode = modeNow();
    if (mode.kind === 'swallow' || to.destroyed) return;
    let allowance = mode.kind === 'slow' ? Math.max(1, Math.round((mode.bytesPerSecond * PACE_MS) / 1000)) : Infinity;
    while (queue.length > 0 && allowance > 0 && !to.writableNeedDrain) {
      const [first] = queue;
      const waitMs = mode.kind === 'late' ? first.dueMs - Date.now() : 0;
      if (waitMs > 0) return flowIn(waitMs);
      const part = first.bytes.subarray(0, Math.min(first.bytes.length, allowance));
      if (part.length === first.bytes.length) queue.shift();
      else queue[0] = { ...first, bytes: first.bytes.subarray(part.length) };
      allowance -= part.length;
      queuedBytes -= part.length;
      to.write(part);
    }
    if (queuedBytes <= QUEUE_MOST_BYTES / 2) from.resume();
    if (queue.length === 0 && hasEnded) to.end();
    else if (queue.length > 0 && mode.kind === 'slow') flowIn(PACE_MS);
  }

  /** @param {number} ms */
  function flowIn(ms) {
    timer = setTimeout(() => {
      timer = null;
      flow();
    }, ms);
  }
  return { flow };
}
