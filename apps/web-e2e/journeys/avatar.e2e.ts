import { expect, openRecord, test, type Page } from '../screen/journey.js';
import { avatarOn, drawnState, untilDrawn } from '../screen/avatar.js';
import { contrastOf, differenceOf, pictureOf, type Picture } from '../screen/picture.js';

async function picture(page: Page): Promise<Picture> {
  return pictureOf(await avatarOn(page).screenshot({ animations: 'disabled' }));
}

test.describe('the avatar', () => {
  test('draws the twin’s own numbers: open airways and narrow ones are different pictures', async ({
    child,
    logIn,
    product,
  }) => {
    const open = await child('Open airways', { lastBlowsOfBest: 1 });
    const narrow = await child('Narrow airways', { lastBlowsOfBest: 0.5 });

    const page = await logIn('clinician');
    await openRecord(page, open.patientId);
    const wide = await drawnState(page);
    const openTwin = (await product.clinician.patient(open.patientId)).twin;
    await untilDrawn(page, openTwin.constriction!.mid);
    expect(wide.c).toBeLessThan(0.2);
    const wideShot = await picture(page);
    const sameAgain = await picture(page);

    await page.goto('/ward');
    await openRecord(page, narrow.patientId);
    const tight = await drawnState(page);
    const narrowTwin = (await product.clinician.patient(narrow.patientId)).twin;
    await untilDrawn(page, narrowTwin.constriction!.mid);
    expect(tight.c).toBeGreaterThan(0.5);
    expect(tight.lumenRadiusMm / wide.lumenRadiusMm).toBeLessThan(0.85);
    const tightShot = await picture(page);

    // A blank stage has no contrast; drawn airways have tens of grey levels.
    expect(contrastOf(wideShot)).toBeGreaterThan(8);
    expect(contrastOf(tightShot)).toBeGreaterThan(8);
    const noise = differenceOf(wideShot, sameAgain);
    const change = differenceOf(wideShot, tightShot);
    expect(change).toBeGreaterThan(1);
    expect(change).toBeGreaterThan(10 * noise);
  });

  test('costs a handful of draw calls, and can be turned by keyboard', async ({ logIn }) => {
    const page = await logIn('clinician');
    await openRecord(page, 'demo-07');
    await drawnState(page);
    const cost = JSON.parse((await avatarOn(page).getAttribute('data-avatar-cost')) ?? '{}') as { calls: number };
    expect(cost.calls).toBeGreaterThan(0);
    expect(cost.calls).toBeLessThanOrEqual(8);
    const before = await picture(page);
    await avatarOn(page).focus();
    for (let turn = 0; turn < 4; turn += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(async () => differenceOf(before, await picture(page))).toBeGreaterThan(0.3);
  });
});
