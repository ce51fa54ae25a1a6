import { readFile } from 'node:fs/promises';
import { toWire } from '../src/core/wire.ts';
import { forecastTile, type TileJob } from '../src/forecast/forecast-tile.ts';
import { tileJob } from '../src/forecast/roll-out.ts';
import { readEnsemble } from '../src/learn/ensemble-file.ts';
import { useDevice } from '../src/nn/device.ts';
import type { ProcessOrder, ProcessReply, ProcessRequest } from './forecast-processes.ts';
import { storeAt } from './learning-options.ts';

// One forecast process: prepares once, then answers a tile for every box it is sent. Ends with its parent.
const post = (reply: ProcessReply) => process.send?.(reply);
let job: TileJob | undefined;

async function start({ store: path, model, device, order }: ProcessOrder): Promise<void> {
  const ensemble = readEnsemble(new Uint8Array(await readFile(model)), model);
  const store = await storeAt(path);
  await useDevice(device);
  job = await tileJob({ ensemble, store, order });
  post({ kind: 'ready' });
}

process.on('disconnect', () => process.exit());
process.on('message', async (request: ProcessRequest) => {
  try {
    if (request.kind === 'start') await start(request.order);
    else if (job) post({ kind: 'tile', tile: await forecastTile(job, request.box) });
  } catch (error) {
    post({ kind: 'failed', error: toWire(error) });
  }
});
