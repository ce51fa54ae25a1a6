import { createStore } from 'zustand/vanilla';
import { isCancelled, toWire, type WireError } from '../core/wire.ts';
import type { Frame } from './frame.ts';
import type { FrameLoader } from './frame-loader.ts';
import { type FrameRequest, framesFor, type Question, type Stores } from './question.ts';

/** What is on the map now. It may differ from what was asked last; legend, caption and read-out go by it. */
export type Picture =
  | { readonly at: 'empty' }
  | { readonly at: 'ready' | 'stale'; readonly question: Question; readonly frames: readonly PictureFrame[] };

export interface PictureFrame {
  readonly slot: string;
  readonly frame: Frame;
}

export const picture = createStore<Picture>(() => ({ at: 'empty' }));

/**
 * Turns questions into pictures: the newest question wins, the last good picture stays until the next is whole, and when
 * a question cannot be answered that picture stays, greyed, and the reason is told.
 */
export class Painter {
  #turn = 0;
  constructor(
    private readonly loader: FrameLoader,
    private readonly onError: (error: WireError, question: Question) => void,
  ) {}

  /** True when the question can be answered without waiting. */
  isResident(question: Question, stores: Stores, zoom: number): boolean {
    const requests = framesFor(question, stores, zoom);
    return requests.length > 0 && requests.every((request) => this.loader.peek(request) !== undefined);
  }

  /**
   * Fetches the frames of a question for later. The reason of a failure is told when the question is really asked.
   * @returns false when a frame cannot be had
   */
  async prefetch(question: Question, stores: Stores, zoom: number): Promise<boolean> {
    const loads = await Promise.allSettled(
      framesFor(question, stores, zoom).map((request) => this.loader.get(request)),
    );
    return loads.every((load) => load.status === 'fulfilled' || isCancelled(load.reason));
  }

  async paint(question: Question, stores: Stores, zoom: number): Promise<void> {
    const turn = ++this.#turn;
    const requests = framesFor(question, stores, zoom);
    const resident = requests.map((request) => this.loader.peek(request));
    if (resident.every((frame) => frame !== undefined)) {
      picture.setState({ at: 'ready', question, frames: zip(requests, resident) }, true);
      return;
    }
    // A thumb that was dragged past a year no longer wants it.
    this.loader.keepOnly(requests);
    const results = await Promise.allSettled(requests.map((request) => this.loader.get(request)));
    if (turn !== this.#turn) return;
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) {
      if (isCancelled(failed.reason)) return;
      const last = picture.getState();
      if (last.at !== 'empty') picture.setState({ ...last, at: 'stale' }, true);
      this.onError(toWire(failed.reason), question);
      return;
    }
    const frames = results.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
    picture.setState({ at: 'ready', question, frames: zip(requests, frames) }, true);
  }
}

const zip = (requests: readonly FrameRequest[], frames: readonly (Frame | undefined)[]): PictureFrame[] =>
  requests.flatMap(({ slot }, i) => {
    const frame = frames[i];
    return frame ? [{ slot, frame }] : [];
  });
