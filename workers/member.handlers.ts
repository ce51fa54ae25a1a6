import { BadRequest } from '../src/core/error.ts';
import { Classroom } from '../src/learn/lesson.ts';
import { trainThroughLoss } from '../src/learn/member-trainer.ts';
import { useDevice } from '../src/nn/device.ts';
import type { MemberCalls } from './member.protocol.ts';
import type { Handlers } from './rpc.server.ts';

/** What a member thread does, in a page's worker and in a thread of Node alike. */
export function memberHandlers(): Handlers<MemberCalls> {
  let room: Classroom | undefined;
  let running: AbortController | undefined;
  return {
    async learn({ lesson, device }) {
      await useDevice(device);
      room = new Classroom(lesson);
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
    stop() {
      running?.abort();
      return null;
    },
  };
}
