import { describe, expect, it } from '@jest/globals';
import type { Scenario, WhatIf } from '@airway-twin/domain/what-if';
import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import { createSpeech } from '../i18n/speech.js';
import { NOON_MS } from '../testing/builders.js';
import { aRun, noRun } from '../testing/what-if-runs.js';
import { assumedText, hasPreventer } from './assumed-text.js';
import { COMPARED_AT_MOST, firstCompared, percentLimits, shownMoments, toggled } from './compared.js';

describe('what is compared', () => {
  it('is at first the preventer as lately and as prescribed', () => {
    const runs = (['cold', 'preventer-as-prescribed', 'preventer-as-now'] as const).map((scenario) => aRun(scenario));
    expect(firstCompared(runs)).toEqual(['preventer-as-now', 'preventer-as-prescribed']);
  });

  it('is what can be asked where no preventer is prescribed', () => {
    const runs: WhatIf[] = [
      noRun('preventer-as-now', 'no-preventer'),
      noRun('preventer-as-prescribed', 'no-preventer'),
      aRun('polluted-week'),
      aRun('cold'),
      aRun('reliever-now'),
    ];
    expect(firstCompared(runs)).toEqual(['polluted-week', 'cold']);
    expect(firstCompared(runs.slice(0, 2))).toEqual([]);
  });

  it('never shows more than three at once: the one chosen first makes room', () => {
    const pressed: readonly Scenario[] = ['cold', 'missed-week', 'polluted-week', 'preventer-stopped'];
    const chosen = pressed.reduce<readonly Scenario[]>(toggled, []);
    expect(chosen).toEqual(['missed-week', 'polluted-week', 'preventer-stopped']);
    expect(chosen).toHaveLength(COMPARED_AT_MOST);
    expect(toggled(chosen, 'polluted-week')).toEqual(['missed-week', 'preventer-stopped']);
  });

  it('looks at a reliever alone, hour by hour', () => {
    expect(toggled(['cold', 'missed-week'], 'reliever-now')).toEqual(['reliever-now']);
    expect(toggled(['reliever-now'], 'cold')).toEqual(['cold']);
    const run = aRun('reliever-now');
    const hourly = Array.from({ length: 13 }, (_unused, hour) => ({
      ...run.points[0]!,
      atMs: NOON_MS + hour * MS_PER_HOUR,
    }));
    const moments = shownMoments([{ ...run, points: hourly }]);
    expect(moments.map(({ aheadMs }) => aheadMs / MS_PER_HOUR)).toEqual([1, 4, 12]);
    expect(shownMoments([aRun('cold')]).map(({ aheadMs }) => aheadMs / MS_PER_DAY)).toEqual([14]);
  });
});

describe('the axis of lung function', () => {
  it('is the same for everyone as long as it holds all there is', () => {
    expect(percentLimits([aRun('cold', { percentOfBest: { low: 72, mid: 80, high: 91 } })])).toEqual({
      least: 50,
      most: 110,
    });
  });

  it('reaches further for an attack, and for a best that was surpassed', () => {
    const runs = [
      aRun('cold', { percentOfBest: { low: 27, mid: 40, high: 55 } }),
      aRun('preventer-as-prescribed', { percentOfBest: { low: 90, mid: 101, high: 113 } }),
    ];
    expect(percentLimits(runs)).toEqual({ least: 20, most: 120 });
    expect(percentLimits([aRun('cold', { percentOfBest: null })])).toEqual({ least: 50, most: 110 });
  });
});

describe('what was put in', () => {
  it('is said in words, and only what was', () => {
    const speech = createSpeech('en');
    const run = {
      ...aRun('polluted-week'),
      assumed: { controllerExposure: 0.62, pm25MicrogramsPerM3: 45, relieverPuffs: 2 },
    };
    expect(assumedText(speech, run, true)).toContain('preventer at 62% of the prescribed dose after 7 days');
    expect(assumedText(speech, run, true)).toContain('PM2.5 of 45 µg/m³');
    expect(assumedText(speech, run, true)).toContain('2 reliever puffs');
    expect(assumedText(speech, aRun('cold'), true)).not.toMatch(/PM2\.5|puff/);
  });

  it('is silent about a preventer that nobody has', () => {
    expect(hasPreventer([noRun('preventer-as-now', 'no-preventer'), aRun('cold')])).toBe(false);
    expect(assumedText(createSpeech('en'), aRun('cold'), false)).toBe('everything as it is now');
  });
});
