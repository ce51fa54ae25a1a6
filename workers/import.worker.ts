import { importHandlers } from './import.handlers.ts';
import { type Port, serve } from './rpc.server.ts';

serve(self as unknown as Port, importHandlers(), { queue: true });
