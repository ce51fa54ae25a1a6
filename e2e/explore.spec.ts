import { expect, type Page, test } from '@playwright/test';
import { valueAt } from '../src/store/at-place.ts';
import { httpStorage } from '../src/store/http.ts';
import { openStore } from '../src/store/open.ts';
import { openStudio, watch } from './open-studio.ts';

const month = (page: Page) => page.getByRole('slider', { name: 'Month', exact: true });
const cursor = (page: Page) => page.getByRole('status', { name: 'Value at cursor' });
const map = (page: Page) => page.getByRole('region', { name: 'Map of Alaska' });

test('opens on a forecast without a click, with a clean console and nothing asked of the outside', async ({ page }) => {
  const seen = watch(page);
  await openStudio(page);
  await expect(page.getByRole('heading', { name: /^Thaw depth, August 20\d\d$/ })).toBeVisible();
  await expect(page.getByText('Forecast, median')).toBeVisible();
  await expect(page.getByText('Modelled data').first()).toBeVisible();
  await expect(page.locator('#root')).toHaveAttribute('data-device', /^(webgpu|webgl|wasm|cpu)$/);
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(seen).toEqual({ faults: [], outside: [] });
});

test('scrubs through history and forecast by key, and says which is which', async ({ page }) => {
  await openStudio(page, '?t=2026-01');
  await month(page).focus();
  await expect(month(page)).toHaveAttribute('aria-valuetext', 'January 2026, forecast');
  await page.keyboard.press('ArrowLeft');
  await expect(month(page)).toHaveAttribute('aria-valuetext', 'December 2025, history');
  await expect(page.getByRole('heading', { name: 'Thaw depth, December 2025' })).toBeVisible();
  await expect(page.getByText('Estimate of the process model', { exact: true })).toBeVisible();
  await page.keyboard.press('PageUp');
  await expect(page.getByRole('heading', { name: 'Thaw depth, December 2026' })).toBeVisible();
  await page.keyboard.press('Home');
  await expect(page.getByRole('heading', { name: 'Thaw depth, January 1990' })).toBeVisible();
});

test('plays month after month and pauses', async ({ page }) => {
  await openStudio(page, '?t=2024-11');
  await page.getByRole('button', { name: 'Play' }).click();
  await expect(page.getByRole('heading', { name: /, (March|April|May) 2025$/ })).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  const stopped = await month(page).inputValue();
  await page.waitForTimeout(1500);
  expect(await month(page).inputValue()).toBe(stopped);
});

test('chooses the variable by keyboard, and legend and caption follow', async ({ page }) => {
  await openStudio(page);
  const group = page.getByRole('radiogroup', { name: 'Variable' });
  await expect(group.getByRole('radio', { name: 'Thaw depth' })).toBeChecked();
  await group.getByRole('radio', { name: 'Thaw depth' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { name: /^CO₂ flux, / })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Legend' })).toContainText('uptake');
  await page.getByRole('radio', { name: 'Width' }).click();
  await expect(page.getByRole('region', { name: 'Legend' })).toContainText('90 % width');
});

for (const projection of ['globe', 'mercator'] as const) {
  test(`the value at the cursor is the store's value, on ${projection}`, async ({ page, baseURL }) => {
    await openStudio(page, `?t=2026-07&proj=${projection}`);
    const forecast = await openStore(httpStorage(`${baseURL}stores/reference-forecast.zarr`));
    const box = await map(page).boundingBox();
    if (!box) throw new Error('no map');
    let previous = '';
    for (const [fx, fy] of [
      [0.5, 0.5],
      [0.52, 0.42],
      [0.45, 0.55],
    ] as const) {
      await page.mouse.move(box.x + fx * box.width, box.y + fy * box.height, { steps: 3 });
      await expect(cursor(page)).toHaveAttribute('data-value', /\d/);
      await expect.poll(async () => (await page.locator('.where').textContent()) !== previous).toBe(true);
      await page.waitForTimeout(500);
      previous = (await page.locator('.where').textContent()) ?? '';
      const shown = await cursor(page).evaluate((e) => ({ ...(e as HTMLElement).dataset }));
      const [, lat, lon] = /([\d.]+)° N, ([\d.]+)° W/.exec(previous) ?? [];
      const place = await forecast.readBlock({
        field: 'alt',
        level: shown.level as 'M09',
        months: [Number(shown.month), Number(shown.month) + 1],
        rows: [Number(shown.row), Number(shown.row) + 1],
        cols: [Number(shown.col), Number(shown.col) + 1],
        quantile: 2,
      });
      expect(Number(shown.value)).toBe(place.values[0]);
      // The cell is the one under the pointer, as far as the two decimals of the read-out can tell.
      const there = await valueAt(forecast, 'alt', -Number(lon), Number(lat), Number(shown.month));
      expect(Math.abs((there?.cell.row ?? 0) - Number(shown.row))).toBeLessThanOrEqual(1);
      expect(Math.abs((there?.cell.col ?? 0) - Number(shown.col))).toBeLessThanOrEqual(1);
    }
  });
}

test('a probe moved by arrow keys reads values, and Enter pins the place and shows its series', async ({ page }) => {
  await openStudio(page);
  await map(page).focus();
  await page.keyboard.press('ArrowUp');
  await expect(cursor(page)).toHaveAttribute('data-row', /\d/);
  const row = Number(await cursor(page).getAttribute('data-row'));
  await page.keyboard.press('ArrowDown');
  await expect(cursor(page)).toHaveAttribute('data-row', String(row + 1));
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  const figure = page.getByRole('figure', { name: 'Series' });
  await expect(figure).toBeVisible();
  await expect(figure).toContainText('forecast');
  await figure.getByRole('button', { name: 'Table' }).click();
  await expect(page.getByRole('region', { name: 'Series as a table' }).getByRole('row').nth(12)).toBeVisible();
});

test('a click pins a place, and its address restores the same view', async ({ page }) => {
  await openStudio(page, '?proj=mercator&theme=dark');
  const box = await map(page).boundingBox();
  if (!box) throw new Error('no map');
  await map(page).click({ position: { x: box.width / 2, y: box.height / 2 } });
  const figure = page.getByRole('figure', { name: 'Series' });
  await expect(figure).toBeVisible();
  await page.getByRole('radio', { name: 'CH4 flux' }).click();
  await month(page).focus();
  await page.keyboard.press('PageUp');
  await expect(page).toHaveURL(/var=ch4/);
  await expect(page).toHaveURL(/t=20\d\d-08/);
  await page.waitForTimeout(500);
  const url = page.url();
  const caption = await page.locator('.caption h2').textContent();
  const place = await page.getByRole('heading', { name: /° N, / }).textContent();
  await page.reload();
  await expect(page.locator('#root')).toHaveAttribute('data-state', 'ready');
  await expect(page.locator('.caption h2')).toHaveText(caption ?? '');
  await expect(page.getByRole('heading', { name: /° N, / })).toHaveText(place ?? '');
  await expect(page.getByRole('radio', { name: 'Flat' })).toBeChecked();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.waitForTimeout(600);
  expect(page.url()).toBe(url);
});

test('an address with nonsense shows the usual view and says so', async ({ page }) => {
  await openStudio(page, '?var=gold&t=1066-01&cam=a,b,c');
  await expect(page.getByText('The link holds values this version does not know')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Thaw depth, / })).toBeVisible();
});
