import { partHandlers } from '../workers/forecast-part.handlers.ts';
import { nodePort } from '../workers/node-thread.node.ts';
import { serve } from '../workers/rpc.server.ts';
import { storeAt } from './store-at.ts';

// One thread of a forecast; ends when the main thread closes it.
serve(nodePort(), partHandlers(storeAt));
