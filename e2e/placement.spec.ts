import { expect, test } from '@playwright/test';
import { latitudeOfRow, longitudeOfColumn } from '../src/grid/ease2.ts';
import type { Level } from '../src/grid/level.ts';
import { windowCell, windowOf } from '../src/grid/window.ts';
import { memoryStorage } from '../src/store/memory.ts';
import { packZip } from '../src/store/pack-zip.ts';
import type { StoreMeta } from '../src/store/schema.ts';
import { createStore } from '../src/store/writer.ts';
import { openStudio } from './open-studio.ts';
import { mapCentre, pixelAt, type Rgb } from './pixel.ts';

const MONTH = 500;
/** A tile-aligned patch of 1-km cells on the Arctic slope. */
const PATCH = { row: 72, col: 1944, rows: 72, cols: 72 } as const;

/** A store whose thaw depth is a checkerboard: 0 and 1 m by turns, at 9 km everywhere and at 1 km in one patch. */
async function checkerboard(): Promise<Buffer> {
  const storage = memoryStorage('checkerboard');
  const meta: StoreMeta = {
    schema: 1,
    kind: 'tiles',
    title: 'Checkerboard',
    modelled: true,
    licence: 'CC0-1.0',
    created: '2026-11-22T00:00:00Z',
    firstMonth: MONTH,
    months: 12,
    fields: [
      {
        name: 'alt',
        variable: 'alt',
        kind: 'process',
        axes: ['month', 'row', 'col'],
        levels: ['M01', 'M09'],
        unit: 'm',
        longName: 'Thaw depth',
        modelled: true,
        method: 'a checkerboard, to test placement',
      },
    ],
    places: [
      { name: 'Patch', level: 'M01', lat: 70, lon: -150, window: [PATCH.row, PATCH.col, PATCH.rows, PATCH.cols] },
    ],
    provenance: [{ source: 'test', citation: 'none' }],
  };
  const writer = await createStore(storage, meta);
  const board = (rows: number, cols: number) =>
    Float32Array.from({ length: rows * cols }, (_, i) => (Math.floor(i / cols) + (i % cols)) % 2);
  const whole = windowOf('M09');
  const at = { field: 'alt', months: [MONTH, MONTH + 1] } as const;
  await writer.writeBlock({
    ...at,
    level: 'M09',
    rows: [0, whole.rows],
    cols: [0, whole.cols],
    values: board(whole.rows, whole.cols),
  });
  const { row, col, rows, cols } = PATCH;
  await writer.writeBlock({
    ...at,
    level: 'M01',
    rows: [row, row + rows],
    cols: [col, col + cols],
    values: board(rows, cols),
  });
  await writer.finish();
  return Buffer.from(await (await packZip(storage)).arrayBuffer());
}

/** Centre and size of a cell, degrees. The centre is halfway in latitude: what is drawn, not what is sampled. */
function cellOf(level: Level, row: number, col: number) {
  const { row0, col0 } = windowOf(level);
  const [west, east] = [longitudeOfColumn(level, col0 + col), longitudeOfColumn(level, col0 + col + 1)];
  const [north, south] = [latitudeOfRow(level, row0 + row), latitudeOfRow(level, row0 + row + 1)];
  return { lon: (west + east) / 2, lat: (north + south) / 2, width: east - west, height: north - south };
}

const isLight = ([r, g, b]: Rgb): boolean => (r + g + b) / 3 > 150;

/** Far from one another, away from labels: north, south, west, east and middle. */
const SITES = [
  { lon: -158.3, lat: 69.9 },
  { lon: -149.0, lat: 66.2 },
  { lon: -165.9, lat: 57.8 },
  { lon: -141.9, lat: 61.9 },
  { lon: -155.1, lat: 64.1 },
] as const;

/** A tenth of a cell from each side and the middle: a shift of more than that would show the neighbour. */
const POINTS = [
  [0.5, 0.5],
  [0.1, 0.5],
  [0.9, 0.5],
  [0.5, 0.1],
  [0.5, 0.9],
] as const;

for (const projection of ['globe', 'mercator'] as const) {
  test(`every cell lies where the grid says, on ${projection}`, async ({ page }) => {
    const zip = await checkerboard();
    const check = async (level: Level, row: number, col: number, light: boolean, zoom: number): Promise<void> => {
      const { lat, lon, width, height } = cellOf(level, row, col);
      await openStudio(
        page,
        `?panel=data&t=2010-09&proj=${projection}&cam=${lat.toFixed(6)},${lon.toFixed(6)},${zoom}`,
      );
      await page
        .getByLabel('Files to load')
        .setInputFiles({ name: 'board.zip', mimeType: 'application/zip', buffer: zip });
      await expect(page.getByText('Checkerboard').first()).toBeVisible();
      const { x, y } = await mapCentre(page);
      // At its centre the globe has the scale of Mercator: pixels in a degree of longitude, and more in one of latitude.
      const perLon = (512 * 2 ** zoom) / 360;
      const perLat = perLon / Math.cos((lat * Math.PI) / 180);
      for (const [fx, fy] of POINTS) {
        const [px, py] = [x + (fx - 0.5) * width * perLon, y + (fy - 0.5) * height * perLat];
        await expect
          .poll(async () => isLight(await pixelAt(page, px, py)), {
            message: `${level} row ${row} col ${col}, at ${fx} of its width and ${fy} of its height`,
            timeout: 10_000,
          })
          .toBe(light);
      }
    };
    for (const { lon, lat } of SITES) {
      const cell = windowCell('M09', lon, lat);
      if (!cell) throw new Error('a site outside the window');
      await check('M09', cell.row, cell.col, (cell.row + cell.col) % 2 === 0, 8);
    }
    const fine = { row: PATCH.row + 40, col: PATCH.col + 31 };
    await check('M01', fine.row, fine.col, (40 + 31) % 2 === 0, 11);
  });
}
