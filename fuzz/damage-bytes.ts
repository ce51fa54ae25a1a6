import type { Random } from '../src/core/random.ts';

/** A damaged copy and what was done to it. */
export interface Damaged {
  readonly bytes: Uint8Array;
  readonly what: string;
  /** True when bytes were only cut off its end. */
  readonly cut?: boolean;
}

const HUGE = [0x7fffffff, 0xffffffff, 0x10000000, 0x00ffffff, 0x80000000, 0, 1, 0xfffffffe];
/** Words by which the parts of a container begin: HDF5, zip, netCDF, Parquet, TIFF, gzip, USTAR, OLE. */
const SIGNATURES = [
  'TREE',
  'SNOD',
  'HEAP',
  'OHDR',
  'FRHP',
  'FHDB',
  'BTHD',
  'BTLF',
  'GCOL',
  'OCHK',
  'FSHD',
  'PK\u0003\u0004',
  'PK\u0001\u0002',
  'PK\u0005\u0006',
  'PAR1',
  'ustar',
  'CDF',
];
const LATIN = new TextDecoder('latin1');

/** Places where a part of a container begins or ends, and lines of a text do: ascending, without doubles. */
export function boundaries(bytes: Uint8Array): number[] {
  const text = LATIN.decode(bytes);
  const found = new Set<number>([
    0,
    1,
    2,
    3,
    4,
    8,
    bytes.length - 1,
    bytes.length - 4,
    bytes.length - 8,
    bytes.length - 22,
  ]);
  const near = (at: number): void => {
    for (const k of [at - 1, at, at + 1, at + 4]) found.add(k);
  };
  for (const word of SIGNATURES) for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) near(at);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) found.add(at + 1);
  for (let at = 16; at < Math.min(256, bytes.length); at += 4) found.add(at);
  for (let at = 512; at < bytes.length; at += 512) found.add(at);
  return [...found].filter((k) => k >= 0 && k < bytes.length).sort((a, b) => a - b);
}

/** Most damage strikes the beginning, where a container says what it is; the rest is anywhere. */
const place = (bytes: Uint8Array, random: Random): number =>
  random.integer(3) === 0
    ? random.integer(Math.max(1, Math.min(1024, bytes.length)))
    : random.integer(Math.max(1, bytes.length));

type Blow = (bytes: Uint8Array, random: Random) => Damaged;

const flip: Blow = (whole, random) => {
  const bytes = whole.slice();
  const n = 1 + random.integer(4);
  const at = Array.from({ length: n }, () => place(bytes, random));
  for (const k of at) bytes[k] = (bytes[k] ?? 0) ^ (1 << random.integer(8));
  return { bytes, what: `bits flipped at ${at.join(', ')}` };
};
const overwrite: Blow = (whole, random) => {
  const bytes = whole.slice();
  const [at, n, by] = [
    place(bytes, random),
    1 + random.integer(40),
    [0, 255, 65, random.integer(256)][random.integer(4)] ?? 0,
  ];
  bytes.fill(by, at, at + n);
  return { bytes, what: `${n} bytes of ${by} at ${at}` };
};
const insert: Blow = (whole, random) => {
  const [at, n] = [place(whole, random), 1 + random.integer(random.integer(8) === 0 ? 5000 : 24)];
  const more = Uint8Array.from({ length: n }, () => random.integer(256));
  const bytes = new Uint8Array(whole.length + n);
  bytes.set(whole.subarray(0, at));
  bytes.set(more, at);
  bytes.set(whole.subarray(at), at + n);
  return { bytes, what: `${n} bytes put in at ${at}` };
};
const remove: Blow = (whole, random) => {
  const at = place(whole, random);
  const n = 1 + random.integer(random.integer(4) === 0 ? 400 : 12);
  const bytes = new Uint8Array(whole.length - Math.min(n, whole.length - at));
  bytes.set(whole.subarray(0, at));
  bytes.set(whole.subarray(at + n), at);
  return { bytes, what: `${n} bytes taken out at ${at}` };
};
const declare: Blow = (whole, random) => {
  const bytes = whole.slice();
  const view = new DataView(bytes.buffer);
  const size = [2, 4, 8][random.integer(3)] as number;
  if (bytes.length < size) return { bytes, what: 'too short for a size' };
  const at = Math.min(place(bytes, random), bytes.length - size) & ~(random.integer(2) * 3);
  const n = HUGE[random.integer(HUGE.length)] as number;
  const little = random.integer(2) === 0;
  if (size === 2) view.setUint16(at, n & 0xffff, little);
  else if (size === 4) view.setUint32(at, n, little);
  else view.setBigUint64(at, (BigInt(n) << 31n) | 7n, little);
  return { bytes, what: `size ${n} (${size} bytes, ${little ? 'little' : 'big'}-endian) at ${at}` };
};
const swapHalves: Blow = (whole, random) => {
  const at = place(whole, random);
  const bytes = new Uint8Array(whole.length);
  bytes.set(whole.subarray(at));
  bytes.set(whole.subarray(0, at), whole.length - at);
  return { bytes, what: `end before beginning, from ${at}` };
};
const copyPart: Blow = (whole, random) => {
  const bytes = whole.slice();
  const [from, to, n] = [place(whole, random), place(whole, random), 4 + random.integer(64)];
  bytes.copyWithin(to, from, from + n);
  return { bytes, what: `${n} bytes of ${from} again at ${to}` };
};
const append: Blow = (whole, random) => {
  const bytes = new Uint8Array(whole.length * 2);
  bytes.set(whole);
  bytes.set(whole, whole.length);
  const at = whole.length + random.integer(whole.length + 1);
  return { bytes: bytes.slice(0, at), what: `itself again after its end, up to ${at}` };
};

const BLOWS: readonly Blow[] = [
  flip,
  flip,
  flip,
  overwrite,
  insert,
  remove,
  declare,
  declare,
  declare,
  swapHalves,
  copyPart,
  append,
];

/** Damage to bytes of whatever kind, seeded. */
export function damageBytes(whole: Uint8Array, random: Random): Damaged {
  const blow = BLOWS[random.integer(BLOWS.length)] as Blow;
  return blow(whole, random);
}

/** Its beginning up to a place. */
export const cutAt = (whole: Uint8Array, at: number): Damaged => ({
  bytes: whole.slice(0, at),
  what: `cut at ${at} of ${whole.length}`,
  cut: true,
});

/** Its beginning up to one of its boundaries, another for every `n`, or to anywhere. */
export function cutBytes(whole: Uint8Array, n: number, random: Random): Damaged {
  const places = boundaries(whole);
  const boundary = places[(n * 7919) % Math.max(1, places.length)];
  return cutAt(whole, boundary === undefined || n % 5 === 4 ? random.integer(whole.length + 1) : boundary);
}
