import { BadRequest } from '../core/error.ts';
import type { ImportPort } from './import-run.ts';

export const importWorker: ImportPort = {
  import: () => Promise.reject(new BadRequest({ what: 'these files', expected: 'a store as zip' })),
};
