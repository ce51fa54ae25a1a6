import { expect, test } from '@playwright/test';
import { openStudio } from './open-studio.ts';

declare global {
  interface Window {
    texturesAlive: number;
  }
}

test('scrubbing through years keeps no textures of years gone by', async ({ page }) => {
  await page.addInitScript(() => {
    window.texturesAlive = 0;
    const { createTexture, deleteTexture } = WebGL2RenderingContext.prototype;
    WebGL2RenderingContext.prototype.createTexture = function () {
      window.texturesAlive++;
      return createTexture.call(this);
    };
    WebGL2RenderingContext.prototype.deleteTexture = function (texture) {
      if (texture) window.texturesAlive--;
      deleteTexture.call(this, texture);
    };
  });
  await openStudio(page, '?t=1995-08');
  const month = page.getByRole('slider', { name: 'Month', exact: true });
  await month.focus();
  const scrub = async (from: number, to: number): Promise<number> => {
    for (let year = from; year <= to; year++) {
      await page.keyboard.press('PageUp');
      await expect(page.getByRole('heading', { name: `Thaw depth, August ${year}` })).toBeVisible();
    }
    await page.waitForTimeout(500);
    return page.evaluate(() => window.texturesAlive);
  };
  const early = await scrub(1996, 1999);
  const late = await scrub(2000, 2024);
  expect(late).toBeLessThanOrEqual(early + 2);
});
