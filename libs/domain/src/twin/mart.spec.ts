import { describe, expect, it } from '@jest/globals';
import type { Drug, MedicationRole } from '../patient/drugs.js';
import { relieverOveruse } from '../recommendation/rules/reliever-overuse.js';
import { RELIEVER, TWICE_DAILY_STEROID, aPatient, aPuff, at, contextAt } from '../testing/a-story.js';

const mart = (dosesPerDay: number | null, puffsPerDose: number | null, drug: Drug = 'budesonide-formoterol') =>
  aPatient({ medications: [{ ...TWICE_DAILY_STEROID, drug, role: 'mart', dosesPerDay, puffsPerDose }, RELIEVER] });
/** Puffs at so many minutes after eight in the morning of day 10. */
const puffs = (minutes: readonly number[], drug: Drug = 'budesonide-formoterol', role: MedicationRole = 'mart') =>
  minutes.map((minute) => aPuff(at(10, 8) + minute * 60_000, drug, role));
const counted = (minutes: readonly number[], profile = mart(2, 2)) => {
  const { medication } = contextAt(at(10, 23), puffs(minutes), { profile }).view;
  return { reliever: medication.relieverPuffs24h, doses: medication.days.at(-1)!.controllerDoses };
};

describe('one inhaler for maintenance and relief, two puffs twice a day', () => {
  it.each([
    ['two puffs, morning and evening', [0, 1, 720, 721], { reliever: 0, doses: 2 }],
    ['six puffs within 100 minutes', [0, 20, 40, 60, 80, 100], { reliever: 4, doses: 1 }],
    ['six puffs at once', [0, 1, 2, 3, 4, 5], { reliever: 4, doses: 1 }],
    ['relief in the night before the morning dose is due again', [0, 1, 240, 241, 720, 721], { reliever: 2, doses: 2 }],
    ['one puff of the two', [0], { reliever: 0, doses: 0.5 }],
    ['relief between and after the two doses', [0, 1, 300, 720, 721, 800], { reliever: 2, doses: 2 }],
  ])('%s', (_what, minutes, expected) => {
    expect(counted(minutes)).toEqual(expected);
  });
});

describe('an ICS-formoterol inhaler whose dosing the regimen does not say', () => {
  const twelve = Array.from({ length: 12 }, (_unused, index) => index * 10);
  const review = (minutes: readonly number[], profile = mart(null, null), drug?: Drug, role?: MedicationRole) =>
    relieverOveruse.when(contextAt(at(10, 23), puffs(minutes, drug, role), { profile }))?.reasons ?? [];

  it('has no reliever puffs, but twelve puffs in two hours are put before a clinician', () => {
    expect(counted(twelve, mart(null, null)).reliever).toBe(0);
    expect(review(twelve)).toEqual([{ code: 'unknown-dosing-puffs-24h', values: { puffs: 12, limit: 8 } }]);
  });

  it('says nothing of what may be maintenance, were the plan’s limit ever so low', () => {
    const profile = mart(null, null);
    const strict = { ...profile, actionPlan: { ...profile.actionPlan, reviewRelieverPuffsPer24h: 3 } };
    expect(review([0, 1, 720, 721], strict)).toEqual([]);
  });

  it('counts in the same way when it is prescribed as controller only, or not prescribed', () => {
    const fostair = 'beclometasone-formoterol';
    const asController = aPatient({
      medications: [{ ...TWICE_DAILY_STEROID, drug: fostair, dosesPerDay: null, puffsPerDose: null }],
    });
    expect(review([0, 1, 720, 721], asController, fostair, 'controller')).toEqual([]);
    expect(review(twelve, asController, fostair, 'controller').map((each) => each.code)).toEqual([
      'unknown-dosing-puffs-24h',
    ]);
    expect(review(twelve, aPatient(), fostair, 'controller')).toHaveLength(1);
  });
});
