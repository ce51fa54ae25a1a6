import { expect, test } from '@playwright/test';
import { httpStorage } from '../src/store/http.ts';
import { openStore } from '../src/store/open.ts';
import { openStudio, watch } from './open-studio.ts';

/*
 * The whole way in a browser: train, forecast, look. On wasm to the end; on webgpu (emulated here, so slow) until an
 * epoch is over, then stop, which keeps what was learned.
 */
test.describe.configure({ timeout: 420_000 });

for (const device of ['wasm', 'webgpu'] as const) {
  test(`trains on ${device}, shows its skill and forecasts with it`, async ({ page }) => {
    const seen = watch(page);
    await openStudio(page, '?panel=model');
    const before = await page.locator('.caption h2').textContent();
    await page.getByLabel('Computes on').selectOption(device);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    const bar = page.getByRole('progressbar', { name: 'Training' });
    await expect(bar).toBeVisible();
    // The page stays alive: a probe answers while the model trains.
    await page.getByRole('region', { name: 'Map of Alaska' }).focus();
    await page.keyboard.press('ArrowUp');
    await expect(page.getByRole('status', { name: 'Value at cursor' })).toHaveAttribute('data-value', /\d/);
    await expect(page.getByRole('figure', { name: 'Loss' })).toBeVisible({ timeout: 240_000 });
    await expect(page.locator('#root')).toHaveAttribute('data-device', device);
    if (device === 'webgpu') await page.getByRole('button', { name: 'Stop' }).click();
    const table = page.getByRole('table', { name: 'Skill' });
    await expect(table).toBeVisible({ timeout: 300_000 });
    await expect(table.getByRole('row', { name: /^Thawcast/ }).first()).toBeVisible();
    await expect(table.getByRole('row', { name: /^Climatology/ }).first()).toBeVisible();
    await expect(bar).toHaveCount(0);
    if (device === 'webgpu') return expect(seen).toEqual({ faults: [], outside: [] });
    await expect(page.getByRole('progressbar', { name: 'Forecast' })).toBeVisible();
    await expect(page.getByRole('progressbar', { name: 'Forecast' })).toHaveCount(0, { timeout: 240_000 });
    await expect(page.getByRole('alert')).toHaveCount(0);
    await expect(page.locator('.caption h2')).toHaveText(before ?? '');
    expect(seen).toEqual({ faults: [], outside: [] });
  });
}

test('the served forecast covers ten years and every target', async ({ baseURL }) => {
  const { meta } = await openStore(httpStorage(`${baseURL}stores/reference-forecast.zarr`));
  expect(meta.kind).toBe('forecast');
  expect(meta.modelled).toBe(true);
  expect(meta.months).toBeGreaterThanOrEqual(120);
  expect(meta.fields.map(({ name }) => name).sort()).toEqual(['alt', 'ch4', 'co2']);
});
