import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { hdf5File } from '../src/sources/geocryoai/hdf5-file.node.ts';
import { makeTiff, projectedKeys } from '../src/sources/geotiff/make-tiff.ts';
import { paxRecords, type TarEntry, tarArchive } from '../src/sources/tar-archive.node.ts';
import { type Part, part } from './specimen.ts';

/** A set of files made to hurt: it must be answered in seconds, in bounded memory, and give nothing that cannot be. */
export interface Hostile {
  readonly what: string;
  /** Takes seconds and hundreds of megabytes to make: left to the full run. */
  readonly heavy?: true;
  readonly parts: () => readonly Part[] | Promise<readonly Part[]>;
}

const CALM = 'code,name,lat,lon,year,alt_cm\nU1,Barrow,71.3167,-156.6,2000,35\n';
const one = (what: string, name: string, bytes: () => Uint8Array | string | Promise<Uint8Array>): Hostile => ({
  what,
  parts: async () => [part(name, await bytes())],
});
const heavy = (hostile: Hostile): Hostile => ({ ...hostile, heavy: true });
const packedZeros = (megabytes: number): Uint8Array =>
  new Uint8Array(gzipSync(new Uint8Array(megabytes * 1e6), { level: 9 }));

/** A zip with one number overwritten in its headers. @param at places, from where its first member, its directory and its end begin */
function liar(
  size: 2 | 4,
  value: number,
  at: (local: number, directory: number, end: number) => readonly number[],
): Uint8Array {
  const zip = zipSync({ 'calm.csv': strToU8(CALM.repeat(200)) });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - 22;
  for (const place of at(0, view.getUint32(end + 16, true), end)) {
    if (size === 2) view.setUint16(place, value, true);
    else view.setUint32(place, value, true);
  }
  return zip;
}

/** A zip whose directory names one member a thousand times. */
function overlapping(): Uint8Array {
  const zip = zipSync({ 'calm.csv': new Uint8Array(8e6) }, { level: 9 });
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const central = view.getUint32(zip.length - 22 + 16, true);
  const entry = zip.subarray(central, zip.length - 22);
  const n = 1000;
  const out = new Uint8Array(central + n * entry.length + 22);
  out.set(zip.subarray(0, central));
  for (let i = 0; i < n; i++) out.set(entry, central + i * entry.length);
  out.set(zip.subarray(zip.length - 22), out.length - 22);
  const end = new DataView(out.buffer);
  end.setUint16(out.length - 22 + 8, n, true);
  end.setUint16(out.length - 22 + 10, n, true);
  end.setUint32(out.length - 22 + 12, n * entry.length, true);
  return out;
}

function nested(depth: number, pack: (inner: Uint8Array, level: number) => Uint8Array): Uint8Array {
  let bytes: Uint8Array = strToU8(CALM);
  for (let i = 0; i < depth; i++) bytes = pack(bytes, i);
  return bytes;
}

const NAMES = [
  '../../etc/passwd',
  '/etc/cron.d/x',
  'C:\\windows\\x.csv',
  '..\\..\\x.csv',
  'a/../../b.csv',
  '__proto__',
  'constructor',
  'a\u0000b.csv',
  '\u202egnp.csv',
  'con',
  '.',
  '..',
  `${'d/'.repeat(300)}x.csv`,
];

