import { expect, test } from '@playwright/test';
import { openStudio } from './open-studio.ts';

test('a corrupt chunk is an error that names it, and the last good picture stays', async ({ page }) => {
  let broken = false;
  await page.context().route('**/stores/reference.zarr/M09/alt/c/**', async (route) => {
    const answer = await route.fetch();
    const body = await answer.body();
    if (broken) for (let i = 0; i < body.length; i += 7) body[i] = (body[i] ?? 0) ^ 0x5a;
    await route.fulfill({ response: answer, body });
  });
  await openStudio(page, '?t=2026-08');
  broken = true;
  const month = page.getByRole('slider', { name: 'Month', exact: true });
  await month.focus();
  await page.keyboard.press('Home');
  await expect(page.getByRole('alert')).toContainText('alt');
  await expect(page.getByRole('alert')).toContainText('corrupt');
  await expect(page.getByRole('heading', { name: 'Thaw depth, August 2026' })).toBeVisible();
  await expect(page.getByText('Last good picture;')).toBeVisible();
  await page.keyboard.press('End');
  await expect(page.getByText('Last good picture;')).toHaveCount(0);
  await expect(page.locator('#root')).toHaveAttribute('data-state', 'ready');
});

test('a truncated zip is a clear error and what was open stays open', async ({ page }) => {
  await openStudio(page, '?panel=data');
  const title = await page.locator('.room b', { hasText: 'Alaska' }).first().textContent();
  const half = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.alloc(5000, 7)]);
  await page.getByLabel('Files to load').setInputFiles({ name: 'half.zip', mimeType: 'application/zip', buffer: half });
  await expect(page.getByRole('alert')).toContainText('half.zip');
  await expect(page.getByRole('alert')).toContainText('What was open stays open');
  await expect(
    page
      .locator('.room b')
      .filter({ hasText: title ?? '' })
      .first(),
  ).toBeVisible();
  await expect(page.locator('#root')).toHaveAttribute('data-state', 'ready');
});

test('without its stores the page says what to do', async ({ page }) => {
  await page.context().route('**/stores/**', (route) => route.fulfill({ status: 404, body: 'not found' }));
  await page.goto('./');
  await expect(page.locator('#root')).toHaveAttribute('data-state', 'failed');
  await expect(page.getByRole('alert').first()).toContainText('npm start');
});
