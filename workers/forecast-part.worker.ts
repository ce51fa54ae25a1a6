import { openRef } from '../src/store/ref.ts';
import { partHandlers } from './forecast-part.handlers.ts';
import { type Port, serve } from './rpc.server.ts';

serve(self as unknown as Port, partHandlers(openRef));
