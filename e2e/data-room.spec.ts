import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { makeTiff, projectedKeys } from '../src/sources/geotiff/make-tiff.ts';
import { openStudio, watch } from './open-studio.ts';

const csv = (name: string, ...lines: string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(`${lines.join('\n')}\n`),
});
const CALM = csv(
  'calm.csv',
  'code,name,lat,lon,method,year,alt_cm,flag',
  'U1,Barrow,71.3167,-156.6,1000,1995,35.0,',
  'U1,Barrow,71.3167,-156.6,1000,1996,36.5,',
  'U1,Barrow,71.3167,-156.6,1000,199x,35.0,',
  'U11,Toolik,68.6333,-149.6,1000,2005,48.0,',
  'U11,Toolik,68.6333,-149.6,1000,2006,47.0,',
);
/** No unit, no heading for the date, and figures whose order nobody can tell; one row without a number. */
const ODD = csv(
  'ivotuk.csv',
  'Station,When,Thaw,Lat,Long',
  'Ivotuk,7/8/2012,45,68.48,-155.74',
  'Ivotuk,8/9/2012,60,68.48,-155.74',
  'Ivotuk,8/7/2012,deep,68.48,-155.74',
);

const file = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

/** Only serious things: the same bar as for every room. */
async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([]);
}

/** Answers what the made table leaves open. */
async function mapColumns(page: Page): Promise<void> {
  const form = page.getByRole('form', { name: 'Columns of ivotuk.csv' });
  await form.getByLabel('Unit of Thaw').selectOption('cm');
  await form.getByLabel('Date', { exact: true }).selectOption('When');
  await form.getByLabel('Order of day and month').selectOption('mdy');
  await form.getByLabel('Source to cite').fill('made for a test');
  await expect(form.getByRole('region', { name: 'The first rows as they will be read' })).toContainText('0.45 m');
  await form.getByRole('button', { name: 'Read it like this' }).click();
}

/** Only the north: a small store is built in seconds. */
async function chooseBox(page: Page): Promise<void> {
  await page.getByText('More choices').click();
  await page.getByLabel('Extent').selectOption('box');
  for (const [side, degrees] of Object.entries({ West: '-157', South: '68', East: '-149', North: '71.6' }))
    await page.getByLabel(side, { exact: true }).fill(degrees);
}

async function bring(page: Page): Promise<void> {
  await page.getByLabel('Files to load').setInputFiles([CALM, ODD]);
  await expect(page.getByText('1 of 2 can be read. 1 waits for an answer below.')).toBeVisible();
  await mapColumns(page);
  await expect(page.getByText('2 of 2 can be read. Nothing is left open.')).toBeVisible();
}

async function build(page: Page): Promise<void> {
  await chooseBox(page);
  await page.getByRole('button', { name: 'Build' }).click();
  const report = page.getByRole('heading', { name: 'Import report' });
  await expect(report).toBeVisible({ timeout: 180_000 });
  await expect(report).toBeFocused();
}

