import { type OnProgress, ProgressMeter } from '../core/progress.ts';
import type { StoreWriter } from '../store/writer.ts';
import type { GridField } from './grid-fields.ts';
import type { Recipe } from './recipe.ts';
import { type FieldWritten, type Span, tileCount, writeGridField } from './write-grid-field.ts';

interface Order {
  readonly writer: StoreWriter;
  readonly span: Span;
  readonly recipe: Pick<Recipe, 'leastCover' | 'extent'>;
  readonly onProgress?: OnProgress | undefined;
}

/** Writes fields from files one after another. @returns a sentence on each @throws Cancelled */
export async function writeFields(fields: readonly GridField[], order: Order, signal?: AbortSignal): Promise<string[]> {
  const { writer, span, recipe, onProgress } = order;
  const tiles = fields.reduce((n, f) => n + tileCount(f), 0);
  const meter = new ProgressMeter('Bringing fields to the grid', tiles, onProgress);
  const notes: string[] = [];
  for (const field of fields) {
    const written = await writeGridField({ writer, field, span, ...recipe, meter }, signal);
    notes.push(noteOf(field, written));
  }
  return notes;
}

function noteOf({ info, level, method, grids }: GridField, w: FieldWritten): string {
  const parts = [
    `field ${info.name}: ${w.values} values at ${level === 'M01' ? '1 km' : '9 km'}, ${method}, from ${grids.length === 1 ? '1 grid' : `${grids.length} grids`}`,
    w.impossible > 0 ? `${w.impossible} values outside what ${info.variable} can be were left out` : '',
    w.contradicted > 0 ? `${w.contradicted} values where grids overlap and disagree are the first grid's` : '',
    w.outside > 0 ? `${w.outside} steps lie outside the store's months` : '',
  ];
  return parts.filter((p) => p !== '').join('; ');
}
