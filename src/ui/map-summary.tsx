import { picture } from '../state/picture.ts';
import { formatNumber, QUANTITIES } from '../state/quantity.ts';
import { summarise } from '../state/summary.ts';
import { use } from './use.ts';

/** The map in one sentence, for everyone and for those who cannot see it. */
export function MapSummary() {
  const shown = use(picture, (p) => p);
  const summary = summarise(shown);
  if (!summary || shown.at === 'empty') return null;
  const { digits, unit } = QUANTITIES[shown.question.variable];
  const number = (value: number): string => formatNumber(value, digits);
  return (
    <p className="note number" title="Cells of the grid have equal areas, so a plain mean is the area mean.">
      Over the whole map: mean {number(summary.mean)} {unit}, from {number(summary.low)} to {number(summary.high)}, in{' '}
      {summary.cells.toLocaleString('en')} cells of equal area.
    </p>
  );
}
