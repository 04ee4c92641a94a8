import { describe, expect, it } from '@jest/globals';
import { openLog } from './log.js';

describe('the log', () => {
  it('tells an error of the store without the connection that it happened on', () => {
    const lines: string[] = [];
    const log = openLog('error', { write: (line) => void lines.push(line) });
    const error = Object.assign(new Error('connection lost'), { code: '57P01', client: { secretKey: 4711 } });
    log.error({ err: error }, error.message);
    const { err, msg } = JSON.parse(lines[0]!) as { err: Record<string, unknown>; msg: string };
    expect(msg).toBe('connection lost');
    expect(err).toMatchObject({ message: 'connection lost', code: '57P01' });
    expect(err).not.toHaveProperty('client');
  });
});
