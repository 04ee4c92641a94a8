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

test('a quick drag is followed at once and never jumps back', async ({ child, logIn }) => {
  const patient = await child('Quick drag', { lastBlowsOfBest: 0.8 });
  const page = await logIn('clinician');
  await openRecord(page, patient.patientId);
  const slider = page.getByTestId('time-slider');
  const record = page.getByTestId('patient-page');
  const steps = Number(await slider.getAttribute('max'));
  const { width } = (await slider.boundingBox())!;
  let from = 0.995;
  for (const share of [0.9, 0.82, 0.95, 0.88]) {
    const box = (await slider.boundingBox())!;
    expect(box.width, 'the slider keeps its width under the finger').toBe(width);
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * from, middle);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * share, middle);
    await page.mouse.up();
    const reached = Number(await slider.inputValue());
    expect(Math.abs(reached / steps - share), `the thumb is where it was let go, ${share}`).toBeLessThan(0.05);
    const chosenAtMs = patient.storyEndsAtMs - (steps - reached) * MS_PER_HOUR;
    await expect(record).toHaveAttribute('data-as-of', String(chosenAtMs));
    expect(Number(await slider.inputValue())).toBe(reached);
    from = share;
  }
});

test('the past plays: pictures and recommendations move on, and the server is not asked for each of them', async ({
  child,
  logIn,
}) => {
  const patient = await child('Played back', { lastBlowsOfBest: 0.55 });
  const page = await logIn('clinician', { reducedMotion: 'no-preference' });
  await openRecord(page, patient.patientId);
  const record = page.getByTestId('patient-page');
  await expect(page.getByTestId('chart-lung-function').locator('.chart-mark')).toBeHidden();
  await page.getByTestId('time-speed').selectOption('3');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/\/twin(\?|\/)|\/recommendations/.test(request.url())) asked.push(request.url());
  });
  await page.getByTestId('time-play').click();
  const seen: number[] = [];
  await expect
    .poll(
      async () => {
        const moment = await record.getAttribute('data-moment');
        if (moment !== 'now' && moment !== null) seen.push(Number(moment));
        return new Set(seen).size;
      },
      { intervals: [150], message: 'moments that were shown' },
    )
    .toBeGreaterThan(8);
  expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
  await expect(page.getByTestId('chart-lung-function').locator('.chart-mark')).toBeVisible();
  expect(
    asked.filter((url) => url.includes('twin?at')),
    'states asked for while playing',
  ).toEqual([]);
  expect(asked.length).toBeLessThanOrEqual(3);

  await page.getByTestId('time-play').click();
  await expect(page.getByTestId('time-state')).toContainText('As of');
  expect(await record.getAttribute('data-as-of')).toBe(await record.getAttribute('data-moment'));
  await page.getByTestId('time-play').click();
  await expect(page.getByTestId('time-state'), 'it ends at now').toHaveText('Showing now.', { timeout: 30_000 });
});