test('from files to a store: look, answer, build, check rows and numbers, take out, bring back', async ({ page }) => {
  const seen = watch(page);
  await openStudio(page, '?panel=data');

  // Nothing is built before the person has seen what the files are taken for.
  await page.getByLabel('Files to load').setInputFiles([CALM, ODD]);
  await expect(file(page, 'calm.csv')).toContainText('CALM, one row a site and year');
  await expect(file(page, 'calm.csv')).toContainText('certain');
  await expect(file(page, 'calm.csv').getByRole('row', { name: /Thaw depth/ })).toContainText('0.35 to 0.48');
  await file(page, 'calm.csv').getByText('1 not taken over').click();
  await expect(file(page, 'calm.csv')).toContainText('line 4');
  await expect(page.getByRole('list', { name: 'Questions about ivotuk.csv' })).toContainText('in which unit?');

  // Going on without an answer says what lacks, where it lacks.
  const form = page.getByRole('form', { name: 'Columns of ivotuk.csv' });
  await form.getByRole('button', { name: 'Read it like this' }).click();
  await expect(form.getByRole('status')).toContainText('Thaw: in which unit?');
  await expect(form.getByLabel('Unit of Thaw')).toHaveAttribute('aria-invalid', 'true');
  await mapColumns(page);
  await expect(page.getByText('2 of 2 can be read. Nothing is left open.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'ivotuk.csv' })).toBeFocused();
  await expect(file(page, 'ivotuk.csv')).toContainText('as you said');

  await build(page);
  await expect(page.getByText('2 values or files not taken over')).toBeVisible();
  await expect(page.getByText('Open now: Alaska tiles from measured files')).toBeVisible();

  // Every row, and the map goes where a row is.
  await page.getByRole('button', { name: 'See the rows' }).click();
  const accepted = page.getByRole('region', { name: 'Accepted rows' });
  await expect(page.getByText('1 to 6 of 6')).toBeVisible();
  await accepted.getByRole('button', { name: 'Value' }).click();
  await expect(accepted.getByRole('row').nth(1)).toContainText('0.35 m');
  await expect(accepted.getByRole('columnheader', { name: 'Value' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByLabel('Find in site, file, method').fill('ivotuk');
  await expect(page.getByText('1 to 2 of 2')).toBeVisible();
  await accepted
    .getByRole('button', { name: /Ivotuk/ })
    .first()
    .click();
  await expect(page).toHaveURL(/place=68\.48\d*,-155\.74/);
  // The other way round: the rows of the place that is pinned on the map.
  await page.getByLabel('Find in site, file, method').fill('');
  await expect(page.getByText('1 to 6 of 6')).toBeVisible();
  await page.getByText('Only within 5 km of 68.48° N, 155.74° W').click();
  await expect(page.getByText('1 to 2 of 2')).toBeVisible();
  await page.getByRole('radio', { name: 'Rejected' }).click();
  const rejected = page.getByRole('region', { name: 'Rejected rows' });
  await expect(rejected.getByRole('row')).toHaveCount(3);
  await expect(rejected).toContainText('“deep”');
  await expect(rejected).toContainText('What to do:');
  await expect(page.getByText(/[12] places? with rejected rows/)).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save these rows as CSV' }).click();
  const lines = (await readFile(await (await saved).path(), 'utf8')).split('\r\n');
  expect(lines[0]).toBe('file,where,column,found,values,lat,lon,reason,what_to_do');
  expect(lines).toHaveLength(4);

  // Out as a zip, and the zip opens again as it is.
  await page.getByRole('tab', { name: 'Stores' }).click();
  const zipping = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Take out as zip/ }).click();
  const zip = await zipping;
  expect(zip.suggestedFilename()).toMatch(/\.zarr\.zip$/);
  const buffer = await readFile(await zip.path());
  await page.getByRole('tab', { name: 'Files' }).click();
  await page.getByRole('button', { name: 'Back to Reference Alaska' }).click();
  await expect(page.getByText('Open now: Reference Alaska (modelled)')).toBeVisible();
  await page.getByLabel('Files to load').setInputFiles({ name: 'back.zip', mimeType: 'application/zip', buffer });
  await expect(page.getByText('Open now: Alaska tiles from measured files')).toBeVisible({ timeout: 60_000 });
  // What was rejected travels with the store.
  await page.getByRole('tab', { name: 'Rows' }).click();
  await expect(page.getByText('1 to 6 of 6')).toBeVisible();
  await page.getByRole('radio', { name: 'Rejected' }).click();
  await expect(page.getByRole('region', { name: 'Rejected rows' })).toContainText('“199x”');
  expect(seen).toEqual({ faults: [], outside: [] });
});

test('the numbers of a store are diagnosed in figures, tests and words, and the work can be cancelled', async ({
  page,
}) => {
  await openStudio(page, '?panel=data');
  await bring(page);
  await build(page);
  await page.getByRole('tab', { name: 'Diagnostics' }).click();
  await page.getByRole('button', { name: 'Run diagnostics' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('progressbar', { name: 'Diagnostics' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Run diagnostics' }).click();
  const heading = page.getByRole('heading', { name: /\d+ quantities, (\d+|no) concerns?/ });
  await expect(heading).toBeVisible({ timeout: 180_000 });
  await expect(heading).toBeFocused();
  const distribution = page.getByRole('figure', { name: 'Distribution' }).first();
  await expect(distribution).toContainText(/In the files: mean .* n 4\. In the store: mean .* n 4\./);
  await distribution.getByRole('button', { name: 'Table of Distribution' }).click();
  await expect(distribution.getByRole('row', { name: /Median/ })).toContainText(/0\.\d/);
  await page.getByText('Air temperature').first().click();
  const tests = page.getByRole('region', { name: 'Tests of Air temperature' });
  await expect(tests.getByRole('row').nth(1)).toContainText(/fine|note|concern/);
  await expect(
    page.getByRole('figure', { name: 'Autocorrelation', exact: true }).filter({ visible: true }),
  ).toContainText('season removed');
  await expect(page.getByRole('region', { name: 'Correlation of the drivers' })).toContainText('VIF');
  await expectAccessible(page);
});

test('a kept store opens again after a reload, and is deleted only when meant', async ({ page }) => {
  await openStudio(page, '?panel=data');
  await bring(page);
  await build(page);
  const recipe = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the recipe' }).click();
  const text = await readFile(await (await recipe).path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    kind: 'thawcast recipe',
    extent: { west: -157, south: 68, east: -149, north: 71.6 },
    answers: { 'ivotuk.csv.mapping.json': { citation: 'made for a test' } },
    inputs: [{ name: 'calm.csv' }, { name: 'ivotuk.csv' }],
  });

  await page.reload();
  await expect(page.locator('#root')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  await page.getByRole('tab', { name: 'Stores' }).click();
  await page.getByRole('button', { name: /^Open Alaska tiles from measured files/ }).click();
  await expect(page.getByText(/open now/)).toBeVisible();
  await page.getByRole('tab', { name: 'Files' }).click();
  await page.getByRole('button', { name: 'Back to Reference Alaska' }).click();
  await expect(page.getByText('Open now: Reference Alaska (modelled)')).toBeVisible();
  await page.getByRole('tab', { name: 'Stores' }).click();
  const remove = page.getByRole('button', { name: /^Delete Alaska tiles/ });
  await remove.click();
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(remove).toBeVisible();
  await remove.click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText('Stores that are built here stay in this browser')).toBeVisible();

  // The recipe answers what was asked, without a question.
  await page
    .getByLabel('Recipe to use')
    .setInputFiles({ name: 'r.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await expect(page.getByText('The choices of r.json are in use')).toBeVisible();
  await page.getByRole('tab', { name: 'Files' }).click();
  await page.getByLabel('Files to load').setInputFiles([CALM, ODD]);
  await expect(page.getByText('2 of 2 can be read. Nothing is left open.')).toBeVisible();
  // A recipe that is none changes nothing and says why.
  await page
    .getByLabel('Files to load')
    .setInputFiles(csv('bad.json', '{"kind": "thawcast recipe", "version": 1, "created": "soon"}'));
  await expect(page.getByRole('alert')).toContainText('bad.json is no recipe that can be used');
});

test('a raster is asked what it shows, in which unit and of when, and is read as answered', async ({ page }) => {
  await openStudio(page, '?panel=data');
  // 3 by 2 pixels of 10 km north of the Brooks Range, Alaska Albers.
  const bytes = makeTiff({
    rows: 2,
    cols: 3,
    bands: [[281.15, 282.15, 283.15, 284.15, 285.15, 286.15]],
    geoKeys: projectedKeys(3338),
    scale: [10_000, 10_000, 0],
    tie: [0, 0, 0, 150_000, 2_050_000, 0],
  });
  const buffer = Buffer.from(bytes);
  await page.getByLabel('Files to load').setInputFiles({ name: 'july.tif', mimeType: 'image/tiff', buffer });
  const form = page.getByRole('form', { name: 'Meaning of july.tif' });
  await form.getByRole('button', { name: 'Read it like this' }).click();
  await expect(form.getByRole('status')).toContainText('what does it show?');
  await form.getByLabel('Quantity of band 1').selectOption('t_air');
  await form.getByLabel('Unit of band 1').fill('furlong');
  await form.getByLabel('Time of band 1').fill('2015-07');
  await expect(form.getByRole('status')).toContainText('unknown unit "furlong"');
  await expectAccessible(page);
  await form.getByLabel('Unit of band 1').fill('K');
  await form.getByRole('button', { name: 'Read it like this' }).click();
  await expect(page.getByText('1 of 1 can be read. Nothing is left open.')).toBeVisible();
  await expect(file(page, 'july.tif').getByRole('row', { name: /Air temperature/ })).toContainText('8 to 13');
  await page.getByText('More choices').click();
  await page.getByLabel('Air temperature to cells by').selectOption('nearest');
});

test('works by keyboard alone, on a phone, in the dark, without a serious violation in any state', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openStudio(page, '?panel=data&theme=dark');
  const narrow = async () =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page);
  await bring(page);
  await narrow();
  await page.getByText('Change what the columns hold').click();
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/data-room-phone.png', fullPage: true });

  await chooseBox(page);
  await page.getByRole('button', { name: 'Build' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Import report' })).toBeFocused({ timeout: 180_000 });
  await expectAccessible(page);
  await page.getByRole('tab', { name: 'Files' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Rows' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('1 to 6 of 6')).toBeVisible();
  await expectAccessible(page);
  await narrow();
  const toSort = page.getByRole('button', { name: 'Month' });
  await toSort.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'Month' })).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('tab', { name: 'Rows' }).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('heading', { name: 'Kept in this browser' })).toBeVisible();
  await expectAccessible(page);
  await narrow();
});
