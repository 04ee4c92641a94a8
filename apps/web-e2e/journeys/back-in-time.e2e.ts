import type { TwinAtResponse } from '@airway-twin/contracts/http';
import { MS_PER_HOUR } from '@airway-twin/domain/time';
import { expect, openRecord, revisionOn, test } from '../screen/journey.js';
import { untilDrawn } from '../screen/avatar.js';

test('the time slider goes back and forth, and the page says what is past', async ({ child, logIn, product }) => {
  const ill = await child('Time traveller', { lastBlowsOfBest: 0.55 });
  const page = await logIn('clinician');
  await openRecord(page, ill.patientId);
  const record = page.getByTestId('patient-page');
  const slider = page.getByTestId('time-slider');
  const state = page.getByTestId('time-state');
  await expect(record).toHaveAttribute('data-as-of', 'now');
  await expect(state).toHaveText('Showing now.');
  const now = await revisionOn(page);
  const steps = Number(await slider.getAttribute('max'));

  for (const daysBack of [10, 3]) {
    const atMs = ill.storyEndsAtMs - daysBack * 24 * MS_PER_HOUR;
    await slider.fill(String(steps - daysBack * 24));
    await expect(state).toContainText('As of');
    await expect(state).toContainText('the past, not now');
    const then = await product.clinician.get<TwinAtResponse>(
      'twin',
      { patientId: ill.patientId },
      { at: new Date(atMs).toISOString() },
    );
    await expect(record).toHaveAttribute('data-as-of', String(then.twin.atMs));
    await expect.poll(() => revisionOn(page)).toBe(then.revision);
    expect(then.revision).toBeLessThan(now);
    expect(then.twin.zone.value).toBe('green');
    await untilDrawn(page, then.twin.constriction!.mid);
    await expect(page.getByTestId('recommendations').getByRole('button', { name: /approve|acknowledge/i })).toHaveCount(
      0,
    );
  }

  await page.getByTestId('time-now').click();
  await expect(record).toHaveAttribute('data-as-of', 'now');
  await expect(state).toHaveText('Showing now.');
  expect(await revisionOn(page)).toBe(now);
  await untilDrawn(page, (await product.clinician.patient(ill.patientId)).twin.constriction!.mid);
});
