import { parseIsoMonth } from '../../core/month.ts';
import { VARIABLES, type Variable, type VariableName } from '../../core/variable.ts';
import { intoCanonical } from '../raster/into-canonical.ts';
import { timeOf } from '../raster/raster-meaning.ts';
import type { BandAsk } from '../raster/read-bands.ts';
import type { GridTime } from '../source.ts';
import type { GdalItem } from './gdal-metadata.ts';
import type { GeotiffBand } from './open-geotiff.ts';

/** Quantities that do not change with the months. */
const STATIC: ReadonlySet<VariableName> = new Set([
  'elevation',
  'slope',
  'land',
  'wetness',
  'tree',
  'organic',
  'permafrost',
]);

/** What a band says of itself: by description or metadata, quantity and unit and time all three, or else a question. */
export function ownMeaning(index: number, band: GeotiffBand, items: readonly GdalItem[]): BandAsk {
  const { description } = band;
  const text = (name: string) =>
    items.find((i) => i.sample === index && i.name.toLowerCase() === name)?.text ??
    items.find((i) => i.sample === undefined && i.name.toLowerCase() === name)?.text ??
    '';
  const ask = (question: string): BandAsk => ({ description, own: undefined, question });
  const named = [text('standard_name'), text('netcdf_varname'), description]
    .map(variableNamed)
    .find((v) => v !== undefined);
  if (!named)
    return ask(
      description === ''
        ? 'nothing says what this band means'
        : `nothing says what "${description}" means, its unit and its time`,
    );
  const unit = band.unit || text('units');
  if (unit === '') return ask(`${named} without a unit`);
  const convert = intoCanonical(named, unit, text('positive') || undefined);
  if (typeof convert === 'string') return ask(convert);
  const time = timeNamed(named, [text('month'), text('time'), description]);
  if (!time) return ask(`${named}, but nothing says of which month`);
  return {
    description,
    own: { variable: named, convert, time, note: `by its metadata: ${named}, ${unit}` },
    question: '',
  };
}

/** `t_air`, `air_temperature`, `t_air 2017-07`. */
function variableNamed(text: string): VariableName | undefined {
  const word = text.trim().toLowerCase().split(/\s+/)[0] ?? '';
  return (Object.keys(VARIABLES) as VariableName[]).find((name) => {
    const { standardName }: Variable = VARIABLES[name];
    return word === name || (standardName !== undefined && word === standardName);
  });
}

function timeNamed(variable: VariableName, texts: readonly string[]): GridTime | undefined {
  if (STATIC.has(variable)) return { at: 'static' };
  for (const text of texts) {
    const month = /(?:^|\s)(\d{4}-\d{2})$/.exec(text.trim())?.[1];
    if (month !== undefined && parseIsoMonth(month) !== undefined) return timeOf(month);
  }
  return undefined;
}
