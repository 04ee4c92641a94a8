import { expect, type Locator, type Page } from '@playwright/test';

/** What the drawn frame shows, as the avatar says it. */
export interface DrawnState {
  readonly c: number;
  readonly i: number;
  readonly lumenRadiusMm: number;
  readonly uncertainty: number;
  readonly stale: boolean;
}

/** The part of the page that holds the 3D picture. */
export function avatarOn(page: Page): Locator {
  return page.locator('[data-avatar-ready]');
}

/** Waits until a frame of the smooth airways is drawn (a sketch may stand first) and returns what it shows. */
export async function drawnState(page: Page): Promise<DrawnState> {
  await expect(avatarOn(page)).toHaveAttribute('data-avatar-ready', 'true', { timeout: 20_000 });
  await expect(avatarOn(page)).toHaveAttribute('data-avatar-detail', /^(full|light)$/, { timeout: 20_000 });
  return JSON.parse((await avatarOn(page).getAttribute('data-avatar-state')) ?? 'null') as DrawnState;
}

/** Waits until the drawn constriction is that of the twin. */
export async function untilDrawn(page: Page, constriction: number): Promise<void> {
  await expect
    .poll(async () => (await drawnState(page)).c, { message: 'the drawn constriction' })
    .toBeCloseTo(constriction, 2);
}
