import workUrl from '../work/browser.worker.ts?worker&url';
import { type Frames, watchFrames } from './frames.ts';
import { type PageTraining, startPageTraining } from './page-training.ts';
import { type PageWorkers, pageWorkers } from './page-workers.ts';

/** What a page does for the harness: its own page, and that of the studio, into which the same script is put. */
export interface PageBench extends PageWorkers {
  watchFrames(ms: number): Promise<Frames>;
  startTraining(): Promise<void>;
  /** @returns steps so far */
  setTraining(on: boolean): number;
}

declare global {
  interface Window {
    bench: PageBench;
  }
}

const work = new URL(workUrl, import.meta.url).href;
let training: PageTraining | undefined;

window.bench = {
  ...pageWorkers(work),
  watchFrames,
  async startTraining() {
    training = await startPageTraining(work);
  },
  setTraining(on) {
    if (!training) throw new Error('no training was started');
    return training.set(on);
  },
};
document.documentElement.dataset.bench = import.meta.url;
