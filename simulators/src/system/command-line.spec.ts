import { describe, expect, it } from '@jest/globals';
import { UsageError, parseLine } from './command-line.js';
import { findSystem } from './find-system.js';

const options = {
  speed: { kind: 'speed' },
  drop: { kind: 'number', least: 0, most: 100 },
  out: { kind: 'text' },
} as const;

describe('the command line', () => {
  it('reads what it may have', () => {
    const line = parseLine(['file', '--speed', 'max', '--drop', '5'], options);
    expect(line.positionals).toEqual(['file']);
    expect(line.speed('speed')).toBeNull();
    expect(line.number('drop')).toBe(5);
    expect(line.text('out')).toBeUndefined();
  });

  it.each([
    [['--drop', '200'], '--drop: expected a number from 0 to 100, got "200"'],
    [['--drop', 'x'], '--drop: expected a number from 0 to 100, got "x"'],
    [['--fast'], '--fast'],
  ])('%j is refused by name', (argv, message) => {
    expect(() => parseLine(argv, options)).toThrow(UsageError);
    expect(() => parseLine(argv, options)).toThrow(message);
  });

  it('a speed that is none is refused with what was expected', () => {
    expect(() => parseLine(['--speed', 'warp'], options).speed('speed')).toThrow(
      /expected a number from 0.1 to 1000000, or max/,
    );
  });
});

describe('finding the running system', () => {
  it('takes API_URL first', async () => {
    expect(await findSystem({ API_URL: 'http://127.0.0.1:3000/' })).toEqual({ apiUrl: 'http://127.0.0.1:3000' });
  });

  it('says how to start one when there is none', async () => {
    await expect(findSystem({ DATA_DIR: '/nowhere' })).rejects.toThrow(/npm start/);
    await expect(findSystem({ API_URL: 'three thousand' })).rejects.toThrow(/API_URL: expected a URL/);
  });
});
