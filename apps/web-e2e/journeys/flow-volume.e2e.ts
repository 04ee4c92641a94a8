import type { ObservationPage } from '@airway-twin/contracts/http';
import { MS_PER_MINUTE } from '@airway-twin/domain/time';
import { relieverPuff, session } from '../people/child.js';
import { expect, isSameDocument, markDocument, openRecord, test, type Page } from '../screen/journey.js';

/** The model's curve of now, as it is drawn. */
async function drawnLoop(page: Page): Promise<string> {
  return (await page.getByTestId('loop-now').getAttribute('d')) ?? '';
}

/** The model's peak flow of now as the page says it, L/s. */
async function peakFlowSaid(page: Page): Promise<number> {
  const cells = page.getByTestId('loop-pef').locator('td');
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

    const before = { drawn: await drawnLoop(clinician), peak: await peakFlowSaid(clinician) };
    const puffsAtMs = tight.storyEndsAtMs + MS_PER_MINUTE;
    await tight.reliever.send([0, 1, 2, 3].map((minute) => relieverPuff(puffsAtMs + minute * MS_PER_MINUTE)));
    await expect
      .poll(() => peakFlowSaid(clinician), { message: 'the reliever opens the drawn loop' })
      .toBeGreaterThan(before.peak);
    const after = await drawnLoop(clinician);
    expect(after).not.toBe(before.drawn);

    const opened = await peakFlowSaid(clinician);
    await tight.meter.send([
      session(puffsAtMs + 12 * MS_PER_MINUTE, 0.5),
      session(puffsAtMs + 14 * MS_PER_MINUTE, 0.5),
    ]);
    await expect
      .poll(() => peakFlowSaid(clinician), { message: 'a worse blow narrows the drawn loop' })
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
