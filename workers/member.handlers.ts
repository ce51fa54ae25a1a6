import { BadRequest } from '../src/core/error.ts';
import { batchGradient } from '../src/learn/batch-gradient.ts';
import { Classroom } from '../src/learn/lesson.ts';
import { trainThroughLoss } from '../src/learn/member-trainer.ts';
import type { Sample } from '../src/learn/samples.ts';
import { plain, unpackWeights } from '../src/learn/split-gradient.ts';
import { useDevice } from '../src/nn/device.ts';
import { initialWeights } from '../src/nn/network.ts';
import { disposeWeights, toTensors, type Weights } from '../src/nn/weights.ts';
import type { MemberCalls } from './member.protocol.ts';
import { type Handlers, Transferred } from './rpc.server.ts';

/** What a member thread does, in a page's worker and in a thread of Node alike. */
export function memberHandlers(): Handlers<MemberCalls> {
  let room: Classroom | undefined;
  let running: AbortController | undefined;
  /** Names and shapes of the weights. */
  let like: Weights | undefined;
  return {
    async learn({ lesson, device }) {
      await useDevice(device);
      room = new Classroom(lesson);
      like = undefined;
      return null;
    },
    async train({ seed, from }, { signal, step }) {
      if (!room || running) throw new BadRequest({ what: 'a member', expected: 'a lesson before, one at a time' });
      running = new AbortController();
      try {
        return await trainThroughLoss(
          room.job(seed),
          {
            from,
            stop: running.signal,
            onEpoch: (report, checkpoint) => step({ kind: 'epoch', report, checkpoint }),
            onSetback: (setback) => step({ kind: 'setback', setback }),
          },
          signal,
        );
      } finally {
        running = undefined;
      }
    },
    async gradient({ weights, samples, ...share }) {
      if (!room) throw new BadRequest({ what: 'a share of a batch', expected: 'a lesson before' });
      const job = room.job(0);
      like ??= initialWeights(job.shape, 0);
      const tensors = toTensors(unpackWeights(weights, like));
      try {
        const of = { ...share, samples: samples.map((i) => job.train[i] as Sample) };
        const made = await plain(batchGradient(job, tensors, of));
        return new Transferred(made, [made.gradient.buffer]);
      } finally {
        disposeWeights(tensors);
      }
    },
    stop() {
      running?.abort();
      return null;
    },
  };
}
