import { availableParallelism } from 'node:os';
import type { Hyper } from '../src/learn/train-member.ts';
import type { Device } from '../src/nn/device.ts';
import { nodeThread } from '../workers/node-thread.node.ts';
import { type ThreadedTrainer, trainerFor } from '../workers/trainer-for.ts';

const MEMBER = new URL('../workers/member-thread.node.ts', import.meta.url);

/**
 * Who trains members for the command line.
 * @param members that can be trained at the same time @returns undefined for this thread alone
 */
export const trainerOn = (device: Device, members: number, hyper: Hyper): ThreadedTrainer | undefined =>
  trainerFor({ device, cores: availableParallelism(), start: () => nodeThread(MEMBER) }, members, hyper);
