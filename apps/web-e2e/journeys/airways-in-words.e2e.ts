import { airwayTree, crossSection, SEGMENTAL_BRONCHI } from '@airway-twin/domain/airways';
import { ageYears } from '@airway-twin/domain/patient';
import { expect, openRecord, test } from '../screen/journey.js';

test.describe('the airways in words, for those who do not see the picture', () => {
  test('a clinician hears each airway with the figures that the picture is drawn from', async ({
    child,
    logIn,
    product,
  }) => {
    const patient = await child('Airways in words', { lastBlowsOfBest: 0.7 });
    const page = await logIn('clinician');
    await openRecord(page, patient.patientId);
    const tree = page.getByRole('tree', { name: 'Named airways' });
    await expect(tree.getByRole('treeitem', { name: 'Windpipe (trachea)', level: 1, expanded: true })).toBeVisible();
    const upper = tree.getByRole('treeitem', { name: 'Right upper lobe bronchus', expanded: false });
    await upper.click();
    await tree.getByRole('treeitem', { name: 'Right upper lobe, apical segment (RB1)' }).click();

    const { profile, twin } = await product.clinician.patient(patient.patientId);
    const age = ageYears(profile.age, twin.atMs);
    const airways = airwayTree({
      ageYears: age === null ? null : Math.floor(age * 4) / 4,
      heightCm: profile.heightCm,
      sex: profile.sex,
      seed: profile.airwaySeed,
    });
    const [constriction, inflammation] = [twin.constriction!, twin.inflammation!];
    const cut = (end: 'low' | 'mid' | 'high') =>
      crossSection(airways, airways.name.indexOf('RB1'), {
        constriction: constriction[end],
        inflammation: inflammation[end],
      });
    const percents = (['mid', 'high', 'low'] as const).map((end) => Math.round(cut(end).openPercent));
    const sentence = page.getByTestId('airway-sentence');
    await expect(sentence).toHaveAttribute('aria-live', 'polite');
    await expect(sentence).toContainText(`lumen ${percents[0]}% of its open area (${percents[1]} to ${percents[2]})`);
    await expect(sentence).toContainText('Estimated; drawn from the state of the whole lung, not measured here.');

    const picture = page.getByRole('img', { name: 'Right upper lobe, apical segment (RB1), cut across, to scale' });
    await expect(picture).toHaveAccessibleDescription(/lumen \d+% of its open area/);
    expect(Number(await picture.getAttribute('data-lumen-radius-mm'))).toBeCloseTo(cut('mid').lumenRadiusMm, 5);

    await page.getByTestId('airways-table-open').click();
    const table = page.getByRole('table', { name: /^Named airways, estimated/ });
    expect(await table.getByRole('rowheader').count()).toBeGreaterThan(SEGMENTAL_BRONCHI.length);
    const row = table.getByRole('row', { name: /apical segment \(RB1\)/ });
    const diameterMm = String(Math.round(cut('mid').lumenRadiusMm * 20) / 10);
    await expect(row).toContainText(`${diameterMm} (`);
  });

  test('without WebGL the walk is whole, and the airway that is looked at stands where the tree would', async ({
    logIn,
  }) => {
    const page = await logIn('clinician');
    await page.evaluate(() => {
      const { getContext } = HTMLCanvasElement.prototype;
      HTMLCanvasElement.prototype.getContext = function without(this: HTMLCanvasElement, kind: string) {
        return kind.startsWith('webgl') ? null : Reflect.apply(getContext, this, [kind]);
      } as typeof getContext;
    });
    await openRecord(page, 'demo-03');
    const avatar = page.getByTestId('avatar');
    await expect(avatar).toHaveAttribute('data-drawn', 'section');
    await page.getByTestId('airway-left-main').click();
    await expect(avatar.getByTestId('section-picture')).toHaveAttribute('data-airway', 'left-main');
    await expect(page.getByTestId('airway-sentence')).toContainText('Left main bronchus');
  });

  test('a patient hears of a part of the lungs in one sentence that frightens nobody', async ({ logIn }) => {
    const page = await logIn('demo-03');
    const lobes = page.getByRole('group', { name: 'Part of your lungs' });
    await expect(lobes.getByRole('button')).toHaveCount(5);
    const sentence = page.getByTestId('lobe-sentence');
    await lobes.getByRole('button', { name: 'the top of your right lung' }).click();
    await expect(sentence).toContainText('the top of your right lung');
    const text = (await sentence.textContent()) ?? '';
    expect(text).not.toMatch(/danger|clos|block|sever|inflam|constrict|mm|%|safe|fine/i);
    expect(text).toMatch(/twin|blow/);
    await lobes.getByRole('button', { name: 'the top of your right lung' }).click();
    await expect(sentence).toBeEmpty();
  });
});
