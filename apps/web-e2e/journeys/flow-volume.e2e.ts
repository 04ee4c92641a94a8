import type { ObservationPage } from '@airway-twin/contracts/http';
import { MS_PER_MINUTE } from '@airway-twin/domain/time';
import { relieverPuff, session } from '../people/child.js';
import { expect, isSameDocument, markDocument, openRecord, test, type Page } from '../screen/journey.js';

/** The model's curve of now, as it is drawn. */
async function drawnLoop(page: Page): Promise<string> {
  return (await page.getByTestId('loop-now').getAttribute('d')) ?? '';
}

/** The model's FEV1 of now as the page says it, L. */
async function fev1Said(page: Page): Promise<number> {
  const cells = page.getByTestId('loop-fev1').locator('td');
  return Number.parseFloat((await cells.nth(-2).textContent()) ?? '');
}

test.describe('the flow-volume loop', () => {
  test('widens when the reliever is taken and narrows with a worse blow, on the open page', async ({
    child,
    logIn,
  }) => {
    const tight = await child('Tight loop', { lastBlowsOfBest: 0.62 });
    const clinician = await logIn('clinician');
    await openRecord(clinician, tight.patientId);
    await expect(clinician.getByTestId('loop-now')).toBeAttached({ timeout: 20_000 });
    await markDocument(clinician);

    const before = { drawn: await drawnLoop(clinician), fev1: await fev1Said(clinician) };
    const puffsAtMs = tight.storyEndsAtMs + MS_PER_MINUTE;
    // Two puffs a minute apart: after more, nobody could say how far the airways have opened until the next blow.
    await tight.reliever.send([relieverPuff(puffsAtMs), relieverPuff(puffsAtMs + MS_PER_MINUTE)]);
    await expect
      .poll(() => fev1Said(clinician), { message: 'the reliever opens the drawn loop' })
      .toBeGreaterThan(before.fev1);
    const after = await drawnLoop(clinician);
    expect(after).not.toBe(before.drawn);

    const opened = await fev1Said(clinician);
    await tight.meter.send([
      session(puffsAtMs + 12 * MS_PER_MINUTE, 0.5),
      session(puffsAtMs + 14 * MS_PER_MINUTE, 0.5),
    ]);
    await expect
      .poll(() => fev1Said(clinician), { message: 'a worse blow narrows the drawn loop' })
      .toBeLessThan(opened);
    expect(await drawnLoop(clinician)).not.toBe(after);
    expect(await isSameDocument(clinician)).toBe(true);
  });

  test('shows the newest measured blow as it was measured', async ({ logIn, product }) => {
    const { rows } = await product.clinician.ward();
    const withBlow = async (patientId: string) => {
      const { observations } = await product.clinician.get<ObservationPage>(
        'observations',
        { patientId },
        { stream: 'spirometer.blow', limit: '1' },
      );
      return observations.length > 0;
    };
    let patientId: string | null = null;
    for (const row of rows) if (patientId === null && (await withBlow(row.patientId))) patientId = row.patientId;
    if (patientId === null) throw new Error('no demo patient has a spirometer');
    const clinician = await logIn('clinician');
    await openRecord(clinician, patientId);
    await expect(clinician.getByTestId('loop-measured')).toHaveAttribute('d', /^M\d/);
    const panel = clinician.getByTestId('flow-volume');
    await expect(panel.locator('.tag-measured')).toBeVisible();
    await expect(panel.locator('.fresh')).toBeVisible();
  });
});
