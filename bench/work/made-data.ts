import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/core/random.ts';
import { madeClassic } from '../../src/sources/made-netcdf.node.ts';
import { bifCsv, type Half, towerCsv } from '../../src/sources/tower/made-tower.node.ts';
import { annotationText } from '../../src/sources/uavsar/make-scene.ts';
import { root } from '../root.ts';

const folder = join(root, '.cache', 'bench', 'data');

/** Makes a file once; half a file never stands under its name. */
function made(name: string, write: (path: string) => void): string {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  mkdirSync(join(path, '..'), { recursive: true });
  write(`${path}.part`);
  renameSync(`${path}.part`, path);
  return path;
}

/** A file of that length in which only some pieces are written: the rest takes no room on the disk and reads as zeros. */
function sparse(path: string, length: number, pieces: readonly (readonly [at: number, bytes: Uint8Array])[]): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, length);
  for (const [at, bytes] of pieces) writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

/** A field of 1 km over all of Alaska on EPSG:3338, raw float32; its six numbers are in GDAL's order. */
export const FIELD = { rows: 1500, cols: 2500, transform: [-900_000, 1000, 0, 2_400_000, 0, -1000] } as const;

export const madeField = (): string =>
  made('field.f32', (path) => {
    const { rows, cols } = FIELD;
    const values = Float32Array.from(
      { length: rows * cols },
      (_, i) => 10 * Math.sin((i % cols) / 90) * Math.cos(Math.floor(i / cols) / 70),
    );
    writeFileSync(path, values);
  });

/** Columns of the table that a month is made of, and the time. */
export const TOWER_COLUMNS = [
  'TIMESTAMP_START',
  ...['FC', 'FCH4', 'TA', 'RH', 'VPD', 'P', 'SW_IN', 'WS', 'D_SNOW'],
  ...[1, 2, 3, 4, 5].flatMap((k) => [`TS_1_${k}_1`, `SWC_1_${k}_1`]),
];
const OTHER =
  'USTAR CO2 H2O H LE NETRAD SW_OUT LW_IN LW_OUT PPFD_IN PPFD_OUT WD MO_LENGTH ZL T_SONIC U_SIGMA V_SIGMA W_SIGMA TAU PA SC SH SLE G';

/** 18 years of half hours in the layout of AmeriFlux BASE, some 105 MB, and the BADM file with its place. */
export function madeTower(): { readonly table: string; readonly badm: string } {
  const table = made('tower/AMF_US-Xyz_BASE_HH_1-5.csv', (path) => {
    const random = new Random(1);
    const cell = (gap: number, of: (summer: number, noon: number) => number) => (h: Half) => {
      if (random.uniform() < gap) return undefined;
      const summer = Math.cos((2 * Math.PI * (h.month - 7.2)) / 12);
      return Number((of(summer, Math.cos((2 * Math.PI * (h.hour - 13)) / 24)) + 0.3 * random.normal()).toFixed(3));
    };
    const soil = [1, 2, 3, 4, 5].flatMap((k) => [
      [`TS_1_${k}_1`, cell(0.05, (s) => -3 + (10 * s) / k)] as const,
      [`SWC_1_${k}_1`, cell(0.1, (s) => 40 + 10 * s)] as const,
    ]);
    const columns = {
      FC: cell(0.3, (s, n) => -2 * Math.max(0, s) * n),
      FCH4: cell(0.5, (s) => 20 * Math.max(0.1, s)),
      TA: cell(0.02, (s, n) => -8 + 20 * s + 4 * n),
      RH: cell(0.02, () => 75),
      VPD: cell(0.02, () => 3),
      P: cell(0.02, () => 1),
      SW_IN: cell(0.02, (s, n) => Math.max(1, 300 * s * n)),
      WS: cell(0.02, () => 4),
      D_SNOW: cell(0.2, (s) => Math.max(1, -40 * s)),
      ...Object.fromEntries(soil),
      ...Object.fromEntries(OTHER.split(' ').map((name) => [name, cell(0.1, (_, n) => 100 * n)])),
    };
    writeFileSync(path, towerCsv('2006-01', 18 * 12 + 6, columns));
  });
  const badm = made('tower/AMF_US-Xyz_BIF_20240101.csv', (path) =>
    writeFileSync(path, bifCsv('US-Xyz', { lat: '68.62', lon: '-149.6', offset: '-9' })),
  );
  return { table, badm };
}

/** A row a measurement along radar lines: 18 MB in the layout of the ABoVE campaigns. */
export const madeSmalt = (): string =>
  made('smalt/smalt.csv', (path) => {
    const random = new Random(2);
    const lines = [
      'Latitude,Longitude,Date,Site,Method,active_layer_thickness,volumetric_water_content,depth_top,depth_bottom',
    ];
    for (let i = 0; i < 260_000; i++) {
      const [lat, lon] = [68.6 + (i % 1000) * 5e-5, -149.6 + Math.floor(i / 1000) * 1e-3];
      const place = `${lat.toFixed(6)},${lon.toFixed(6)},8/${1 + (i % 30)}/20${13 + (i % 6)},Toolik_${i % 40}`;
      const thaw = i % 4 > 0;
      lines.push(
        thaw
          ? `${place},GPR,${(45 + 8 * random.normal()).toFixed(2)},-999,-999,-999`
          : `${place},HydroSense,-999,${(40 + 5 * random.normal()).toFixed(2)},0,12`,
      );
    }
    writeFileSync(path, `${lines.join('\n')}\n`);
  });

