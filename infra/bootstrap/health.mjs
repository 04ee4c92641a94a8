/**
 * Waits until the API answers its health route.
 * @param {{ url: string, waitMs: number, failure: () => string | null }} options `failure` ends the waiting when it gives a reason
 * @returns {Promise<{ ok: true, health: { status: string, [part: string]: unknown } } | { ok: false, reason: string }>}
 */
export async function untilHealthy({ url, waitMs, failure }) {
  const until = Date.now() + waitMs;
  let last;
  for (;;) {
    const reason = failure();
    if (reason !== null) return { ok: false, reason };
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      const answered = await response.json();
      if (isUp(answered)) return { ok: true, health: answered };
      last = `its health is ${JSON.stringify(answered)}`;
    } catch (error) {
      last = `it does not answer (${error.cause?.code ?? error.message})`;
    }
    if (Date.now() >= until) return { ok: false, reason: last };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Storage and broker are needed; without a risk model the twin goes on. */
function isUp(health) {
  return health?.storage?.status === 'ok' && health?.broker?.status === 'ok';
}
