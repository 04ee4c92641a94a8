import type { WhatIfResponse } from '@airway-twin/contracts/http';
import type { Recommendation } from '@airway-twin/domain/recommendation';
import { expect, openRecord, revisionOn, test } from '../screen/journey.js';

test.describe('what if', () => {
  test('a clinician compares days to come, and nothing follows from asking', async ({ child, logIn, product }) => {
    const asked = await child('What if', { lastBlowsOfBest: 0.78 });
    const patient = { patientId: asked.patientId };
    const clinician = await logIn('clinician');
    await openRecord(clinician, asked.patientId);
    const panel = clinician.getByTestId('what-if');
    const table = clinician.getByTestId('what-if-table');
    await expect(panel).toContainText('A question, not advice');
    await expect(table.locator('tbody tr')).toHaveCount(3);
    const before = {
      revision: await revisionOn(clinician),
      made: await product.clinician.get<{ recommendations: Recommendation[] }>('recommendations', patient),
    };

    await clinician.getByTestId('what-if-cold').click();
    await expect(table.locator('tbody tr')).toHaveCount(4);
    await expect(panel.getByTestId('chart-what-if-inflammation').locator('canvas')).toBeVisible();
    await clinician.getByTestId('what-if-days-28').click();
    await expect(table).toContainText('In 28 days: A cold');

    const answer = await product.clinician.get<WhatIfResponse>('whatIf', patient, { days: '28', scenario: 'cold' });
    const [run] = answer.runs;
    if (run?.kind !== 'simulated') throw new Error('expected a simulation');
    const end = run.points.at(-1)!.inflammation;
    const figure = (value: number) => value.toLocaleString('en-GB', { maximumFractionDigits: 2 });
    await expect(table).toContainText(`${figure(end.mid)} (${figure(end.low)} to ${figure(end.high)})`);

    expect(await revisionOn(clinician)).toBe(before.revision);
    expect(await product.clinician.get('recommendations', patient)).toEqual(before.made);
    expect(await product.engineer.status('whatIf', patient)).toBe(403);
  });

  test('a patient sees now beside in two weeks, as pictures and ranges', async ({ child, logIn }) => {
    const well = await child('Two weeks', { lastBlowsOfBest: 0.88 });
    const page = await logIn(well.patientId, { viewport: { width: 390, height: 844 } });
    const panel = page.getByTestId('my-what-if');
    await expect(panel.locator('svg')).toHaveCount(2);
    await expect(panel).toContainText('not a promise and not advice');
    await expect(panel.locator('figure').nth(0)).toContainText('out of 100 of your best');
    await expect(panel.locator('figure').nth(1)).toContainText('out of 100 of your best');
    // The one thing to press here looks closer; nothing can be ordered or changed.
    await expect(panel.getByRole('button')).toHaveText(['See it on my picture']);
  });

  test('help comes before looking ahead: the red zone has no what-if for the patient', async ({ child, logIn }) => {
    const ill = await child('Red morning', { lastBlowsOfBest: 0.4 });
    const page = await logIn(ill.patientId);
    await expect(page.locator('.me-action')).toHaveAttribute('data-rule', 'red-zone');
    await expect(page.getByTestId('my-what-if')).toHaveCount(0);
  });
});
