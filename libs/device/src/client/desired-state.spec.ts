import { describe, expect, it } from '@jest/globals';
import { deviceReported, type DesiredRequest, type DeviceCommand } from '@airway-twin/contracts/mqtt';
import { NOTHING_DESIRED, desire, isStillDesired, reportOf, shown } from './desired-state.js';

const now = Date.parse('2026-09-01T12:00:00Z');
const request = (recommendationId: string, expiresInMinutes = 60): DesiredRequest => ({
  kind: 'request-blow',
  recommendationId,
  issuedAt: new Date(now).toISOString(),
  expiresAt: new Date(now + expiresInMinutes * 60_000).toISOString(),
});
const command = (desiredVersion: number, ...requests: DesiredRequest[]): DeviceCommand => ({
  schema: 'device.command/1',
  desiredVersion,
  requests,
});

describe('what is desired of a device and what it reports', () => {
  it('a new request is shown', () => {
    const { state, toShow } = desire(NOTHING_DESIRED, command(1, request('r1')), now);
    expect(toShow.map((one) => one.recommendationId)).toEqual(['r1']);
    expect(isStillDesired(state, 'r1', now)).toBe(true);
  });

  it('a device that was away reads the newest version alone', () => {
    const { state } = desire(NOTHING_DESIRED, command(5, request('r5')), now);
    const late = desire(state, command(3, request('r3')), now);
    expect(late.toShow).toEqual([]);
    expect(late.state).toBe(state);
  });

  it('a request that expired is not shown, at its end no more than after it', () => {
    expect(desire(NOTHING_DESIRED, command(1, request('r1', 0)), now).toShow).toEqual([]);
    const { state } = desire(NOTHING_DESIRED, command(1, request('r1', 10)), now);
    expect(isStillDesired(state, 'r1', now + 11 * 60_000)).toBe(false);
  });

  it('a request that was taken back before it was seen is not shown', () => {
    const asked = desire(NOTHING_DESIRED, command(1, request('r1')), now).state;
    const emptied = desire(asked, command(2), now).state;
    expect(isStillDesired(emptied, 'r1', now)).toBe(false);
  });

  it('what was shown is not shown again in a later version, and stays reported', () => {
    const asked = desire(NOTHING_DESIRED, command(1, request('r1')), now).state;
    const seen = shown(asked, 'r1', now + 5000);
    const next = desire(seen, command(2, request('r1'), request('r2')), now + 6000);
    expect(next.toShow.map((one) => one.recommendationId)).toEqual(['r2']);
    const report = reportOf(next.state, 'boot', now + 7000);
    expect(deviceReported.parse(report)).toMatchObject({
      reportedVersion: 2,
      shown: [{ recommendationId: 'r1', shownAt: new Date(now + 5000).toISOString() }],
    });
  });
});
