import { UnreadableFile } from '../../core/error.ts';
import { turn } from '../../core/turn.ts';
import type { Candidate } from '../candidate.ts';
import { findVariable, type Netcdf, type NetcdfVariable, type Span } from '../netcdf-model.ts';
import { ValueSample } from '../point-table/value-sample.ts';
import type { Imported, Rejection, Source } from '../source.ts';
import { ARCHIVE } from './archive-provenance.ts';

/** Channels of the ensemble tensor, last axis. */
const CHANNELS = ['alt', 'fc', 'fch4'];
/** Numbers of a tensor that are looked at; a whole one has 8 thousand million. */
const MOST_LOOKED = 5_000_000;
/** Numbers of one box. */
const BOX = 1_000_000;

const coordinates = (file: Netcdf) => ['latitude', 'longitude'].some((n) => findVariable(file, n, [n, n.slice(0, 3)]));

/** Arrays that are tensors of the archive: flat, or with places and one or three channels last. */
function tensorsOf(file: Netcdf | undefined): readonly NetcdfVariable[] {
  if (file?.format !== 'hdf5' || coordinates(file)) return [];
  const named = (v: NetcdfVariable) => CHANNELS.includes(v.name) || /(^|_)tensor/.test(v.name);
  const shaped = ({ shape }: NetcdfVariable) =>
    shape.length >= 4 && shape.length <= 5 && [1, 3].includes(shape.at(-1) ?? 0);
  const alone = file.variables.length === 1;
  return file.variables.filter((v) => (named(v) && (shaped(v) || v.shape.length === 1)) || (alone && shaped(v)));
}

/**
 * Tensors of the GeoCryoAI archive (HDF5): numbers without places, months, units or a mask of what was measured. They are looked
 * into, box by box, and described; they are never put on the map.
 */
export const tensor: Source = {
  id: 'geocryoai-tensor',
  title: 'GeoCryoAI tensor (HDF5)',
  probe: ({ netcdf }) => (tensorsOf(netcdf).length > 0 ? 'likely' : 'no'),
  async read({ file, netcdf }: Candidate, _companions, signal): Promise<Imported> {
    const arrays = tensorsOf(netcdf);
    if (arrays.length === 0)
      throw new UnreadableFile({
        file: file.name,
        expected: 'an array alt, fc, fch4 or a tensor of one or three channels',
      });
    const rejected: Rejection[] = [];
    for (const array of arrays) rejected.push(...(await descriptionOf(array, file.name, signal)));
    return {
      observations: [],
      series: [],
      grids: [],
      rejected,
      notes: [
        'all of it is modelled: gaps were filled with the minimum of each slice and a Gaussian filter, and no mask of what was measured is left',
      ],
      provenance: { ...ARCHIVE, file: file.name },
    };
  },
};

async function descriptionOf(
  array: NetcdfVariable,
  file: string,
  signal: AbortSignal | undefined,
): Promise<Rejection[]> {
  const channels = array.shape.length >= 4 ? (array.shape.at(-1) ?? 1) : 1;
  const samples = Array.from({ length: channels }, () => new ValueSample());
  const where = `data set ${array.name}`;
  const total = array.shape.reduce((a, b) => a * b, 1);
  let looked = 0;
  try {
    for (const box of boxesOf(array.shape)) {
      const values = array.slab?.(box);
      if (!values) return [{ file, where, rule: 'holds no numbers', todo: 'nothing' }];
      looked += values.length;
      for (const [c, s] of samples.entries())
        s.add(channels === 1 ? values : values.filter((_, i) => i % channels === c));
      await turn(signal);
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return [
      { file, where, rule: `expected ${error.details.expected}`, todo: 'take the file from its publisher again' },
    ];
  }
  const name = (c: number) => (channels === 3 ? CHANNELS[c] : array.name);
  const found = [
    `${array.shape.join(' x ')}, ${looked} of ${total} numbers looked at`,
    ...samples.map(
      (s, c) => `${name(c)}: ${s.words()}${s.n > 0 && s.min >= 0 && s.max <= 1 ? ' (scaled, unit unknown)' : ''}`,
    ),
  ].join('; ');
  return [
    {
      file,
      where,
      count: total,
      found,
      rule: whyNot(array.shape),
      todo: 'give the table (Parquet) of the same data, which has dates and coordinates; or coordinates [row], [col], the list of months, and units',
    },
  ];
}

/** 1-km cells of the archive, degrees, as its text says. */
const STEP = 0.009;

function whyNot(shape: readonly number[]): string {
  const [months, rows, cols] = shape;
  const place =
    shape.length === 4 && rows && cols
      ? `${rows} x ${cols} cells of ${STEP} degrees would span ${(rows * STEP).toFixed(1)} x ${(cols * STEP).toFixed(1)} degrees, which is not the archive’s box`
      : 'its axes are samples and steps';
  return `no coordinates, months, units or fill inside: nobody knows where and when ${months} slices lie (${place}). Not put on the map`;
}

/** Boxes of bounded size over an array; of a large one, evenly spaced along the first axis. */
function* boxesOf(shape: readonly number[]): Generator<Span[]> {
  const whole = shape.slice(1).map((n): Span => [0, n]);
  const slice = shape.slice(1).reduce((a, b) => a * b, 1);
  const length = shape[0] ?? 0;
  if (length === 0 || slice === 0) return;
  if (slice > BOX) {
    // A slice is too large itself: some of its rows, over some of its slices.
    const [rows = 1, ...rest] = shape.slice(1);
    const row = rest.reduce((a, b) => a * b, 1);
    const some = Math.max(1, Math.min(rows, Math.floor(BOX / Math.max(1, row))));
    const steps = Math.max(1, Math.min(length, Math.floor(MOST_LOOKED / Math.max(1, some * row))));
    for (let i = 0; i < steps; i++) {
      const at = Math.floor((i * length) / steps);
      const from = Math.floor((i * 7919) % Math.max(1, rows - some + 1));
      yield [[at, at + 1], [from, from + some], ...rest.map((n): Span => [0, n])];
    }
    return;
  }
  const some = Math.max(1, Math.floor(BOX / slice));
  const boxes = Math.ceil(length / some);
  const taken = Math.max(1, Math.min(boxes, Math.floor(MOST_LOOKED / (some * slice))));
  for (let i = 0; i < taken; i++) {
    const from = Math.floor((i * boxes) / taken) * some;
    yield [[from, Math.min(length, from + some)], ...whole];
  }
}
