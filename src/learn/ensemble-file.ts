import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { StudioError } from '../core/error.ts';
import { TARGETS } from '../core/variable.ts';
import type { Weights } from '../nn/weights.ts';
import { CHANNELS } from './encode.ts';
import type { Ensemble } from './ensemble.ts';
import { HEADS } from './member-loss.ts';
import type { Member } from './train-member.ts';

/** A file that is no ensemble of this program, or of another version. Nothing of it has been kept. */
export class InvalidEnsemble extends StudioError<'InvalidEnsemble'> {
  readonly tag = 'InvalidEnsemble';
  constructor(
    readonly details: { file: string; expected: string },
    cause?: unknown,
  ) {
    super(`${details.file}: expected ${details.expected}`, { cause });
  }
}

/** Raised when a file written before cannot be read any more. */
const VERSION = 1;
const MODEL = 'model.json';
const WEIGHTS = 'weights.bin';

interface Layout {
  readonly name: string;
  readonly shape: readonly number[];
}
interface ModelJson extends Omit<Ensemble, 'members'> {
  readonly version: number;
  readonly members: readonly (Omit<Member, 'weights'> & { readonly layout: readonly Layout[] })[];
}

/** The ensemble as a `.thawcast` file: a zip of `model.json` and `weights.bin` (little-endian float32, in the order of the layouts). */
export function writeEnsemble(e: Ensemble): Uint8Array {
  const arrays: Float32Array[] = [];
  const members = e.members.map(({ weights, ...rest }) => {
    const layout = Object.entries(weights).map(([name, w]) => {
      arrays.push(w.values);
      return { name, shape: w.shape };
    });
    return { ...rest, layout };
  });
  const json: ModelJson = { ...e, version: VERSION, members };
  const bytes = new Uint8Array(arrays.reduce((n, a) => n + 4 * a.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const a of arrays) {
    for (const v of a) {
      view.setFloat32(at, v, true);
      at += 4;
    }
  }
  // A fixed date, so that the same ensemble gives the same bytes.
  const mtime = new Date('2000-01-01T00:00:00Z');
  return zipSync({ [MODEL]: strToU8(JSON.stringify(json)), [WEIGHTS]: bytes }, { level: 6, mtime });
}

/** @throws InvalidEnsemble naming what is wrong */
export function readEnsemble(file: Uint8Array, name = 'ensemble'): Ensemble {
  const wrong = (expected: string, cause?: unknown) => new InvalidEnsemble({ file: name, expected }, cause);
  let entries: Record<string, Uint8Array>;
  let json: ModelJson;
  try {
    entries = unzipSync(file);
    json = JSON.parse(strFromU8(entries[MODEL] ?? new Uint8Array())) as ModelJson;
  } catch (cause) {
    throw wrong('a .thawcast file (a zip with model.json and weights.bin)', cause);
  }
  if (json.version !== VERSION) throw wrong(`version ${VERSION} of the format, not ${json.version}`);
  const bytes = entries[WEIGHTS];
  if (!bytes) throw wrong(`${WEIGHTS} inside`);
  if (json.shape?.channels !== CHANNELS.length || json.shape.outputs !== HEADS.length) {
    throw wrong(
      `a network of ${CHANNELS.length} channels and ${HEADS.length} outputs; train it again with this version`,
    );
  }
  for (const t of TARGETS) if (!json.models?.[t] || !json.calibration?.[t]) throw wrong(`a model of ${t}`);
  const values = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const members = json.members.map(({ layout, ...rest }) => {
    const weights: Record<string, Weights[string]> = {};
    for (const { name: weight, shape } of layout) {
      const n = shape.reduce((a, b) => a * b, 1);
      if (at + 4 * n > bytes.byteLength) throw wrong(`${WEIGHTS} of full length; the file is cut short`);
      const array = new Float32Array(n);
      for (let i = 0; i < n; i++, at += 4) array[i] = values.getFloat32(at, true);
      if (!array.every(Number.isFinite)) throw wrong(`finite weights in ${weight}`);
      weights[weight] = { shape, values: array };
    }
    return { ...rest, weights };
  });
  if (at !== bytes.byteLength) throw wrong(`${WEIGHTS} of ${at} bytes, not ${bytes.byteLength}`);
  const { version: _, ...rest } = json;
  return { ...rest, members };
}
