import { Random } from '../src/core/random.ts';
import { corpus } from './corpus.ts';
import { cutBytes, type Damaged, damageBytes } from './damage-bytes.ts';
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
        ? cutBytes(whole.bytes, ((round / 3) * 7919) % Math.max(60, round), random)
        : isText(whole) && random.integer(4) > 0
          ? damageText(whole.bytes, random)
          : damageBytes(whole.bytes, random);
    return {
      id: specimen.id,
      what: `${whole.name}: ${damage.what}`,
      parts: specimen.parts.map((p, k) => (k === part ? { ...p, bytes: damage.bytes } : p)),
      of: { specimen, part, damage },
    };
  }
}
