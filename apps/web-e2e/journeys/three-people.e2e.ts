import { enter, expect, openRecord, test } from '../screen/journey.js';

test.describe('three people log in', () => {
  test('a clinician sees the ward, and neither the console nor a patient’s own page', async ({ logIn }) => {
    const page = await logIn('clinician');
    await expect(page).toHaveURL(/\/ward$/);
    await expect(page.getByTestId('ward-row-demo-07')).toBeVisible();
    await expect(page.locator('[data-testid^="ward-row-demo-"]')).toHaveCount(24);
    for (const elsewhere of ['/replay', '/me']) {
      await page.goto(elsewhere);
      await expect(page).toHaveURL(/\/ward$/);
      await expect(page.getByTestId('replay')).toHaveCount(0);
      await expect(page.getByTestId('my-page')).toHaveCount(0);
    }
  });

  test('a patient sees their own airways and nobody else’s', async ({ logIn, product }) => {
    const page = await logIn('demo-07');
    await expect(page).toHaveURL(/\/me$/);
    await expect(page.getByTestId('my-page')).toContainText('Demo patient 7');
    for (const elsewhere of ['/ward', '/patients/demo-08', '/replay']) {
      await page.goto(elsewhere);
      await expect(page).toHaveURL(/\/me$/);
      await expect(page.getByTestId('my-page')).toContainText('Demo patient 7');
      await expect(page.getByText('Demo patient 8')).toHaveCount(0);
    }
    const own = await product.patient('demo-07');
    expect(await own.status('patient', { patientId: 'demo-07' })).toBe(200);
    expect(await own.status('patient', { patientId: 'demo-08' })).toBe(403);
    expect(await own.status('observations', { patientId: 'demo-08' })).toBe(403);
    expect((await own.ward()).rows.map(({ patientId }) => patientId)).toEqual(['demo-07']);
    expect(await own.status('devices')).toBe(403);
  });

  test('an engineer sees the console with the demo’s scenarios, and no ward', async ({ logIn }) => {
    const page = await logIn('engineer');
    await expect(page).toHaveURL(/\/replay$/);
    await expect(page.getByTestId('replay-scenario').locator('option')).toHaveCount(6);
    await expect(page.getByTestId('device-demo-07-peakflow')).toBeVisible();
    for (const elsewhere of ['/ward', '/patients/demo-07', '/me']) {
      await page.goto(elsewhere);
      await expect(page).toHaveURL(/\/replay$/);
      await expect(page.getByTestId('patient-page')).toHaveCount(0);
    }
  });

  test('a wrong password is refused in words, and opens nothing', async ({ newcomer }) => {
    const page = await newcomer();
    await enter(page, 'clinician', 'not-the-password');
    await expect(page.getByTestId('login-error')).toHaveText('User name or password is not right.');
    await page.goto('/ward');
    await expect(page).toHaveURL(/\/login$/);
  });

  test('after logging out the record is gone, also by the way back', async ({ logIn }) => {
    const page = await logIn('clinician');
    await openRecord(page, 'demo-07');
    const kept = await page.evaluate(() => sessionStorage.getItem('airway-twin.session'));
    const { token } = JSON.parse(kept!) as { token: string };
    await page.getByTestId('logout').click();
    await expect(page.getByTestId('login-username')).toBeVisible();
    // Whoever still has the token, a second tab for one, has nothing in their hands.
    const asked = () => page.request.get('/api/session', { headers: { authorization: `Bearer ${token}` } });
    await expect.poll(async () => (await asked()).status()).toBe(401);
    await page.goBack();
    await expect(page.getByTestId('login-username')).toBeVisible();
    await expect(page.getByText('Demo patient 7')).toHaveCount(0);
  });
});
