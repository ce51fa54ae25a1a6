import { ImportClient } from '../../workers/import.client.ts';
import type { ImportPort } from './import-run.ts';
import { tell } from './studio.ts';

const client = new ImportClient({ onRestart: (error) => tell('info', error.message) });

/** The import worker as the page uses it. */
export const importWorker: ImportPort = {
  import: (files, onStep, signal) =>
    client.importFiles(
      { files: files.map((file) => ({ name: file.webkitRelativePath || file.name, blob: file })) },
      onStep,
      signal,
    ),
};
