import { memberHandlers } from './member.handlers.ts';
import { type Port, serve } from './rpc.server.ts';

// Not queued: `stop` must pass the member it ends.
serve(self as unknown as Port, memberHandlers());
