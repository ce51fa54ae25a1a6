import { toWire, type WireError } from '../../src/core/wire.ts';
import { gatherKnowledge } from '../../src/learn/knowledge.ts';
import { type Setback, trainThroughLoss } from '../../src/learn/member-trainer.ts';
import { testStore } from '../../src/learn/test-knowledge.ts';
import { jobsOf, prepare } from '../../src/learn/train-ensemble.ts';
import type { Member, MemberJob } from '../../src/learn/train-member.ts';
import { useDevice } from '../../src/nn/device.ts';

export interface ResumeRequest {
  readonly device: 'webgpu' | 'webgl';
  /** The device is lost in the middle of the epoch after each of these. */
  readonly lostAfter: readonly number[];
}

/** A trained member as plain numbers. */
export interface Outcome {
  readonly weights: readonly number[];
  readonly validation: number;
  readonly epochs: readonly number[];
}

export type ResumeReply =
  | { readonly ok: true; readonly undisturbed: Outcome; readonly disturbed: Outcome; readonly setbacks: Setback[] }
  | { readonly ok: false; readonly error: WireError };

const HYPER = { epochs: 3, batch: 32, filters: [4], patience: 3 };

self.onmessage = async ({ data: { device, lostAfter } }: MessageEvent<ResumeRequest>) => {
  try {
    const lose = device === 'webgpu' ? breakerOfWebgpu() : breakerOfWebgl();
    await useDevice(device);
    const prepared = await prepare(await gatherKnowledge(await testStore()), () => false);
    const [job] = jobsOf(prepared, { members: 1, seed: 5, hyper: HYPER });
    const setbacks: Setback[] = [];
    const undisturbed = await trained(job as MemberJob, () => undefined);
    const disturbed = await trained(
      job as MemberJob,
      // A moment later, so that steps of the next epoch are under way.
      (epoch) => void (lostAfter.includes(epoch) && setTimeout(lose, 100)),
      setbacks,
    );
    postMessage({ ok: true, undisturbed, disturbed, setbacks } satisfies ResumeReply);
  } catch (error) {
    postMessage({ ok: false, error: toWire(error) } satisfies ResumeReply);
  }
};

async function trained(job: MemberJob, after: (epoch: number) => void, setbacks?: Setback[]): Promise<Outcome> {
  const epochs: number[] = [];
  const member = (await trainThroughLoss(job, {
    onEpoch({ epoch }) {
      epochs.push(epoch);
      after(epoch);
    },
    onSetback: (s) => setbacks?.push(s),
  })) as Member;
  const weights = Object.values(member.weights).flatMap(({ values }) => [...values]);
  return { weights, validation: member.validation, epochs };
}

/** Loses the WebGPU device that computes, whichever that is when it is called. */
function breakerOfWebgpu(): () => void {
  let last: GPUDevice | undefined;
  const original = GPUDevice.prototype.createCommandEncoder;
  GPUDevice.prototype.createCommandEncoder = function (this: GPUDevice, ...args) {
    last = this;
    return original.apply(this, args);
  };
  return () => last?.destroy();
}

/** Loses the WebGL context that computes. */
function breakerOfWebgl(): () => void {
  let last: WebGL2RenderingContext | undefined;
  const original = WebGL2RenderingContext.prototype.useProgram;
  WebGL2RenderingContext.prototype.useProgram = function (this: WebGL2RenderingContext, program) {
    last = this;
    original.call(this, program);
  };
  return () => last?.getExtension('WEBGL_lose_context')?.loseContext();
}
