import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { type BookType, utils, write } from 'xlsx';
import { tarArchive } from '../../src/sources/tar-archive.node.ts';
import { made, part, type Specimen } from '../specimen.ts';

const book = (rows: readonly (readonly (string | number | null)[])[], type: BookType): Uint8Array => {
  const made = utils.book_new();
  utils.book_append_sheet(made, utils.aoa_to_sheet(rows.map((r) => [...r])), 'north');
  return new Uint8Array(write(made, { type: 'array', bookType: type, compression: true }));
};

const SUMMARY = [
  ['Alaska North Slope'],
  ['Site Code', 'Site Name', 'Location', null, 'Method'],
  [null, null, 'LAT', 'LONG', null, 1995, 1996, 1997],
  ['U1', 'Barrow', "71 19' N", "156 36' W", '1000', 30, '31*', '-'],
  ['U2', 'Here', '69.5 N', "150 30' W", '100', 40, 41, 42],
  ['U3', 'There', "68 10' N", "150 0' W", null, 45, '46', null],
] as const;
const NODES = [
  ['GridNode', 'Latitude', 'Longitude', 'al-070195', 'al-082095', 'al-081909'],
  ...Array.from({ length: 12 }, (_, i) => [i + 1, 71.31 + i / 1000, -156.61, 20 + i, i === 4 ? 'w' : 30 + i, 33 + i]),
];
const POINTS = [
  ['site', 'latitude', 'longitude', 'date', 'alt_cm'],
  ...Array.from({ length: 12 }, (_, i) => [`S${i % 4}`, 68.6, -149.6, `2012-08-${10 + i}`, 40 + i]),
];

const text = (s: string): Uint8Array => new TextEncoder().encode(s);

/** Workbooks, and archives of other specimens: what guards its bytes, and what does not. */
export function packed(tables: readonly Specimen[]): Specimen[] {
  const files = (...ids: string[]) => tables.filter((t) => ids.includes(t.id)).flatMap((t) => t.parts);
  const some = files('calm-long', 'gtnp', 'abcflux-tidy', 'pangaea');
  const folder = Object.fromEntries(some.map((p) => [`data/${p.name}`, p.bytes]));
  const tower = files('ameriflux');
  const tar = tarArchive(some.map((p) => ({ name: `data/${p.name}`, content: p.bytes })));
  const calm = some.find((p) => p.name === 'calm.csv')?.bytes ?? text('');
  return [
    made('calm-summary-xls', 'calm-summary', 'raw', [part('CALM.xls', book(SUMMARY, 'biff8'))]),
    made('calm-workbook-xls', 'calm-workbook', 'raw', [part('U1_alt.xls', book(NODES, 'biff8'))]),
    made('calm-workbook-xlsx', 'calm-workbook', 'checksum', [part('U1_alt.xlsx', book(NODES, 'xlsx'))]),
    made('any-table-xlsx', 'mapped-csv', 'checksum', [part('points.xlsx', book(POINTS, 'xlsx'))]),
    made('zip', 'archive', 'checksum', [part('all.zip', zipSync(folder))]),
    made('zip-stored', 'archive', 'checksum', [part('stored.zip', zipSync(folder, { level: 0 }))]),
    made('zip-of-tower', 'archive', 'checksum', [
      part('AMF_US-Xyz_BASE-BADM_1-5.zip', zipSync(Object.fromEntries(tower.map((p) => [p.name, p.bytes])))),
    ]),
    made('tar', 'archive', 'mean', [part('all.tar', tar)], 0),
    made('tar-gz', 'archive', 'checksum', [part('all.tar.gz', new Uint8Array(gzipSync(tar)))]),
    made('gz', 'archive', 'checksum', [part('calm.csv.gz', new Uint8Array(gzipSync(calm)))]),
    made('zip-in-zip', 'archive', 'checksum', [
      part('outer.zip', zipSync({ 'inner.zip': zipSync(folder), 'calm.csv': calm })),
    ]),
  ];
}
