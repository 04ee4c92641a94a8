import { expect, openRecord, test } from '../screen/journey.js';

/** Devices are blamed only when the pipeline has been moving for a minute. */
const TOLD_WITHIN_MS = 90_000;

test.describe('a device that says nothing any more', () => {
  test.setTimeout(150_000);

  test('is an alarm of its own on the ward, the record, the patient’s page and the console, and nothing is counted by it', async ({
    child,
    logIn,
    product,
  }) => {
    const ada = await child('Silent Ada', { lastBlowsOfBest: 1, preventerSilentForDays: 5 });
    const ward = await logIn('clinician');
    const preventer = `${ada.patientId}-preventer`;
    await expect(ward.getByTestId(`silence-mark-${preventer}`)).toContainText('No word from the inhaler sensor', {
      timeout: TOLD_WITHIN_MS,
    });
    const row = ward.getByTestId(`ward-row-${ada.patientId}`);
    await expect(row).toContainText('reliever: not known');
    await expect(row).not.toContainText('reliever puffs in 24 h');
    await expect(ward.getByTestId(`alarm-${ada.patientId}`)).toHaveCount(0);
    await openRecord(ward, ada.patientId);
    await expect(ward.getByTestId(`silence-${preventer}`)).toHaveAttribute('data-presence', 'silent');

    const console = await logIn('engineer');
    await expect(console.getByTestId(`device-${preventer}`).locator('[data-presence]')).toHaveText('silent');
    await expect(console.getByTestId(`audit-${preventer}`)).toHaveAttribute('data-missing', '0');

    const { devices } = await product.clinician.patient(ada.patientId);
    expect(devices.map(({ deviceId, presence }) => [deviceId, presence.state]).toSorted()).toEqual([
      [`${ada.patientId}-meter`, 'online'],
      [preventer, 'silent'],
      [`${ada.patientId}-reliever`, 'awaited'],
    ]);
  });
});
