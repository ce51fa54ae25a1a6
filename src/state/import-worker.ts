import { ImportClient } from '../../workers/import.client.ts';
import type { ImportPort } from './import-port.ts';
import { tell } from './studio.ts';

/** The import worker as the page uses it. */
export const importWorker: ImportPort = new ImportClient({ onRestart: (error) => tell('info', error.message) });
