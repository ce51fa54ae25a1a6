import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { openStudio } from './open-studio.ts';
import { mapCentre, pixelAt } from './pixel.ts';

for (const theme of ['light', 'dark'] as const) {
  for (const panel of ['explore', 'model', 'data'] as const) {
    test(`no serious accessibility violation in ${panel}, ${theme}`, async ({ page }) => {
      await openStudio(page, `?theme=${theme}&panel=${panel}&place=68.63,-149.6`);
      await expect(page.getByRole('heading', { level: 2 }).nth(1)).toBeVisible();
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([]);
    });
  }
}

test('fits a phone: nothing is wider than the screen, and map, time and variable are there', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openStudio(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expect(page.getByRole('region', { name: 'Map of Alaska' })).toBeInViewport();
  await expect(page.getByRole('slider', { name: 'Month', exact: true })).toBeInViewport();
  await expect(page.getByRole('radiogroup', { name: 'Variable' })).toBeInViewport();
  await page.screenshot({ path: 'test-results/phone.png' });
});

test('follows the system into the dark, and back by choice', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openStudio(page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const { x, y } = await mapCentre(page);
  // The sea south of Alaska.
  const sea = () => pixelAt(page, x + 40, y + 330);
  await expect.poll(async () => (await sea())[2]).toBeLessThan(90);
  await page.getByRole('radio', { name: 'Light' }).click();
  await expect.poll(async () => (await sea())[2]).toBeGreaterThan(190);
});

test('labels stay on top of the data', async ({ page }) => {
  // Fairbanks in the middle: its dot is ink on whatever is drawn under it.
  await openStudio(page, '?cam=64.838,-147.716,4.5&t=2026-08');
  const { x, y } = await mapCentre(page);
  await expect.poll(async () => Math.max(...(await pixelAt(page, x, y)))).toBeLessThan(80);
});

test('the far side of the globe does not shine through', async ({ page }) => {
  await openStudio(page, '?cam=-64,28,2&t=2026-08&theme=light');
  const { x, y } = await mapCentre(page);
  await page.waitForTimeout(1500);
  const [r, g, b] = await pixelAt(page, x, y);
  // The Southern Ocean: water, not thawed earth.
  expect(b).toBeGreaterThan(r);
  expect(g).toBeGreaterThan(150);
});
