import { Random } from '../src/core/random.ts';
import { corpus } from './corpus.ts';
import { boundaries, cutAt, cutBytes, type Damaged, damageBytes } from './damage-bytes.ts';
import { damageText } from './damage-text.ts';
import { type Hostile, hostiles } from './hostile.ts';
import type { Part, Specimen } from './specimen.ts';

/** What one case gives to an import. */
export interface Case {
  /** Id of the specimen, or `hostile`. */
  readonly id: string;
  readonly what: string;
  readonly parts: readonly Part[];
  /** Undefined for a hostile set, which never was whole. */
  readonly of?: { readonly specimen: Specimen; readonly part: number; readonly damage: Damaged };
}

const isText = ({ bytes }: Part): boolean =>
  !bytes.subarray(0, 4000).includes(0) && bytes[0] !== 0x1f && bytes[0] !== 0x89;

/** All cases of a seed: the hostile sets first, then the specimens in turn, each damaged in another way every time. Any case can be made again. */
export class Cases {
  readonly #specimens: readonly Specimen[];
  readonly #hostiles: readonly Hostile[];

  private constructor(
    readonly seed: number,
    specimens: readonly Specimen[],
    bad: readonly Hostile[],
  ) {
    this.#hostiles = bad;
    this.#specimens = specimens;
  }

  /**
   * @param only ids to choose from, all when empty
   * @param light without the hostile sets that are heavy to make
   */
  static async make(seed: number, only: readonly string[], light: boolean): Promise<Cases> {
    const all = await corpus();
    const some = only.length === 0 ? all : all.filter((s) => only.includes(s.id) || only.includes(s.source));
    return new Cases(seed, some, only.length === 0 || only.includes('hostile') ? hostiles(light) : []);
  }

  /** Damage never ends. */
  readonly count = Number.POSITIVE_INFINITY;

  get specimens(): readonly Specimen[] {
    return this.#specimens;
  }

  async at(i: number): Promise<Case> {
    const bad = this.#hostiles;
    if (i < bad.length) {
      const { what, parts } = bad[i] as Hostile;
      return { id: 'hostile', what, parts: await parts() };
    }
    const turn = i - bad.length;
    const round = Math.floor(turn / this.#specimens.length);
    const specimen = this.#specimens[turn % this.#specimens.length] as Specimen;
    const random = new Random((this.seed * 0x9e3779b1 + i) >>> 0);
    const part = random.integer(6) === 0 ? random.integer(specimen.parts.length) : 0;
    const whole = specimen.parts[part] as Part;
    const damage =
      round % 3 === 0
        ? cutBytes(whole.bytes, round / 3, random)
        : isText(whole) && random.integer(4) > 0
          ? damageText(whole.bytes, random)
          : damageBytes(whole.bytes, random);
    if (random.integer(60) === 0) {
      const { id, parts } = this.#specimens[random.integer(this.#specimens.length)] as Specimen;
      const disguised = specimen.parts.map((p, k) => (k === part ? { ...p, bytes: parts[0].bytes } : p));
      return { id: specimen.id, what: `${whole.name}: it is ${id} by its bytes`, parts: disguised };
    }
    return damaged(specimen, part, damage);
  }
}

function damaged(specimen: Specimen, part: number, damage: Damaged): Case {
  return {
    id: specimen.id,
    what: `${specimen.parts[part]?.name}: ${damage.what}`,
    parts: specimen.parts.map((p, k) => (k === part ? { ...p, bytes: damage.bytes } : p)),
    of: { specimen, part, damage },
  };
}

/** So many boundaries of one file are cut at; of a longer list every second, third, … */
const MOST_CUTS = 300;

interface Cut {
  readonly specimen: Specimen;
  readonly part: number;
  readonly at: number;
}

/** Every file of every specimen cut at every place where one of its parts begins. */
export class Cuts {
  readonly #cuts: readonly Cut[];

  constructor(specimens: readonly Specimen[]) {
    this.#cuts = specimens.flatMap((specimen) =>
      specimen.parts.flatMap(({ bytes }, part) => {
        const places = boundaries(bytes);
        const step = Math.ceil(places.length / MOST_CUTS);
        return places.filter((_, k) => k % step === 0).map((at) => ({ specimen, part, at }));
      }),
    );
  }

  get count(): number {
    return this.#cuts.length;
  }

  async at(i: number): Promise<Case> {
    const { specimen, part, at } = this.#cuts[i] as Cut;
    return damaged(specimen, part, cutAt((specimen.parts[part] as Part).bytes, at));
  }
}
