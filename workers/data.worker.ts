import { dataHandlers } from './data.handlers.ts';
import { type Port, serve } from './rpc.server.ts';

serve(self as unknown as Port, dataHandlers());
