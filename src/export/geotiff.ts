import { BadRequest } from '../core/error.ts';
import { isoMonth } from '../core/month.ts';
import { VARIABLES, type Variable } from '../core/variable.ts';
import { cellSize, projectedCentreOf } from '../grid/ease2.ts';
import { windowOf } from '../grid/window.ts';
import { FILL, type FieldInfo } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { type About, aboutExport } from './about.ts';
import { slabsOf } from './month-slabs.ts';
import type { FileOptions, NumberType } from './netcdf-fields.ts';
import { packed } from './packed.ts';
import type { Selection } from './selection.ts';
import type { Sink } from './sink.ts';
import type { TiffField } from './tiff-directory.ts';
import { writeTiff } from './tiff-file.ts';

/** A TIFF counts bands in 16 bits. */
const MOST_BANDS = 65535;
const [DESCRIPTION, SOFTWARE, DATE, COPYRIGHT] = [270, 305, 306, 33432];
const [PIXEL_SCALE, TIE_POINT, GEO_KEYS, GEO_TEXTS, GDAL_METADATA, GDAL_NODATA] = [
  33550, 33922, 34735, 34737, 42112, 42113,
];
const CITATION = 'WGS 84 / NSIDC EASE-Grid 2.0 Global|';

/** What one band shows. */
interface Band {
  readonly field: FieldInfo;
  readonly quantile: number | undefined;
  readonly month: number | undefined;
}

/**
 * Fields of a store as a GeoTIFF in EPSG:6933, a band for each field, quantile and month in this order; pixels are areas.
 * @throws BadRequest when it would be too large, or a value does not fit int16
 * @see OGC 19-008, GeoTIFF 1.1; gdal.org, GTiff driver, for the metadata that only GDAL reads
 */
export async function writeGeotiff(
  store: Store,
  selection: Selection,
  sink: Sink,
  options: FileOptions,
): Promise<void> {
  const bands = bandsOf(selection);
  if (bands.length > MOST_BANDS)
    throw new BadRequest({
      what: `${bands.length} bands`,
      expected: `at most ${MOST_BANDS}: ask for fewer months or fields`,
    });
  const what = `${selection.fields.map((f) => f.name).join(', ')} at ${selection.level}`;
  const about = aboutExport(store.meta, what, options.when);
  await writeTiff(
    {
      rows: selection.rows[1] - selection.rows[0],
      cols: selection.cols[1] - selection.cols[0],
      bands: bands.length,
      type: options.type,
      values: valuesOf(store, selection, options),
      halve,
      fields: [
        ...textFields(about, options.when),
        ...placeFields(selection),
        ...gdalFields(bands, about, options.type),
      ],
      shared: [GDAL_NODATA],
    },
    sink,
    options.limit,
  );
}

function bandsOf({ fields, months, quantiles }: Selection): Band[] {
  const all = Array.from({ length: months[1] - months[0] }, (_, i) => months[0] + i);
  return fields.flatMap((field) =>
    (field.axes.includes('quantile') ? quantiles.map((q) => q.probability) : [undefined]).flatMap((quantile) =>
      (field.axes.includes('month') ? all : [undefined]).map((month) => ({ field, quantile, month })),
    ),
  );
}

async function* valuesOf(
  store: Store,
  selection: Selection,
  options: FileOptions,
): AsyncGenerator<Int16Array | Float32Array> {
  for (const field of selection.fields)
    for await (const { values, months } of slabsOf(store, field, selection, options)) {
      const size = values.length / months;
      for (let m = 0; m < months; m++) {
        const frame = values.slice(m * size, (m + 1) * size);
        yield options.type === 'int16' ? packed(frame, field) : frame;
      }
    }
}

