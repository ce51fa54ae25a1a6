import type { Random } from '../src/core/random.ts';
import type { Damaged } from './damage-bytes.ts';

/** What cells hold by accident or malice: no numbers, numbers beyond all, dates that are none. */
const WORDS = [
  '1e999',
  '-1e999',
  '1e308',
  '-1e-320',
  'NaN',
  'inf',
  '-Infinity',
  '-9999',
  '-999',
  '9999',
  '',
  ' ',
  '"',
  '""',
  '0x10',
  '0b1',
  '1,5',
  '1.5.2',
  '--3',
  '+-1',
  '١٢',
  '１２',
  '=1+1',
  '@cmd',
  'true',
  'null',
  '\u0000',
  '\ufeff',
  '31-Feb-2000',
  '2011-02-29',
  '0000-00-00',
  '9999-12-31',
  '275760-09-13',
  '-271821-04-20',
  '2012-13-40',
  '24:00',
  '200002300000',
  '199913312530',
  '99999999999999',
  "71 99' N",
  '181',
  '-91',
  '1800',
  '2200',
  '1e3',
  '5e-324',
  'U1;DROP',
  '../../etc/passwd',
  '<b>1</b>',
  '-',
  '*',
  '9'.repeat(400),
  'x'.repeat(3000),
];

type Blow = (text: string, random: Random) => { readonly text: string; readonly what: string };
const pick = <T>(of: readonly T[], random: Random): T => of[random.integer(of.length)] as T;
const SPLIT = /(?=[,\t;])/;

const cell: Blow = (text, random) => {
  const lines = text.split('\n');
  const said: string[] = [];
  for (let k = 0; k < 1 + random.integer(3); k++) {
    const at = random.integer(lines.length);
    const cells = (lines[at] as string).split(SPLIT);
    const c = random.integer(cells.length);
    const word = pick(WORDS, random);
    const lead = /^[,\t;]/.exec(cells[c] as string)?.[0] ?? '';
    cells[c] = lead + word;
    lines[at] = cells.join('');
    said.push(`"${word.slice(0, 20)}" in line ${at + 1}, cell ${c + 1}`);
  }
  return { text: lines.join('\n'), what: said.join('; ') };
};
const swapCells: Blow = (text, random) => {
  const lines = text.split('\n');
  const at = random.integer(lines.length);
  const cells = (lines[at] as string).split(/[,\t]/);
  const [a, b] = [random.integer(cells.length), random.integer(cells.length)];
  [cells[a], cells[b]] = [cells[b] as string, cells[a] as string];
  lines[at] = cells.join(text.includes('\t') ? '\t' : ',');
  return { text: lines.join('\n'), what: `cells ${a + 1} and ${b + 1} of line ${at + 1} changed over` };
};
const line: Blow = (text, random) => {
  const lines = text.split('\n');
  const at = random.integer(lines.length);
  const other = lines[random.integer(lines.length)] as string;
  const how = random.integer(4);
  if (how === 0) lines.splice(at, 1);
  else if (how === 1) lines.splice(at, 0, other);
  else if (how === 2) lines[at] = (lines[at] as string) + other;
  else lines.splice(at, 0, '', '   ', ',,,,');
  return {
    text: lines.join('\n'),
    what: `line ${at + 1}: ${['taken out', 'another put before it', 'another joined to it', 'empty ones before it'][how]}`,
  };
};
const quote: Blow = (text, random) => {
  const at = random.integer(text.length + 1);
  return { text: `${text.slice(0, at)}"${text.slice(at)}`, what: `a quote at ${at}` };
};
const ends: Blow = (text, random) => {
  const to = pick(['\r', '\r\n', '\n\n', '\u2028', '\n\r'], random);
  return { text: text.replaceAll('\n', to), what: `line ends ${JSON.stringify(to)}` };
};
const delimiter: Blow = (text, random) => {
  const to = pick([';', '\t', '|', ', ', ',,'], random);
  return { text: text.replaceAll(',', to), what: `delimiter ${JSON.stringify(to)}` };
};
const heading: Blow = (text, random) => {
  const lines = text.split('\n');
  const at = Math.min(random.integer(4), lines.length - 1);
  const cells = (lines[at] as string).split(SPLIT);
  const c = random.integer(cells.length);
  cells[c] = pick(
    [
      cells[random.integer(cells.length)] as string,
      `${cells[c]}_2`,
      `${(cells[c] ?? '')[0] ?? ''}`,
      (cells[c] as string).toUpperCase(),
      ',__proto__',
      ',constructor',
    ],
    random,
  );
  lines[at] = cells.join('');
  return { text: lines.join('\n'), what: `heading ${c + 1} of line ${at + 1} is "${cells[c]}"` };
};
const digits: Blow = (text, random) => {
  const at = random.integer(Math.max(1, text.length));
  const n = 10 ** (2 + random.integer(4));
  return { text: text.slice(0, at) + '7'.repeat(n) + text.slice(at), what: `${n} digits at ${at}` };
};

const BLOWS: readonly Blow[] = [
  cell,
  cell,
  cell,
  cell,
  cell,
  swapCells,
  swapCells,
  line,
  line,
  quote,
  ends,
  delimiter,
  heading,
  digits,
];
const encoder = new TextEncoder();

/** The same text in other letters: UTF-16 of either kind, a byte-order mark, single bytes of an old code page among the rest. */
function encoded(text: string, random: Random): Damaged {
  const how = random.integer(4);
  if (how === 0) return { bytes: encoder.encode(`\ufeff${text}`), what: 'a byte-order mark' };
  if (how === 1) {
    const bytes = encoder.encode(text);
    for (let k = 0; k < 4; k++) bytes[random.integer(bytes.length)] = 128 + random.integer(128);
    return { bytes, what: 'bytes of an old code page among UTF-8' };
  }
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  const little = how === 2;
  view.setUint16(0, 0xfeff, little);
  for (let i = 0; i < text.length; i++) view.setUint16(2 + 2 * i, text.charCodeAt(i), little);
  return { bytes, what: `UTF-16, ${little ? 'little' : 'big'}-endian` };
}

/** Damage as people, spreadsheets and bad lines do it to a text, seeded. */
export function damageText(whole: Uint8Array, random: Random): Damaged {
  const text = new TextDecoder().decode(whole);
  if (random.integer(16) === 0) return encoded(text, random);
  const done = pick(BLOWS, random)(text, random);
  return { bytes: encoder.encode(done.text), what: done.what };
}
