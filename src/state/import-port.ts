import type { DiagnoseOrder, ImportOrder, ImportResult, InspectOrder } from '../../workers/import.protocol.ts';
import type { Progress } from '../core/progress.ts';
import type { Diagnostics } from '../preprocess/diagnostics/diagnostics.ts';
import type { Inspection } from '../preprocess/inspection.ts';
import type { StoreRef } from '../store/ref.ts';

type Told = (progress: Progress) => void;

/** What the page wants of the import worker. All calls reject with StudioErrors, and with Cancelled at once when cancelled. */
export interface ImportPort {
  inspect(order: InspectOrder, onStep: Told, signal: AbortSignal): Promise<Inspection>;
  importFiles(order: ImportOrder, onStep: Told, signal: AbortSignal): Promise<ImportResult>;
  diagnose(order: DiagnoseOrder, onStep: Told, signal: AbortSignal): Promise<Diagnostics>;
  pack(ref: StoreRef, onStep: Told, signal: AbortSignal): Promise<Blob>;
}
