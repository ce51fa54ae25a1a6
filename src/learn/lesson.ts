import { Batcher } from './batch.ts';
import type { CellSeries } from './cell-series.ts';
import type { Sample } from './samples.ts';
import type { MemberJob } from './train-member.ts';

/** What all members of an ensemble are taught, as plain data: crosses to a thread once, then a seed is an order. */
export interface Lesson extends Omit<MemberJob, 'seed' | 'batcher'> {
  /** Surroundings of each site; sites in one cell share theirs, also after cloning. */
  readonly sites: readonly { readonly cells: CellSeries }[];
  /** Spread of a CO2 departure by month of the year, umol m-2 s-1. */
  readonly co2Season: readonly number[];
}

const made = new WeakMap<readonly Sample[], Lesson>();

/** The lesson of a job; jobs of one ensemble have the same one. */
export function lessonOf(job: MemberJob): Lesson {
  let lesson = made.get(job.train);
  if (!lesson || lesson.hyper !== job.hyper) {
    const { shape, hyper, train, validate, batcher } = job;
    lesson = {
      shape,
      hyper,
      train,
      validate,
      sites: batcher.sites.map(({ cells }) => ({ cells })),
      co2Season: batcher.co2Season,
    };
    made.set(job.train, lesson);
  }
  return lesson;
}

/** A lesson as it arrived in a thread; what its members share is made once. */
export class Classroom {
  readonly #batcher: Batcher;
  constructor(private readonly lesson: Lesson) {
    this.#batcher = new Batcher(lesson.sites, lesson.co2Season);
  }

  job(seed: number): MemberJob {
    const { shape, hyper, train, validate } = this.lesson;
    return { shape, hyper, train, validate, seed, batcher: this.#batcher };
  }
}
