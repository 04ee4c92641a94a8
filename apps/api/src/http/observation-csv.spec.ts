import { describe, expect, it } from '@jest/globals';
import type { StoredObservation } from '@airway-twin/contracts/http';
import { CSV_HEADER, csvLine } from './observation-csv.js';

const stored = (deviceId: string): StoredObservation => ({
  observation: {
    stream: 'peakflow.session',
    siteId: 'demo',
    patientId: 'p1',
    source: { deviceId, bootId: 'b', seq: 3 },
    measuredAtMs: Date.parse('2026-03-02T07:00:00Z'),
    data: { blowsLitresPerMinute: [280, 290], reliever: 'before' },
  },
  sentAtMs: 0,
  receivedAtMs: 0,
  revision: 12,
});

describe('observations as a table', () => {
  it('has a cell for each column, and quotes what holds commas', () => {
    const line = csvLine(stored('meter'));
    expect(line).toContain('demo,p1,peakflow.session,2026-03-02T07:00:00.000Z');
    expect(line).toContain('"{""blowsLitresPerMinute"":[280,290],""reliever"":""before""}"');
    expect(CSV_HEADER.split(',')).toHaveLength(11);
  });

  it('a cell that a spreadsheet would run as a formula is made text', () => {
    expect(csvLine(stored('=cmd()'))).toContain(",'=cmd(),");
  });
});
