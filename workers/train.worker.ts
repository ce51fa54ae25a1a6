import { openRef } from '../src/store/ref.ts';
import { type Port, serve } from './rpc.server.ts';
import { trainHandlers } from './train.handlers.ts';

// Not queued: `stop` must pass the order it ends.
serve(
  self as unknown as Port,
  trainHandlers({
    open: openRef,
    startMember: () => new Worker(new URL('./member.worker.ts', import.meta.url), { type: 'module', name: 'member' }),
    cores: navigator.hardwareConcurrency,
  }),
);
