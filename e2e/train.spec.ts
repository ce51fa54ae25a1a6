import { expect, test } from '@playwright/test';
import { httpStorage } from '../src/store/http.ts';
import { openStore } from '../src/store/open.ts';
import { openStudio, watch } from './open-studio.ts';
import { smallAlaska } from './small-alaska.ts';

/*
 * The whole way in a browser, on the emulated GPU and on wasm: load tiles, train, see the skill, forecast, read a value.
 * On a piece of Reference Alaska, because an emulated GPU needs minutes for the whole.
 */
test.describe.configure({ timeout: 400_000 });

for (const device of ['wasm', 'webgpu'] as const) {
  test(`trains on ${device}, shows its skill, forecasts, and the map reads the forecast`, async ({ page, baseURL }) => {
    const seen = watch(page);
    const buffer = await smallAlaska(baseURL ?? '');
    await openStudio(page, '?panel=data&place=68.63,-149.6&cam=68.63,-149.6,5');
    await page.getByLabel('Files to load').setInputFiles({ name: 'toolik.zip', mimeType: 'application/zip', buffer });
    await expect(page.getByText('Around Toolik (modelled)').first()).toBeVisible();
    await page.getByRole('radio', { name: 'Model' }).click();
    await page.getByLabel('Computes on').selectOption(device);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    const bar = page.getByRole('progressbar', { name: 'Training' });
    await expect(bar).toBeVisible();
    // The page stays alive: a probe answers while the model trains.
    await page.getByRole('region', { name: 'Map of Alaska' }).focus();
    await page.keyboard.press('ArrowUp');
    const cursor = page.getByRole('status', { name: 'Value at cursor' });
    await expect(cursor).toHaveAttribute('data-kind', 'process');
    await expect(page.getByRole('figure', { name: 'Loss' })).toBeVisible({ timeout: 180_000 });
    await expect(page.locator('#root')).toHaveAttribute('data-device', device);
    // The emulated GPU has shown that it learns; stopping keeps what it learned.
    if (device === 'webgpu') await page.getByRole('button', { name: 'Stop' }).click();
    const table = page.getByRole('table', { name: 'Skill' });
    await expect(table).toBeVisible({ timeout: 180_000 });
    await expect(table.getByRole('row', { name: /^Thawcast/ }).first()).toBeVisible();
    await expect(table.getByRole('row', { name: /^Site climatology/ }).first()).toBeVisible();
    await expect(bar).toHaveCount(0);
    const forecasting = page.getByRole('progressbar', { name: 'Forecast' });
    if (device === 'webgpu') {
      // What was trained on one device forecasts on another.
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByLabel('Computes on').selectOption('wasm');
      await page.getByRole('button', { name: 'Forecast', exact: true }).click();
      await expect(forecasting).toBeVisible();
    }
    await expect(forecasting).toHaveCount(0, { timeout: 180_000 });
    await page.getByRole('slider', { name: 'Month', exact: true }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('PageDown');
    await expect(page.getByText('Forecast, median')).toBeVisible();
    await expect(cursor).toHaveAttribute('data-kind', 'forecast');
    await expect(cursor).toHaveAttribute('data-value', /\d/);
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(seen).toEqual({ faults: [], outside: [] });
  });
}

test('the forecast that is served covers ten years and every target', async ({ baseURL }) => {
  const { meta } = await openStore(httpStorage(`${baseURL}stores/reference-forecast.zarr`));
  expect(meta.kind).toBe('forecast');
  expect(meta.modelled).toBe(true);
  expect(meta.months).toBeGreaterThanOrEqual(120);
  expect(meta.fields.map(({ name }) => name).sort()).toEqual(['alt', 'ch4', 'co2']);
});
