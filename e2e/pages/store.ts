import { exportBlob } from '../../src/export/export-blob.ts';
import type { ExportOrder } from '../../src/export/export-store.ts';
import { openStore } from '../../src/store/open.ts';
import { listOpfs, opfsStorage, removeOpfs } from '../../src/store/opfs.ts';
import { packZip } from '../../src/store/pack-zip.ts';
import type { StoreRef } from '../../src/store/ref.ts';
import { wanted, writeTestStore } from '../../src/store/test-store.ts';
import { DataClient } from '../../workers/data.client.ts';

/** What the browser test asks of this page: stores in the browser's own file system, and the real data worker. */
const told: string[] = [];
const client = new DataClient({ onRestart: (e) => told.push(e.message) });
const PATH = 'stores/test.zarr';
const open: number[] = [];

const trial = {
  told,
  async write(): Promise<string[]> {
    await writeTestStore(opfsStorage(PATH));
    return opfsStorage(PATH).list();
  },
  /** Opens in the worker; gives the title. */
  async open(kind: 'opfs' | 'zip'): Promise<string> {
    const blob = kind === 'zip' ? await packZip(opfsStorage(PATH)) : undefined;
    const ref: StoreRef = blob ? { at: 'zip', name: 'test.zip', blob } : { at: 'opfs', path: PATH };
    const { handle, meta } = await client.open(ref);
    open.push(handle);
    return meta.title;
  },
  /** Largest difference to what was written, over a year of all Alaska, in the store opened last; holes must agree. */
  async worst(): Promise<number> {
    const values = await client.frames({
      handle: open.at(-1)!,
      field: 't_air',
      level: 'M09',
      months: [240, 252],
      rows: [0, 120],
      cols: [0, 384],
    });
    let worst = 0;
    values.forEach((v, i) => {
      const w = wanted(Math.floor(i / (120 * 384)), Math.floor(i / 384) % 120, i % 384);
      if (Number.isNaN(v) !== Number.isNaN(w)) worst = Number.POSITIVE_INFINITY;
      else if (!Number.isNaN(v)) worst = Math.max(worst, Math.abs(v - w));
    });
    return worst;
  },
  /** A file made of the store in this browser's own file system, as text of base 64. */
  async exported(order: ExportOrder): Promise<string> {
    const bytes = new Uint8Array(await (await exportBlob(await openStore(opfsStorage(PATH)), order)).arrayBuffer());
    let text = '';
    for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
    return btoa(text);
  },
  /** Flips a byte of a shard in place and reads it: tag and message of the error. */
  async damage(): Promise<{ tag: string; message: string }> {
    const key = 'M09/t_air/c/0/0/0';
    const storage = opfsStorage(PATH);
    const bytes = (await storage.get(key))!;
    bytes[20]! ^= 0xff;
    await storage.set(key, bytes);
    const { handle } = await client.open({ at: 'opfs', path: PATH });
    open.push(handle);
    return trial.worst().then(
      () => ({ tag: 'none', message: '' }),
      (e: { tag: string; message: string }) => ({ tag: e.tag, message: e.message }),
    );
  },
  async remove(): Promise<string[]> {
    await removeOpfs(PATH);
    await openStore(opfsStorage(PATH)).catch((e: Error) => told.push(e.message));
    return listOpfs('stores');
  },
};

declare global {
  interface Window {
    storeTrial: typeof trial;
  }
}
window.storeTrial = trial;
document.documentElement.dataset.ready = 'yes';