/** A workbook whose one sheet is what is given. */
const workbook = (sheet: Uint8Array | string): Uint8Array =>
  zipSync({
    '[Content_Types].xml': strToU8(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    ),
    '_rels/.rels': strToU8(
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    ),
    'xl/workbook.xml': strToU8(
      '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
    'xl/worksheets/sheet1.xml': typeof sheet === 'string' ? strToU8(sheet) : sheet,
  });

const ENTITIES = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${['b', 'c', 'd', 'e', 'f', 'g', 'h']
  .map((n, i) => `<!ENTITY ${n} "${`&${'abcdefgh'[i]};`.repeat(10)}">`)
  .join(
    '',
  )}]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&h;</t></is></c></row></sheetData></worksheet>`;

const zips = (): Hostile[] => [
  heavy(
    one('zip: a gigabyte of zeros, declared', 'bomb.zip', () =>
      zipSync({ 'calm.csv': new Uint8Array(150e6) }, { level: 9 }),
    ),
  ),
  heavy(one('zip: members that overlap, eight gigabytes together', 'overlap.zip', overlapping)),
  one('zip: unpacked size understated', 'lie.zip', () => liar(4, 10, (l, d) => [l + 22, d + 24])),
  one('zip: unpacked size of four gigabytes', 'lie.zip', () => liar(4, 0xfffffff0, (l, d) => [l + 22, d + 24])),
  one('zip: packed size beyond the end', 'lie.zip', () => liar(4, 0x7fffffff, (l, d) => [l + 18, d + 20])),
  one('zip: encrypted', 'locked.zip', () => liar(2, 1, (l, d) => [l + 6, d + 8])),
  one('zip: a method nobody knows', 'method.zip', () => liar(2, 99, (l, d) => [l + 8, d + 10])),
  one('zip: offset into nowhere', 'offset.zip', () => liar(4, 0xfffffff0, (_, d) => [d + 42])),
  one('zip: 65535 members declared', 'many.zip', () => liar(2, 0xffff, (_l, _d, end) => [end + 8, end + 10])),
  heavy(
    one('zip: 3000 empty members', 'crowd.zip', () =>
      zipSync(Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`${i}.csv`, new Uint8Array()]))),
    ),
  ),
  one('zip: 40 zips in each other', 'deep.zip', () => nested(40, (b, i) => zipSync({ [`${i}.zip`]: b }, { level: 0 }))),
  one('zip: names that leave the folder', 'names.zip', () =>
    zipSync(Object.fromEntries(NAMES.filter((n) => !(n in {})).map((n) => [n, strToU8(CALM)]))),
  ),
  heavy(one('workbook: a sheet of 300 MB', 'bomb.xlsx', () => workbook(new Uint8Array(300e6).fill(32)))),
  one('workbook: entities within entities', 'laughs.xlsx', () => workbook(ENTITIES)),
  one('workbook: a cell in row 1048576, column XFD', 'far.xlsx', () =>
    workbook(
      '<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
    ),
  ),
];

const streams = (): Hostile[] => [
  heavy(one('gzip: 600 MB of zeros', 'bomb.gz', () => packedZeros(600))),
  one('gzip: gzip within gzip, 20 times', 'deep.gz', () => nested(20, (b) => new Uint8Array(gzipSync(b)))),
  heavy(one('gzip: a bomb within a gzip', 'twice.gz', () => new Uint8Array(gzipSync(packedZeros(400))))),
  one('tar: a member of eight gigabytes declared', 'huge.tar', () =>
    tarArchive([{ name: 'calm.csv', content: CALM, size: 8 ** 11 - 1 }]),
  ),
  one('tar: a size in base 256 that is negative', 'negative.tar', () => {
    const tar = tarArchive([{ name: 'calm.csv', content: CALM }]);
    tar.fill(255, 124, 136);
    tar.set(strToU8('        '), 148);
    const sum = tar.subarray(0, 512).reduce((s, b) => s + b, 0);
    tar.set(strToU8(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    return tar;
  }),
  one('tar: links, devices and names that leave the folder', 'names.tar', () =>
    tarArchive([
      ...['1', '2', '3', '4', '6', '7', 'S', 'Z'].map(
        (type): TarEntry => ({ name: `../../${type}`, type, content: '' }),
      ),
      ...NAMES.map((name): TarEntry => ({ name: name.replaceAll('\u0000', ''), content: CALM })),
    ]),
  ),
  one('tar: PAX records that lie about path and size', 'pax.tar', () =>
    tarArchive([
      { name: 'x', type: 'x', content: paxRecords({ path: '../../../x.csv', size: '99999999999999999999' }) },
      { name: 'short', content: CALM },
      { name: 'x', type: 'x', content: '99999999999 path=a\n' },
      { name: 'second', content: CALM },
    ]),
  ),
  heavy(
    one(
      'tar.gz: 5000 members',
      'crowd.tar.gz',
      () =>
        new Uint8Array(
          gzipSync(tarArchive(Array.from({ length: 5000 }, (_, i) => ({ name: `${i}.csv`, content: 'a,b\n' })))),
        ),
    ),
  ),
  one('tar: 30 tars in each other', 'deep.tar', () =>
    nested(30, (b, i) => tarArchive([{ name: `${i}.tar`, content: b }])),
  ),
];

const circles = (): Hostile[] => [
  heavy(
    one('HDF5: hard links in circles', 'hard.h5', () =>
      hdf5File((f) => {
        f.create_dataset({ name: 'v', data: Float32Array.of(1) });
        const group = f.create_group('g');
        for (let i = 0; i < 60; i++) group.create_hard_link('/g', `back${i}`);
      }),
    ),
  ),
  one('HDF5: soft links in circles and to nothing', 'soft.h5', () =>
    hdf5File((f) => {
      const group = f.create_group('g');
      group.create_soft_link('/g/b', 'a');
      group.create_soft_link('/g/a', 'b');
      group.create_soft_link('/nothing', 'c');
      group.create_soft_link('/g', 'self');
    }),
  ),
  one('HDF5: links to other files', 'external.h5', () =>
    hdf5File((f) => f.create_group('g').create_external_link('/etc/passwd', '/', 'out')),
  ),
  one('HDF5: 300 groups in each other', 'deep.h5', () =>
    hdf5File((f) => {
      let path = '';
      for (let i = 0; i < 300; i++) {
        path += '/g';
        f.create_group(path);
      }
      f.create_dataset({ name: `${path}/v`, data: Float32Array.of(1) });
    }),
  ),
  one('HDF5: a data set of 10^12 numbers, none stored', 'sparse.h5', () =>
    hdf5File((f) => {
      f.create_dataset({
        name: 'tas',
        data: Float32Array.of(1),
        shape: [1, 1, 1],
        maxshape: [null, null, null],
        chunks: [100, 100, 100],
        dtype: '<f4',
      });
      const tas = f.get('tas');
      if (tas && 'resize' in tas) tas.resize([10_000, 10_000, 10_000]);
    }),
  ),
];

const TIFF = {
  rows: 4,
  cols: 4,
  bands: [new Float32Array(16)],
  geoKeys: projectedKeys(3338),
  scale: [1000, 1000, 0],
  tie: [0, 0, 0, 180_000, 2_090_000, 0],
};
function tiff(change: (view: DataView, directory: number) => void): Uint8Array {
  const bytes = makeTiff(TIFF);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  change(view, view.getUint32(4, true));
  return bytes;
}
/** Value of a tag of the first directory overwritten. */
const tag = (id: number, value: number) => (view: DataView, directory: number) => {
  for (let i = 0; i < view.getUint16(directory, true); i++) {
    const at = directory + 2 + 12 * i;
    if (view.getUint16(at, true) === id) {
      view.setUint16(at + 2, 4, true);
      view.setUint32(at + 8, value, true);
    }
  }
};

const grids = (): Hostile[] => [
  one('TIFF: a directory that follows itself', 'loop.tif', () =>
    tiff((v, d) => v.setUint32(d + 2 + 12 * v.getUint16(d, true), d, true)),
  ),
  one('TIFF: 4 x 10^9 columns', 'wide.tif', () => tiff(tag(256, 0xffffffff))),
  one('TIFF: 10^9 rows', 'tall.tif', () => tiff(tag(257, 1e9))),
  one('TIFF: 60000 values a pixel', 'deep.tif', () => tiff(tag(277, 60_000))),
  one(
    'ASCII grid: 10^9 x 10^9 cells declared',
    'huge.asc',
    () => 'ncols 1000000000\nnrows 1000000000\nxllcorner -150\nyllcorner 68\ncellsize 0.5\n1 2 3\n',
  ),
  {
    what: 'ENVI: sizes whose product overflows',
    parts: () => [
      part(
        'h.hdr',
        'ENVI\nsamples = 4294967296\nlines = 4294967296\nbands = 65536\ndata type = 4\ninterleave = bip\nbyte order = 0\nband names = {CH4 Absorption (ppm x m)}\nmap info = {UTM, 1, 1, 400000, 7620000, 30, 30, 6, North, WGS-84}\n',
      ),
      part('h', new Uint8Array(64)),
    ],
  },
  one(
    'ENVI: a brace that never closes, 4 MB',
    'brace.hdr',
    () => `ENVI\nsamples = 3\nband names = {${'a, '.repeat(1_300_000)}`,
  ),
];

const texts = (): Hostile[] => [
  heavy(one('text: one line of 30 MB', 'line.csv', () => `code,name,lat,lon,year,alt_cm\n${'7'.repeat(30e6)}`)),
  heavy(
    one(
      'text: 200000 columns',
      'wide.csv',
      () => `${Array.from({ length: 200_000 }, (_, i) => `c${i}`).join(',')}\n${'1,'.repeat(199_999)}1\n`,
    ),
  ),
  heavy(one('text: nothing but quotes, 4 MB', 'quotes.csv', () => `code,name,lat,lon,year,alt_cm\n${'"'.repeat(4e6)}`)),
  one(
    'text: coordinates of 300000 blanks',
    'blanks.csv',
    () => `code,name,lat,lon,year,alt_cm\nU1,x,${' '.repeat(300_000)}1,-150,2000,3\n`,
  ),
  one(
    'text: numbers that make patterns walk back',
    'walk.csv',
    () => `site,latitude,longitude,date,alt_cm\n${`A,68,-149,${'1-'.repeat(60_000)},3\n`.repeat(4)}`,
  ),
  one(
    'text: headings that make patterns walk back',
    'heading.csv',
    () => `site,latitude,longitude,date,${'alt '.repeat(40_000)}(cm\n${'A,68,-149,2012-08-14,3\n'.repeat(30)}`,
  ),
  one(
    'text: a prose of tabs and colons',
    'metadata.txt',
    () => `latitude : 1\nlongitude : 2\npermafrost_zone :\n${'\u00a0 : '.repeat(400_000)}`,
  ),
  heavy(
    one('text: 300000 rows of one site', 'long.csv', () => CALM + 'U1,Barrow,71.3167,-156.6,2001,36\n'.repeat(300_000)),
  ),
  heavy(
    one(
      'text: every row wrong, 200000 of them',
      'wrong.csv',
      () => CALM + 'U1,Barrow,999,-156.6,2001,36\n'.repeat(200_000),
    ),
  ),
  {
    what: 'JSON: a mapping of 100000 brackets',
    parts: () => [
      part('t.csv', 'site,a\nx,1\n'),
      part('t.json', `{"kind":"thawcast column mapping","version":1,"values":${'['.repeat(100_000)}`),
    ],
  },
  {
    what: 'JSON: a mapping that names __proto__',
    parts: () => [
      part('t.csv', 'site,latitude,longitude,date,__proto__\nA,68,-149,2012-08-14,3\nA,68,-149,2012-08-15,3\n'),
      part(
        't.json',
        '{"kind":"thawcast column mapping","version":1,"file":"t.csv","heading":1,"__proto__":{"x":1},"site":{"column":"constructor"},"position":{"sites":{"__proto__":[1,2]}},"time":{"date":"date"},"values":[{"column":"__proto__","variable":"alt","unit":"cm","sign":1,"per":"visit","method":{"value":""}}],"missing":[],"citation":"x"}',
      ),
    ],
  },
  one('nothing', 'empty.csv', () => ''),
  one('one byte', 'byte', () => new Uint8Array([0])),
  one('a byte-order mark alone', 'bom.csv', () => '\ufeff'),
  heavy(one('zeros, 20 MB', 'zeros', () => new Uint8Array(20e6))),
  heavy(one('only line ends, 10 MB', 'ends.csv', () => '\n'.repeat(10e6))),
];

/** Bombs, circles, lies and names that leave the folder, each once in a run. @param light without those that are heavy to make */
export const hostiles = (light: boolean): readonly Hostile[] =>
  [...zips(), ...streams(), ...circles(), ...grids(), ...texts()].filter((h) => !(light && h.heavy));
