import { expect, test, type Page } from '@playwright/test';
import { avatarOn, drawnState } from '../screen/avatar.js';
import { contrastOf, differenceOf, pictureOf } from '../screen/picture.js';

/** An adult of 176 cm, seed 7, in the playground, which needs no server: the same picture every time. */
const PERSON = 'ageYears=30&heightCm=176&seed=7&detail=full';
/** AVATAR_CYCLES=100 for the whole measure; fewer for a quick look. */
const CYCLES = Number(process.env['AVATAR_CYCLES'] ?? 100);
const WARM_UP_CYCLES = 5;
const SMALL = { width: 260, height: 390 };

async function draw(page: Page, state: string): Promise<void> {
  await page.goto(`/playground?${PERSON}&${state}`);
  await drawnState(page);
}

async function stage(page: Page): Promise<Buffer> {
  return page.getByTestId('playground-stage').screenshot({ animations: 'disabled' });
}

/** A row of the page of acceptance numbers, written down when the whole run has passed. */
function accepted(check: string, expected: string, got: string): void {
  const row = { number: 17, check, expected, got, basis: 'physiology 3.1; headless Chromium', met: true };
  test.info().annotations.push({ type: 'acceptance', description: JSON.stringify(row) });
}

/** Area of the drawn lumen and of the model's, mm², for each measured airway. */
async function lumens(page: Page): Promise<{ drawn: number; model: number }[]> {
  await page.getByTestId('measure-lumens').click();
  return page
    .getByTestId('measured-lumens')
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => {
        const [drawn = NaN, model = NaN] = [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent));
        return { drawn, model };
      }),
    );
}

test.describe('the picture of the avatar', () => {
  test('shows as much less air at C = 0.5 as the model has, within 5 %', async ({ page }) => {
    await draw(page, 'c=0');
    const open = await lumens(page);
    await draw(page, 'c=0.5');
    const narrow = await lumens(page);
    expect(open.length).toBeGreaterThan(10);
    const errors = open.map((before, at) => {
      const after = narrow[at]!;
      return after.drawn / before.drawn / (after.model / before.model) - 1;
    });
    // A neighbour may show at the edge of the window of one or two airways.
    const within = errors.filter((error) => Math.abs(error) <= 0.05);
    expect(within.length, errors.join(' ')).toBeGreaterThanOrEqual(open.length - 3);
    const model = narrow[0]!.model / open[0]!.model;
    expect(model).toBeLessThan(0.6);
    accepted(
      'drawn lumen in pixels, C 0.5 to C 0, against the model: airways of generations 4 and 5 within ± 5 %',
      `at least ${open.length - 3} of ${open.length}`,
      `${within.length} of ${open.length}`,
    );
  });

  for (const [name, state] of [
    ['healthy', 'c=0&i=0'],
    ['constricted', 'c=0.7&i=0'],
    ['inflamed', 'c=0&i=0.8'],
    ['both', 'c=0.7&i=0.8'],
    ['plugged', 'c=0.1&i=0.1&mucus=20'],
    ['stale', 'c=0.3&i=0.3&stale=true'],
    ['lining', 'c=0.6&i=0.6&target=lining'],
    ['muscle', 'c=0.6&i=0.6&target=muscle'],
    ['cut', 'c=0.2&i=0.5&airway=RB6&standpoint=cut'],
    ['cut-unknown', 'c=0&i=0&known=false&airway=RB6&standpoint=cut'],
    ['inside', 'c=0.2&i=0.2&airway=RB10&standpoint=inside&walk=100'],
  ] as const) {
    test(`looks as it did: ${name}`, async ({ page }) => {
      await page.setViewportSize(SMALL);
      await draw(page, state);
      const picture = await stage(page);
      expect(contrastOf(pictureOf(picture))).toBeGreaterThan(8);
      if (name === 'healthy') accepted('a frame that is not blank: spread of its grey levels', 'above 8 of 255', 'yes');
      expect(picture).toMatchSnapshot(`${name}.png`, { maxDiffPixelRatio: 0.015, threshold: 0.1 });
    });
  }

  test('stays within its budget of draw calls and triangles', async ({ page }) => {
    await draw(page, 'c=0');
    const cost = async () =>
      JSON.parse((await avatarOn(page).getAttribute('data-avatar-cost'))!) as { calls: number; triangles: number };
    const whole = await cost();
    expect(whole.calls).toBeLessThanOrEqual(3);
    expect(whole.triangles).toBeGreaterThan(50_000);
    expect(whole.triangles).toBeLessThanOrEqual(120_000);
    accepted(
      'draw calls and triangles of the whole tree',
      'at most 3; at most 120,000',
      `${whole.calls}; ${whole.triangles}`,
    );
  });

  test('comes back after the graphics context was lost', async ({ page }) => {
    await page.setViewportSize(SMALL);
    await draw(page, 'c=0.4&i=0.4');
    const before = pictureOf(await stage(page));
    const loss = await page
      .locator('canvas')
      .evaluateHandle((canvas: HTMLCanvasElement) => canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context'));
    await loss.evaluate((extension) => extension!.loseContext());
    await expect(avatarOn(page)).toHaveAttribute('data-avatar-ready', 'false');
    await loss.evaluate((extension) => extension!.restoreContext());
    await drawnState(page);
    await expect.poll(async () => differenceOf(before, pictureOf(await stage(page)))).toBeLessThan(0.5);
  });

  test(`gives its memory back: opened and closed ${CYCLES} times`, async ({ page }) => {
    test.setTimeout(45_000 + CYCLES * 2_000);
    await page.setViewportSize({ width: 200, height: 200 });
    await page.goto(`/playground?${PERSON.replace('full', 'light')}&c=0.2`);
    await drawnState(page);
    const devtools = await page.context().newCDPSession(page);
    const heldBytes = async () => {
      await devtools.send('HeapProfiler.collectGarbage');
      return ((await devtools.send('Runtime.getHeapUsage')) as { usedSize: number }).usedSize;
    };
    const heldOnCard = async () => {
      const { geometries, textures } = JSON.parse((await avatarOn(page).getAttribute('data-avatar-cost'))!) as {
        geometries: number;
        textures: number;
      };
      return { geometries, textures };
    };
    await openAndClose(page, WARM_UP_CYCLES);
    const card = await heldOnCard();
    const before = await heldBytes();
    await openAndClose(page, CYCLES);
    expect(await heldOnCard()).toEqual(card);
    // One tree is more than 2 MB even in its light form: trees that stayed would show; what the engine itself keeps is some tens of kB.
    expect(((await heldBytes()) - before) / CYCLES).toBeLessThan(200_000);
  });
});

/** Closes the avatar and opens it again, in the page itself: asking from outside would leave more behind than the avatar does. */
async function openAndClose(page: Page, times: number): Promise<void> {
  await page.evaluate(async (count) => {
    const button = document.querySelector<HTMLButtonElement>('[data-testid="playground-toggle"]')!;
    const until = (isSo: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => (isSo() ? resolve() : setTimeout(look, 10));
        look();
      });
    for (let cycle = 0; cycle < count; cycle += 1) {
      button.click();
      await until(() => document.querySelector('[data-avatar-cost]') === null);
      button.click();
      await until(() => document.querySelector('[data-avatar-ready="true"][data-avatar-detail="light"]') !== null);
    }
  }, times);
}
