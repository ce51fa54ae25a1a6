import { ImportClient } from '../../workers/import.client.ts';
import type { ExportPort } from './export-run.ts';
import type { ImportPort } from './import-port.ts';
import { tell } from './studio.ts';

const client = new ImportClient({ onRestart: (error) => tell('info', error.message) });

/** The import worker as the page uses it. */
export const importWorker: ImportPort = client;
/** The same worker, for files that leave. */
export const exportWorker: ExportPort = client;
