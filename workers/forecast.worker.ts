import { forecastHandlers } from './forecast.handlers.ts';
import { type Port, serve } from './rpc.server.ts';

// Queued: one device, one forecast at a time.
serve(self as unknown as Port, forecastHandlers(), { queue: true });