/** Means of two by two cells, of those that have a value; all cells have the same area. */
function halve(values: Int16Array | Float32Array, rows: number, cols: number): Int16Array | Float32Array {
  const whole = values instanceof Int16Array;
  const [half, across] = [Math.ceil(rows / 2), Math.ceil(cols / 2)];
  const out = whole ? new Int16Array(half * across) : new Float32Array(half * across);
  for (let r = 0; r < half; r++)
    for (let c = 0; c < across; c++) {
      let [sum, n] = [0, 0];
      for (let i = 2 * r; i < Math.min(2 * r + 2, rows); i++)
        for (let j = 2 * c; j < Math.min(2 * c + 2, cols); j++) {
          const v = values[i * cols + j] as number;
          if (whole ? v === FILL : Number.isNaN(v)) continue;
          sum += v;
          n++;
        }
      out[r * across + c] = n === 0 ? (whole ? FILL : Number.NaN) : whole ? Math.round(sum / n) : sum / n;
    }
  return out;
}

const textFields = (about: About, when: string): TiffField[] => [
  [DESCRIPTION, 'ascii', about.title],
  [SOFTWARE, 'ascii', about.software],
  [DATE, 'ascii', `${when.slice(0, 10).replaceAll('-', ':')} ${when.slice(11, 19)}`],
  [COPYRIGHT, 'ascii', about.license],
];

/** Where it lies: upper left corner, side of a pixel, and the keys that say EPSG:6933. */
function placeFields({ level, rows, cols }: Selection): TiffField[] {
  const { row0, col0 } = windowOf(level);
  const corner = projectedCentreOf(level, row0 + rows[0] - 0.5, col0 + cols[0] - 0.5);
  const size = cellSize(level);
  const keys = [
    [1024, 0, 1, 1], // projected
    [1025, 0, 1, 1], // a pixel is an area
    [1026, GEO_TEXTS, CITATION.length, 0],
    [3072, 0, 1, 6933],
    [3076, 0, 1, 9001], // metre
  ];
  return [
    [PIXEL_SCALE, 'double', [size, size, 0]],
    [TIE_POINT, 'double', [0, 0, 0, corner.x, corner.y, 0]],
    [GEO_KEYS, 'short', [1, 1, 1, keys.length, ...keys.flat()]],
    [GEO_TEXTS, 'ascii', CITATION],
  ];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Names, units and provenance in the words that GDAL, QGIS and our own reader know. */
function gdalFields(bands: readonly Band[], about: About, type: NumberType): TiffField[] {
  const item = (name: string, text: string, more = '') => `<Item name="${name}"${more}>${escaped(text)}</Item>`;
  const { source, references, history, comment } = about;
  const whole = Object.entries({ SOURCE: source, REFERENCES: references, HISTORY: history, COMMENT: comment });
  const items = [
    ...whole.map(([name, text]) => item(name, text)),
    ...bands.flatMap((band, i) => bandItems(band, i, type, item)),
  ];
  return [
    [GDAL_METADATA, 'ascii', `<GDALMetadata>\n${items.join('\n')}\n</GDALMetadata>\n`],
    [GDAL_NODATA, 'ascii', type === 'int16' ? String(FILL) : 'nan'],
  ];
}

function bandItems(
  { field, quantile, month }: Band,
  sample: number,
  type: NumberType,
  item: (name: string, text: string, more?: string) => string,
): string[] {
  const v: Variable = VARIABLES[field.variable];
  const at = ` sample="${sample}"`;
  const when = month === undefined ? [] : [isoMonth(month)];
  const name = [field.name, ...(quantile === undefined ? [] : [`quantile ${quantile}`]), ...when].join(' ');
  return [
    item('DESCRIPTION', name, `${at} role="description"`),
    item('UNITTYPE', v.unit, `${at} role="unittype"`),
    ...(type === 'int16'
      ? [item('SCALE', String(v.scale), `${at} role="scale"`), item('OFFSET', String(v.offset), `${at} role="offset"`)]
      : []),
    item('long_name', field.longName, at),
    item('kind', field.kind, at),
    item('modelled', field.modelled ? 'yes' : 'no', at),
    ...when.map((text) => item('month', text, at)),
    ...(quantile === undefined ? [] : [item('quantile', String(quantile), at)]),
    ...(v.positive === undefined ? [] : [item('positive', v.positive, at)]),
  ];
}
