import workUrl from '../work/browser.worker.ts?worker&url';
import { pageWorkers } from './page-workers.ts';

window.bench = pageWorkers();
// The page of the studio starts the same worker from its own origin.
document.documentElement.dataset.work = new URL(workUrl, import.meta.url).href;
