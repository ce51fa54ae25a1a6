// First file of a thread of Node: registers the loader that reads TypeScript, then runs the file it is given.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.file);
