import type { TwinAtResponse } from '@airway-twin/contracts/http';
import { MS_PER_DAY } from '@airway-twin/domain/time';
import { avatarOn, drawnState } from '../screen/avatar.js';
import { fitOf, violationsOn, WITHOUT_CSP } from '../screen/axe.js';
import { expect, openRecord, test, type Page } from '../screen/journey.js';
import { focusedOn, tabTo } from '../screen/keyboard.js';
import { differenceOf, pictureOf, type Picture } from '../screen/picture.js';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };
/** A picture from another place differs by at least so many grey levels on average. */
const ANOTHER_PICTURE = 2;

async function picture(page: Page): Promise<Picture> {
  return pictureOf(await avatarOn(page).screenshot({ animations: 'disabled' }));
}

/** Waits until the drawn picture differs from that one, and returns it. */
async function untilAnother(page: Page, before: Picture): Promise<Picture> {
  let now = before;
  await expect
    .poll(
      async () => {
        now = await picture(page);
        return differenceOf(before, now);
      },
      { message: 'the picture changes', timeout: 20_000 },
    )
    .toBeGreaterThan(ANOTHER_PICTURE);
  return now;
}

async function expectPressed(page: Page, standpoint: string): Promise<void> {
  await expect(page.getByTestId(`stand-${standpoint}`)).toHaveAttribute('aria-pressed', 'true');
}

test('with the keyboard alone a clinician flies to an airway, cuts it open, walks inside and comes back', async ({
  child,
  logIn,
}) => {
  const patient = await child('Flown through', { lastBlowsOfBest: 0.7 });
  const page = await logIn('clinician');
  await openRecord(page, patient.patientId);
  await drawnState(page);
  const whole = await picture(page);

  await tabTo(page, 'airway-trachea');
  for (const key of ['End', 'ArrowUp']) await page.keyboard.press(key);
  expect(await focusedOn(page)).toBe('airway-left-upper-lobe');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expectPressed(page, 'airway');
  await expect(page.getByTestId('view-told')).toHaveText('Left main bronchus, from outside.');
  const near = await untilAnother(page, whole);

  await page.keyboard.press('Enter');
  await expectPressed(page, 'cut');
  await expect(page.getByTestId('view-told')).toHaveText('Left main bronchus, cut open.');
  await untilAnother(page, near);
  await page.keyboard.press('Escape');
  await expectPressed(page, 'airway');
  await page.keyboard.press('Escape');
  await expectPressed(page, 'whole');
  await expect(page.getByRole('treeitem', { selected: true })).toHaveCount(0);

  await page.keyboard.press('Enter');
  await page.getByTestId('stand-inside').focus();
  await page.keyboard.press('Enter');
  const slider = page.getByTestId('walk-slider');
  await expect(slider).toHaveAttribute('aria-valuetext', /^Windpipe \(trachea\), [\d.]+ mm across \(estimated\)$/);
  const entered = await picture(page);
  await slider.focus();
  await page.keyboard.press('End');
  await expect(page.getByTestId('walk-end')).toContainText('The walk ends');
  await untilAnother(page, entered);
  await page.keyboard.press('PageDown');
  await expect(page.getByTestId('walk-end')).toBeEmpty();
  await expect(slider).toHaveAttribute('aria-valuetext', /mm across \(estimated\)$/);
});

test('the picture takes the whole screen with its tools, and gives it back', async ({ child, logIn }) => {
  const patient = await child('Whole screen', { lastBlowsOfBest: 0.8 });
  const page = await logIn('clinician');
  await openRecord(page, patient.patientId);
  await drawnState(page);
  const widthPx = async () => (await avatarOn(page).boundingBox())!.width;
  const before = await widthPx();
  await page.getByTestId('view-whole-screen').click();
  await expect.poll(widthPx).toBeGreaterThan(2 * before);
  await page.getByTestId('stand-cut').click();
  await expectPressed(page, 'cut');
  await page.getByTestId('view-whole-screen').click();
  await expect.poll(widthPx).toBe(before);
});

test('a clinician sees what the preventer works on apart from what the reliever works on', async ({ child, logIn }) => {
  const patient = await child('Two targets', { lastBlowsOfBest: 0.55 });
  const page = await logIn('clinician');
  await openRecord(page, patient.patientId);
  await drawnState(page);
  await page.getByTestId('airway-left-main').click();
  await page.getByTestId('stand-cut').click();
  const targets = page.getByTestId('view-targets');
  await targets.getByRole('radio', { name: 'What the preventer works on' }).check();
  await expect(targets).toContainText('Only the swelling is drawn; the muscle is at rest.');
  await expect.poll(async () => (await drawnState(page)).lumenRadiusMm).toBeGreaterThan(0);
  const lining = await picture(page);
  await targets.getByRole('radio', { name: 'What the reliever works on' }).check();
  await expect(targets).toContainText('Only the tightening is drawn; the lining is at rest.');
  await expect.poll(async () => differenceOf(lining, await picture(page))).toBeGreaterThan(0.3);
});

