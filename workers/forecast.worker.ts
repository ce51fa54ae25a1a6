import { forecastHandlers } from './forecast.handlers.ts';
import { type Port, serve } from './rpc.server.ts';

// Queued: one device, one forecast at a time.
// Workers of a worker: not every browser has them.
const startPart =
  typeof Worker === 'undefined'
    ? undefined
    : () =>
        new Worker(new URL('./forecast-part.worker.ts', import.meta.url), { type: 'module', name: 'forecast-part' });

serve(self as unknown as Port, forecastHandlers(startPart), { queue: true });
