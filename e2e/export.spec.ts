import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { fromArrayBuffer } from 'geotiff';
import { openStudio, watch } from './open-studio.ts';

/** What a press of the button puts into the downloads. */
async function written(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Write the file' }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test('what is open leaves as files that other programs read', async ({ page }) => {
  const seen = watch(page);
  await openStudio(page, '?panel=data&month=2015-07');
  await page.getByRole('tab', { name: 'Stores' }).click();
  await page.getByLabel('Take from').selectOption({ label: 'Reference Alaska (modelled)' });

  await page.getByLabel('What', { exact: true }).selectOption('csv-observations');
  const csv = await written(page);
  expect(csv.name).toMatch(/\.csv$/);
  const lines = csv.bytes.toString('utf8').trim().split(/\r?\n/);
  expect(lines.length).toBeGreaterThan(100);
  expect(lines[0]).toContain('lat');

  await page.getByLabel('What', { exact: true }).selectOption('geotiff');
  await page.getByLabel('Field', { exact: true }).selectOption('elevation');
  await page.getByLabel('Cells of').selectOption('M36');
  const tiff = await written(page);
  expect(tiff.name).toMatch(/elevation-M36\.tif$/);
  const image = await (await fromArrayBuffer(new Uint8Array(tiff.bytes).buffer)).getImage();
  expect([image.getHeight(), image.getWidth()]).toEqual([30, 96]);
  expect(image.getGeoKeys()?.ProjectedCSTypeGeoKey).toBe(6933);

  await page.getByLabel('What', { exact: true }).selectOption('netcdf');
  await page.getByLabel('Field', { exact: true }).selectOption('alt');
  await page.getByLabel('Cells of').selectOption('M36');
  const netcdf = await written(page);
  expect(netcdf.bytes.subarray(0, 3).toString()).toBe('CDF');
  expect(netcdf.bytes.includes('modelled')).toBe(true);
  expect([...seen.faults, ...seen.outside]).toEqual([]);
});
