import { existsSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { openStudio, watch } from './open-studio.ts';

const CALM = '../shared/data/calm/calm_alaska_long.csv';

test('a file that no source knows is a clear error, and what was open stays', async ({ page }) => {
  await openStudio(page, '?panel=data');
  const buffer = Buffer.from('this is not\na table of anything, -9999\n');
  await page.getByLabel('Files to load').setInputFiles({ name: 'poem.csv', mimeType: 'text/csv', buffer });
  await expect(page.getByRole('alert')).toContainText('Nothing could be read from poem.csv');
  await expect(page.getByRole('listitem').filter({ hasText: 'poem.csv' })).toContainText('Not recognised');
  await expect(page.getByText('Reference Alaska (modelled)').first()).toBeVisible();
  await expect(page.locator('#root')).toHaveAttribute('data-state', 'ready');
});

test('a measured file becomes tiles in the browser, with a report, and the way back is open', async ({ page }) => {
  test.skip(!existsSync(CALM), 'needs ../shared/data, which is not here');
  const seen = watch(page);
  await openStudio(page, '?panel=data&t=2012-08');
  await page.getByLabel('Files to load').setInputFiles(CALM);
  // What a file was taken for is seen before anything is built.
  await expect(page.getByText('1 of 1 can be read. Nothing is left open.')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Build' }).click();
  await expect(page.getByRole('progressbar', { name: 'Import' })).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Import' })).toHaveCount(0, { timeout: 180_000 });
  await expect(page.getByText(/\d+ ok, \d+ suspect, \d+ censored/)).toBeVisible();
  await expect(page.getByText(/CALM, one row a site and year/)).toBeVisible();
  await expect(page.getByText('The forecast belonged to the data from before')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Thaw depth, August 2012' })).toBeVisible();
  // A measured site: its series shows what was measured.
  await page.getByRole('radio', { name: 'Explore' }).click();
  await page.getByRole('combobox', { name: 'Find a place' }).fill('68.6167, -149.6');
  await page.getByRole('button', { name: 'Go' }).click();
  await expect(page.getByRole('figure', { name: 'Series' })).toContainText('measured');
  await page.getByRole('radio', { name: 'Data' }).click();
  await page.getByRole('button', { name: 'Back to Reference Alaska' }).click();
  await expect(page.getByText('Reference Alaska (modelled)').first()).toBeVisible();
  expect(seen).toEqual({ faults: [], outside: [] });
});
