import type { EpochReport } from './train-member.ts';
import type { TrainingProgress } from './training-progress.ts';

/** Turns what members tell, one after another or mixed, into progress of the whole with time left. */
export class TrainingTeller {
  #last: TrainingProgress;
  /** Share of each member that is over, 0 to 1. */
  readonly #over: number[];
  #started = 0;
  #atStart = 0;

  constructor(
    run: { readonly members: number; readonly epochs: number; readonly device: string },
    private readonly tell: ((p: TrainingProgress) => void) | undefined,
  ) {
    this.#over = new Array<number>(run.members).fill(0);
    this.#last = {
      stage: 'analysis',
      member: 1,
      members: run.members,
      share: 0,
      epoch: 0,
      epochs: run.epochs,
      loss: null,
      samplingShare: 1,
      device: run.device,
      secondsLeft: null,
      setbacks: [],
    };
  }

  stage(stage: TrainingProgress['stage']): void {
    if (stage === 'training') this.#started = performance.now();
    this.#say({ stage, ...(stage === 'scoring' ? { share: 1, secondsLeft: null } : {}) });
  }

  /** A member goes on after `epochs` of an earlier run. */
  resumed(member: number, epochs: number): void {
    this.#over[member] = epochs / this.#last.epochs;
    this.#atStart = this.#share();
  }

  epoch(member: number, r: EpochReport): void {
    this.#over[member] = r.epoch / r.epochs;
    const share = this.#share();
    const spent = (performance.now() - this.#started) / 1000;
    const gained = share - this.#atStart;
    this.#say({
      member: member + 1,
      epoch: r.epoch,
      loss: r.loss,
      samplingShare: r.samplingShare,
      share,
      secondsLeft: gained > 0 ? (spent / gained) * (1 - share) : null,
    });
  }

  /** A member is over, perhaps before its last epoch. */
  done(member: number): void {
    this.#over[member] = 1;
  }

  /** @param device what computes from here on, where that has changed */
  setback(text: string, device?: string): void {
    this.#say({ setbacks: [...this.#last.setbacks, text], ...(device ? { device } : {}) });
  }

  #share(): number {
    return this.#over.reduce((a, b) => a + b, 0) / this.#over.length;
  }

  #say(change: Partial<TrainingProgress>): void {
    this.#last = { ...this.#last, ...change };
    this.tell?.(this.#last);
  }
}
