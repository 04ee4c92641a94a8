import { describe, expect, it } from '@jest/globals';
import { STORY_START_MS, TWICE_DAILY_STEROID, RELIEVER, aPatient } from '../testing/a-story.js';
import { MS_PER_HOUR, MS_PER_MINUTE } from '../time/calendar.js';
import { puffHistory } from './classified-puffs.js';
import { unobservedTwin } from './fold.js';
import { classifyPuffs } from './medication.js';
import { relieverEffect } from './reliever.js';
import type { RememberedActuation, TwinMemory } from './state.js';

function puffs(count: number, everyMs: number, drugs: readonly RememberedActuation['drug'][]): RememberedActuation[] {
  return Array.from({ length: count }, (_unused, at) => {
    const drug = drugs[at % drugs.length]!;
    const role = drug === 'salbutamol' ? 'reliever' : drug === 'budesonide' ? 'controller' : 'mart';
    return { atMs: STORY_START_MS + at * everyMs, drug, role, technique: null };
  });
}

/** The effect as it is described, with every puff counted. */
function plainEffect(actuations: readonly RememberedActuation[], atMs: number): number {
  const strengths = actuations
    .filter(({ drug, atMs: takenAtMs }) => drug !== 'budesonide' && takenAtMs <= atMs)
    .filter(({ atMs: takenAtMs }) => atMs - takenAtMs <= 48 * MS_PER_HOUR)
    .map(({ role, atMs: takenAtMs }) => {
      const halfAfterMs = (role === 'reliever' ? 4 : 10) * MS_PER_HOUR;
      const onset = 1 - Math.exp(-(atMs - takenAtMs) / (3 * MS_PER_MINUTE));
      return onset / (1 + ((atMs - takenAtMs) / halfAfterMs) ** 3);
    })
    .sort((a, b) => b - a);
  let left = 1;
  let effect = 0;
  for (const strength of strengths) {
    effect += left * 0.55 * strength;
    left *= 1 - 0.55;
  }
  return Math.min(0.85, effect);
}

describe('remembered puffs', () => {
  it.each([
    ['of one reliever', ['salbutamol']],
    ['of a reliever and a preventer', ['salbutamol', 'budesonide', 'budesonide']],
    ['of two relievers of different length', ['salbutamol', 'budesonide-formoterol']],
  ] as const)('have the same effect to the bit when the weakest of many are passed over: %s', (_what, drugs) => {
    for (const everyMinutes of [5, 13, 22, 40, 90]) {
      const taken = puffs(240, everyMinutes * MS_PER_MINUTE, drugs);
      for (let sinceMs = 0; sinceMs < 20 * MS_PER_HOUR; sinceMs += 17 * MS_PER_MINUTE) {
        const atMs = taken.at(-1)!.atMs + sinceMs;
        expect(relieverEffect(taken, atMs)).toBe(plainEffect(taken, atMs));
      }
    }
  });

  it('are the same when they carry on from those before, as when each list is looked at by itself', () => {
    const profile = aPatient({ medications: [TWICE_DAILY_STEROID, RELIEVER] });
    const taken = puffs(60, 5 * MS_PER_HOUR, ['budesonide', 'salbutamol', 'budesonide']);
    const lists = [
      taken.slice(0, 9),
      taken.slice(0, 12),
      taken.slice(4, 13),
      taken.slice(4, 13).toSpliced(3, 1),
      taken.slice(20, 31),
    ];
    for (const actuations of lists) {
      const twin = unobservedTwin(profile);
      const state: TwinMemory = { ...twin, medication: { ...twin.medication, actuations } };
      const alone = classifyPuffs({ actuations }, profile);
      const relievers = alone.filter(({ use }) => use === 'reliever');
      const doses = alone.filter((puff) => puff.doses > 0);
      expect(puffHistory(state)).toMatchObject({
        puffs: alone,
        relieverAtMs: relievers.map(({ atMs }) => atMs),
        doseAtMs: doses.map(({ atMs }) => atMs),
        doses: doses.map((puff) => puff.doses),
      });
    }
  });
});
