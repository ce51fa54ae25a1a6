import { formatNumber, QUANTITIES } from '../state/quantity.ts';
import type { Question } from '../state/question.ts';
import { cssGradient } from './colour-table.ts';
import { scaleOf } from './painting.ts';

const STEPS = 4;

/** The colour scale of what is on the map, from the same table as the shader. */
export function Legend({ question }: { readonly question: Question }) {
  const quantity = QUANTITIES[question.variable];
  const { colours, domain } = scaleOf(question);
  const [low, high] = domain;
  const ticks = Array.from({ length: STEPS + 1 }, (_, i) => low + ((high - low) * i) / STEPS);
  const spread = question.statistic === 'spread';
  return (
    <section className="card legend" aria-label="Legend">
      <div className="legend-title">
        <b>{spread ? `${quantity.label}, 90 % width` : quantity.label}</b>
        <span>{quantity.unit}</span>
      </div>
      <div className="legend-bar" style={{ background: cssGradient(colours) }} />
      <div className="legend-ticks number">
        {ticks.map((tick, i) => (
          <span key={tick} style={{ left: `${(100 * i) / STEPS}%` }}>
            {i === STEPS ? '≥ ' : i === 0 && low < 0 ? '≤ ' : ''}
            {formatNumber(tick, high <= 1 ? 2 : high <= 5 ? 1 : 0)}
          </span>
        ))}
      </div>
      <div className="legend-ends">
        <span>{spread ? 'sure' : quantity.ends[0]}</span>
        <span>{spread ? 'unsure' : quantity.ends[1]}</span>
      </div>
    </section>
  );
}
