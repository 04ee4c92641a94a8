import { describe, expect, it } from '@jest/globals';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import { SCENARIOS } from '@airway-twin/domain/what-if';
import { createSpeech } from '../i18n/speech.js';
import { aTwin, NOON_MS } from '../testing/builders.js';
import {
  comparedChoices,
  instantBefore,
  simulatedLabel,
  standingFor,
  stateFigures,
  stateLabel,
} from './compared-choice.js';

const english = createSpeech('en');
const NOT_KNOWN = aTwin({ constriction: null });
const OLD = aTwin({ zone: { value: 'unknown', reasons: [], stale: true } });

describe('what the shown airways can be compared with', () => {
  it('is an earlier time or a simulation while the page shows now, and now while it shows the past', () => {
    expect(comparedChoices(false)).toContain('whatIf:cold');
    expect(comparedChoices(false)).not.toContain('now');
    expect(comparedChoices(true)).toContain('now');
    expect(comparedChoices(true).filter((choice) => choice.startsWith('whatIf'))).toEqual([]);
  });

  it('lies before what is shown, whatever that is', () => {
    expect(instantBefore('day', NOON_MS)).toBe(NOON_MS - MS_PER_DAY);
    expect(instantBefore('fourWeeks', NOON_MS)).toBe(NOON_MS - 28 * MS_PER_DAY);
    expect(instantBefore('now', NOON_MS)).toBeNull();
    expect(instantBefore('whatIf:cold', NOON_MS)).toBeNull();
  });
});

describe('an answer that came for another instant', () => {
  it('stands for one close by, and never a week for a day', () => {
    const answer = { askedAtMs: NOON_MS - MS_PER_DAY, twin: aTwin() };
    expect(standingFor(NOON_MS - MS_PER_DAY + 60_000, answer)).toBe(answer.twin);
    expect(standingFor(NOON_MS - 7 * MS_PER_DAY, answer)).toBeNull();
    expect(standingFor(NOON_MS, { askedAtMs: null, twin: null })).toBeNull();
  });
});

describe.each(['en', 'fr'] as const)('a simulated state (%s)', (locale) => {
  const speech = createSpeech(locale);

  it('is always called simulated, on the picture and in figures', () => {
    for (const scenario of SCENARIOS) {
      expect(simulatedLabel(speech, scenario, 14 * MS_PER_DAY)).toMatch(/\(simul(ated|é)\)$/);
    }
    expect(stateFigures(speech, 'x', aTwin(), 'simulated')).not.toMatch(/estim/);
  });
});

describe('a compared state', () => {
  it('is not a plain label when it is not known or old', () => {
    expect(stateLabel(english, 'A week before', aTwin())).toBe('A week before');
    expect(stateLabel(english, 'A week before', NOT_KNOWN)).toBe('A week before: not known');
    expect(stateLabel(english, 'A week before', OLD)).toBe('A week before: old data');
  });

  it('has no figures when it is not known, and estimated ones when it is', () => {
    expect(stateFigures(english, 'Now', NOT_KNOWN, 'estimated')).toBe(
      'Now: how the airways were is not known; they are drawn striped.',
    );
    expect(stateFigures(english, 'Now', aTwin(), 'estimated')).toBe(
      'Now: constriction 0.15, inflammation 0.15 (estimated).',
    );
  });
});