/** Two layers of a radar scene of 0.53 GB each, 400 of 12 000 lines with values. */
export function madeScene(): readonly string[] {
  const [rows, cols, seen] = [12_000, 11_000, 400];
  const layer = (name: string, of: (i: number) => number) =>
    made(`uavsar/made_L090HH_01.${name}.grd`, (path) => {
      const values = Float32Array.from({ length: seen * cols }, (_, i) => of(i));
      sparse(path, rows * cols * 4, [[0, new Uint8Array(values.buffer)]]);
    });
  const annotation = made('uavsar/made_L090HH_01.ann', (path) => writeFileSync(path, annotationText(rows, cols)));
  const meaning = made('uavsar/made_L090HH_01.ann.meaning.json', (path) =>
    writeFileSync(path, '{"phasePositive":"away"}'),
  );
  return [annotation, meaning, layer('unw', (i) => 5 + Math.sin(i / 5000)), layer('cor', () => 0.8)];
}

/** A year of hours of one quantity of ERA5 over the north, packed: 1.02 GB, all at -13 degC. */
export const madeReanalysis = (): string =>
  made('era5/era5.nc', (path) => {
    const [hours, rows, cols] = [8760, 161, 361];
    const bytes = madeClassic({
      dimensions: { longitude: cols, latitude: rows, time: hours },
      variables: {
        longitude: {
          type: 'float',
          dimensions: ['longitude'],
          values: Array.from({ length: cols }, (_, i) => -190 + i / 4),
          attributes: { units: 'degrees_east' },
        },
        latitude: {
          type: 'float',
          dimensions: ['latitude'],
          values: Array.from({ length: rows }, (_, i) => 90 - i / 4),
          attributes: { units: 'degrees_north' },
        },
        time: {
          type: 'int',
          dimensions: ['time'],
          values: Array.from({ length: hours }, (_, i) => 1_060_704 + i),
          attributes: { units: 'hours since 1900-01-01 00:00:00.0', calendar: 'gregorian' },
        },
        t2m: {
          type: 'short',
          dimensions: ['time', 'latitude', 'longitude'],
          values: [],
          attributes: { scale_factor: 0.001, add_offset: 260.15, _FillValue: -32767, units: 'K' },
        },
      },
    });
    sparse(path, bytes.length, [[0, bytes.subarray(0, 1 << 20)]]);
  });

/** An elevation of 100 m cells on EPSG:3338, float32 in strips: 0.48 GB, all at sea level. */
export const madeRaster = (): { readonly raster: string; readonly meaning: string } => {
  const raster = made('raster/elevation.tif', (path) => {
    const [rows, cols, strip] = [11_008, 11_000, 16];
    const head = 1 << 16;
    const pieces = rows / strip;
    const size = strip * cols * 4;
    const view = new DataView(new ArrayBuffer(head));
    let tail = 1024;
    let at = 10;
    const field = (tag: number, type: 3 | 4 | 12, values: readonly number[]) => {
      const put = (o: number, v: number) =>
        type === 3 ? view.setUint16(o, v, true) : type === 4 ? view.setUint32(o, v, true) : view.setFloat64(o, v, true);
      const width = { 3: 2, 4: 4, 12: 8 }[type];
      view.setUint16(at, tag, true);
      view.setUint16(at + 2, type, true);
      view.setUint32(at + 4, values.length, true);
      const inline = values.length * width <= 4;
      if (!inline) view.setUint32(at + 8, tail, true);
      for (const [i, v] of values.entries()) put((inline ? at + 8 : tail) + i * width, v);
      if (!inline) tail += values.length * width;
      at += 12;
    };
    const fields = [
      [256, 4, [cols]],
      [257, 4, [rows]],
      [258, 3, [32]],
      [259, 3, [1]],
      [262, 3, [1]],
      [273, 4, Array.from({ length: pieces }, (_, i) => head + i * size)],
      [277, 3, [1]],
      [278, 4, [strip]],
      [279, 4, Array.from({ length: pieces }, () => size)],
      [339, 3, [3]],
      [33550, 12, [100, 100, 0]],
      [33922, 12, [0, 0, 0, -800_000, 2_400_000, 0]],
      [34735, 3, [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 3338]],
    ] as const;
    view.setUint32(0, 0x002a4949, true);
    view.setUint32(4, 8, true);
    view.setUint16(8, fields.length, true);
    for (const [tag, type, values] of fields) field(tag, type, values);
    sparse(path, head + pieces * size, [[0, new Uint8Array(view.buffer)]]);
  });
  const meaning = made('raster/elevation.tif.meaning.json', (path) =>
    writeFileSync(path, '{"bands":[{"band":1,"variable":"elevation","unit":"m","when":"static"}]}'),
  );
  return { raster, meaning };
};
