import type { InputFile } from '../source.ts';
import type { Annotation } from './annotation.ts';

/** The binaries that stand beside an annotation. */
export interface SceneFiles {
  readonly unwrapped: InputFile | undefined;
  readonly correlation: InputFile | undefined;
  readonly interferogram: InputFile | undefined;
  /** On the ground (`.grd`). */
  readonly ground: readonly InputFile[];
  /** Along the flight line: no place on the ground. */
  readonly slant: readonly InputFile[];
  readonly all: readonly InputFile[];
}

const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1).toLowerCase();
const KINDS = ['int', 'unw', 'cor', 'amp1', 'amp2', 'hgt'] as const;
const NAMES: Readonly<Record<string, string>> = { unw: 'Unwrapped Phase', cor: 'Correlation', int: 'Interferogram' };

/** By the names in the annotation, else by the annotation's own name: people rename sets as a whole. */
export function sceneFiles(a: Annotation, file: InputFile, companions: readonly InputFile[]): SceneFiles {
  const stem = base(file.name)
    .replace(/\.ann$/, '')
    .replace(/\.txt$/, '');
  const find = (kind: string, end: string): InputFile | undefined => {
    const said = a.text(`${end === '.grd' ? 'Ground' : 'Slant'} Range ${NAMES[kind] ?? ''}`)?.toLowerCase();
    const is = (name: string | undefined) => companions.find((c) => name !== undefined && base(c.name) === name);
    return is(said) ?? is(`${stem}.${kind}${end}`);
  };
  const every = (end: string) => KINDS.flatMap((kind) => find(kind, end) ?? []);
  const [ground, slant] = [every('.grd'), every('')];
  return {
    unwrapped: find('unw', '.grd'),
    correlation: find('cor', '.grd'),
    interferogram: find('int', '.grd'),
    ground,
    slant,
    all: [...ground, ...slant],
  };
}
