import { shownOf } from '../state/loading.ts';
import { probe } from '../state/probe.ts';
import { formatNumber, formatValue, monthText, placeText, QUANTITIES } from '../state/quantity.ts';
import { use } from './use.ts';

/** The value under pointer or probe, read from the store. */
export function Readout() {
  const at = use(probe, (p) => p.at);
  const loading = use(probe, (p) => p.reading);
  const reading = shownOf(loading);
  const quantity = reading && QUANTITIES[reading.variable];
  return (
    <div className="card readout">
      <output
        aria-label="Value at cursor"
        aria-live="polite"
        data-value={reading ? String(reading.value) : undefined}
        data-row={reading?.cell.row}
        data-col={reading?.cell.col}
        data-level={reading?.level}
        data-month={reading?.month}
        data-field={reading?.variable}
        data-kind={reading?.kind}
      >
        {reading && quantity ? (
          <>
            <span className="value">{formatValue(reading.value, quantity)}</span>
            {reading.interval && Number.isFinite(reading.value) && (
              <span className="interval number">
                {' '}
                {formatNumber(reading.interval[0], quantity.digits)} to{' '}
                {formatNumber(reading.interval[1], quantity.digits)} (90 %)
              </span>
            )}
            <span className="unseen">
              , {quantity.label}, {monthText(reading.month)},{' '}
              {reading.kind === 'forecast' ? 'forecast' : 'process estimate'}
            </span>
          </>
        ) : (
          <span className="interval">
            {loading.at === 'failed'
              ? loading.error.message
              : at
                ? 'Outside the map data'
                : 'Point at the map to read a value'}
          </span>
        )}
      </output>
      {at && (
        <div className="where number">
          {placeText(at)}
          {reading && `, ${CELL_SIZES[reading.level]} cell`}
        </div>
      )}
    </div>
  );
}

const CELL_SIZES = { M01: '1 km', M03: '3 km', M09: '9 km', M36: '36 km' } as const;