test('a clinician compares now with a week before and with days to come, each named on the picture', async ({
  child,
  logIn,
  product,
}) => {
  const patient = await child('Compared', { lastBlowsOfBest: 0.6 });
  const page = await logIn('clinician');
  await openRecord(page, patient.patientId);
  await drawnState(page);
  const alone = await picture(page);
  const choice = page.getByTestId('compare-choice');

  await choice.selectOption({ label: 'a week before' });
  await expect(page.getByTestId('compared-own')).toContainText('Now, ');
  await expect(page.getByTestId('compared-other')).toContainText('A week before, ');
  const { twin } = await product.clinician.patient(patient.patientId);
  const then = await product.clinician.get<TwinAtResponse>(
    'twin',
    { patientId: patient.patientId },
    { at: new Date(twin.atMs - 7 * MS_PER_DAY).toISOString() },
  );
  const figure = (value: number) => value.toLocaleString('en-GB', { maximumFractionDigits: 2 });
  const told = page.getByTestId('compare-told');
  await expect(told).toContainText(`constriction ${figure(twin.constriction!.mid)}`);
  await expect(told).toContainText(`constriction ${figure(then.twin.constriction!.mid)}`);
  const beside = await untilAnother(page, alone);

  await page.getByTestId('compare-curtain').click();
  await untilAnother(page, beside);
  const divider = page.getByTestId('compare-curtain-at');
  await divider.focus();
  await page.keyboard.press('ArrowRight');
  await expect(divider).toHaveAttribute('aria-valuetext', '55% from the left');

  await choice.selectOption({ label: 'in 14 days, preventer as prescribed (simulated)' });
  await expect(page.getByTestId('compared-other')).toHaveText('In 14 days, preventer as prescribed (simulated)');
  await expect(told).toContainText('(simulated): constriction');

  await page.getByTestId('time-slider').focus();
  await page.keyboard.press('PageDown');
  await expect(page.getByTestId('patient-page')).not.toHaveAttribute('data-as-of', 'now');
  await expect(told).toContainText('Simulations start from now');
  await expect(page.getByTestId('compared-other')).toHaveCount(0);
  await choice.selectOption({ label: 'now' });
  await expect(page.getByTestId('compared-other')).toContainText('Now, ');
});

test('a patient sees two weeks ahead on their own picture, as a guess, and comes back', async ({ child, logIn }) => {
  const well = await child('Ahead on a picture', { lastBlowsOfBest: 0.85 });
  const page = await logIn(well.patientId, { viewport: PHONE });
  await drawnState(page);
  await page.getByTestId('what-if-see').click();
  await expect(page.getByTestId('compared-own')).toHaveText('Now');
  await expect(page.getByTestId('compared-other')).toHaveText('In two weeks, a guess');
  await expect(page.getByTestId('my-ahead')).toContainText('not a promise and not advice');
  expect(await focusedOn(page)).toBe('what-if-back');
  await expect(avatarOn(page)).toBeInViewport();
  expect(await fitOf(page)).toBe('fits');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('compared-other')).toHaveCount(0);
});

test.describe('each way of looking is free of accessibility problems and fits a phone', () => {
  // axe reads a long page six times.
  test.slow();

  for (const colorScheme of ['light', 'dark'] as const) {
    const options = { ...WITHOUT_CSP, colorScheme };

    test(`on the record (${colorScheme})`, async ({ logIn }) => {
      const page = await logIn('clinician', options);
      await openRecord(page, 'demo-05');
      await drawnState(page);
      await page.getByTestId('view-names').click();
      await page.getByTestId('view-larger').click();
      await page.getByTestId('compare-choice').selectOption({ label: 'a week before' });
      await page.getByTestId('compare-curtain').click();
      await expectUsable(page, 'compared');
      await page.getByTestId('compare-choice').selectOption({ label: 'nothing' });
      await page.getByTestId('stand-inside').click();
      await page.getByTestId('view-target-lining').check();
      await expect(page.getByTestId('walk')).toBeVisible();
      await expectUsable(page, 'inside');
      await page.getByTestId('stand-cut').click();
      await expectUsable(page, 'cut open');
    });

    test(`on a patient’s page (${colorScheme})`, async ({ logIn }) => {
      const page = await logIn('demo-03', { ...options, reducedMotion: 'no-preference' });
      await drawnState(page);
      await page.getByTestId('what-if-see').click();
      await page.getByTestId('view-breathes').click();
      await page.getByTestId('breath-start').click();
      await page.getByTestId('stand-inside').click();
      await expect(page.getByTestId('walk')).toBeVisible();
      await expectUsable(page, 'looked inside');
      const small = await page.getByTestId('view-tools').evaluate((tools) =>
        [...tools.querySelectorAll('button, label.choice')].flatMap((target) => {
          const { height, width } = target.getBoundingClientRect();
          return height < 44 || width < 44 ? [target.textContent] : [];
        }),
      );
      expect(small, 'targets smaller than 44 px').toEqual([]);
    });
  }
});

async function expectUsable(page: Page, what: string): Promise<void> {
  for (const size of [PHONE, DESK]) {
    await page.setViewportSize(size);
    expect(await violationsOn(page), `${what} at ${size.width} px`).toEqual([]);
    expect(await fitOf(page), `${what} at ${size.width} px`).toBe('fits');
  }
}
