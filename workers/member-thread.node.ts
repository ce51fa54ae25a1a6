import { memberHandlers } from './member.handlers.ts';
import { nodePort } from './node-thread.node.ts';
import { serve } from './rpc.server.ts';

// Not queued: `stop` must pass the member it ends.
serve(nodePort(), memberHandlers());
