import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { fitOf, violationsOn, WITHOUT_CSP } from '../screen/axe.js';
import { expect, openRecord, test } from '../screen/journey.js';

const PHONE = { width: 390, height: 844 };

test.describe('the risk and the model that made it', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`from the ward’s budget to the reasons to the card (${colorScheme})`, async ({ logIn, product }) => {
      const page = await logIn('clinician', { ...WITHOUT_CSP, colorScheme });
      const { rows, alertBudget } = await product.clinician.ward();
      await expect(page.getByTestId('ward-budget')).toContainText(
        `of at most ${alertBudget.perPatientMonth * alertBudget.patients}`,
      );
      const scored = rows.find(({ within7Days }) => within7Days !== null);
      if (!scored) throw new Error('expected a scored patient in the demo');

      await openRecord(page, scored.patientId);
      await expect(page.getByTestId('risk-sentence')).toContainText('Of 100 weeks like this');
      await expect(page.getByTestId('risk-bars').locator('li').first()).toBeVisible();
      await page.getByTestId('risk-sum').locator('summary').click();
      await expect(page.getByTestId('risk-sum').locator('tfoot')).toContainText('in 100');
      await expect(page.getByTestId('chart-risk').locator('canvas')).toBeVisible();
      expect(await violationsOn(page), 'the record with the risk opened').toEqual([]);

      await page.getByTestId('risk-card-link').click();
      await expect(page).toHaveURL(/\/model$/);
      const served = await product.clinician.get<CurrentModelResponse>('currentModel');
      await expect(page.getByTestId('model-hash')).toHaveText(served.identity!.fileSha256);
      await expect(page.getByTestId('model-figures').locator('tbody tr')).toHaveCount(served.evaluation!.models.length);
      await expect(page.getByTestId('card-text')).toContainText('Limits');
      for (const chapter of await page.getByTestId('card-text').locator('summary').all()) await chapter.click();
      expect(await violationsOn(page), 'the card').toEqual([]);
      await page.setViewportSize(PHONE);
      expect(await fitOf(page), 'the card on a phone').toBe('fits');
      expect(await violationsOn(page), 'the card on a phone').toEqual([]);
    });
  }

  test('an engineer reads the model folder again, and a patient has no card of the model', async ({ logIn }) => {
    const engineer = await logIn('engineer');
    await engineer.getByTestId('models-reload').click();
    await expect(engineer.getByTestId('models-result')).toContainText('served as before');
    await engineer.getByTestId('models').getByRole('link').click();
    await expect(engineer.getByTestId('model-page')).toContainText('No real patient was learnt from');
    const patient = await logIn('demo-03');
    await patient.goto('/model');
    await expect(patient).toHaveURL(/\/me$/);
  });
});
