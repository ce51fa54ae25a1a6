import { beforeEach, expect, it } from 'vitest';
import { BadRequest, Cancelled } from '../core/error.ts';
import { monthOf } from '../core/month.ts';
import { testMeta } from '../store/test-meta.ts';
import { type ExportChoice, type ExportPort, exporting, takeFile } from './export-run.ts';
import { studio } from './studio.ts';

const store = {
  ref: { at: 'opfs', path: 'imports/a.zarr' },
  meta: { ...testMeta({ firstMonth: 0, months: 12, levels: ['M09'] }), title: 'Tiles: Alaska' },
} as const;
const when = '2026-01-01T00:00:00Z';
const month = monthOf(2015, 7);

beforeEach(() => studio.setState({ notices: [] }));

async function take(choice: ExportChoice, write: ExportPort['export'] = async () => new Blob(['x'])) {
  const [orders, saved]: [unknown[], string[]] = [[], []];
  const port: ExportPort = {
    export: (ref, order, ...rest) => {
      orders.push(order);
      expect(exporting.getState().job).toBeDefined();
      return write(ref, order, ...rest);
    },
  };
  await takeFile(port, store, choice, { month, when, save: (_, name) => saved.push(name) });
  expect(exporting.getState().job).toBeUndefined();
  return { orders, saved };
}

it('a frame leaves with its month in order and name, a field with all of its months, measurements whole', async () => {
  const of = { field: 't_air', level: 'M09' } as const;
  expect(await take({ as: 'geotiff', ...of })).toEqual({
    orders: [{ as: 'geotiff', when, fields: ['t_air'], level: 'M09', months: [month, month + 1] }],
    saved: ['Tiles-Alaska-t_air-M09-2015-07.tif'],
  });
  expect(await take({ as: 'netcdf', ...of })).toEqual({
    orders: [{ as: 'netcdf', when, fields: ['t_air'], level: 'M09' }],
    saved: ['Tiles-Alaska-t_air-M09.nc'],
  });
  expect(await take({ as: 'csv-observations', ...of })).toEqual({
    orders: [{ as: 'csv-observations', when }],
    saved: ['Tiles-Alaska-measurements.csv'],
  });
});

it('what went wrong is said and nothing is saved; who cancelled knows', async () => {
  const of = { as: 'netcdf', field: 't_air', level: 'M09' } as const;
  const refuse = () => Promise.reject(new BadRequest({ what: '9 GB', expected: 'at most 2 GB' }));
  expect((await take(of, refuse)).saved).toEqual([]);
  expect((await take(of, () => Promise.reject(new Cancelled()))).saved).toEqual([]);
  expect(studio.getState().notices.map((n) => n.text)).toEqual([
    'Tiles-Alaska-t_air-M09.nc could not be written. 9 GB: expected at most 2 GB',
  ]);
});
