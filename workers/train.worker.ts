import { type Port, serve } from './rpc.server.ts';
import { trainHandlers } from './train.handlers.ts';

// Not queued: `stop` must pass the order it ends.
serve(self as unknown as Port, trainHandlers());
