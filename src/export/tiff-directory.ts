/** A tag of a TIFF directory; text is written as UTF-8 with the closing zero. */
export type TiffField = readonly [
  tag: number,
  type: 'short' | 'long' | 'double' | 'ascii',
  values: readonly number[] | string,
];

const CODE = { ascii: 2, short: 3, long: 4, double: 12 } as const;
const SIZE = { ascii: 1, short: 2, long: 4, double: 8 } as const;
const ENTRY = 12;

const listed = ([, type, values]: TiffField): readonly number[] =>
  typeof values !== 'string' ? values : type === 'ascii' ? [...new TextEncoder().encode(values), 0] : [];
const bytesOf = (field: TiffField): number => listed(field).length * SIZE[field[1]];
/** Values of more than four bytes stand behind the directory, at even places. */
const behind = (field: TiffField): number => (bytesOf(field) > 4 ? Math.ceil(bytesOf(field) / 2) * 2 : 0);

/** Bytes of a directory with the values behind it; it depends on how many values there are, not on what they are. */
export const directorySize = (fields: readonly TiffField[]): number =>
  2 + fields.length * ENTRY + 4 + fields.reduce((n, f) => n + behind(f), 0);

/**
 * @param fields in ascending order of their tags
 * @param at place of the directory in the file
 * @param next place of the next directory, 0 for none
 */
export function directoryBytes(fields: readonly TiffField[], at: number, next: number): Uint8Array {
  const bytes = new Uint8Array(directorySize(fields));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, fields.length, true);
  let tail = 2 + fields.length * ENTRY + 4;
  view.setUint32(tail - 4, next, true);
  fields.forEach((field, i) => {
    const [tag, type] = field;
    const entry = 2 + i * ENTRY;
    const values = listed(field);
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, CODE[type], true);
    view.setUint32(entry + 4, values.length, true);
    const far = behind(field);
    if (far > 0) view.setUint32(entry + 8, at + tail, true);
    const start = far > 0 ? tail : entry + 8;
    values.forEach((value, j) => {
      put(view, start + j * SIZE[type], type, value);
    });
    tail += far;
  });
  return bytes;
}

function put(view: DataView, at: number, type: TiffField[1], value: number): void {
  if (type === 'double') view.setFloat64(at, value, true);
  else if (type === 'long') view.setUint32(at, value, true);
  else if (type === 'short') view.setUint16(at, value, true);
  else view.setUint8(at, value);
}
