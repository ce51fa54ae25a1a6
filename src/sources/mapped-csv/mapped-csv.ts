import { UnreadableFile } from '../../core/error.ts';
import type { Provenance } from '../../store/schema.ts';
import type { Imported, Source } from '../source.ts';
import { type ColumnMapping, checkMapping } from './column-mapping.ts';
import { isMappingText, mappingFor } from './mapping-for.ts';
import { proposeMapping } from './propose-mapping.ts';
import { readMapped } from './read-mapped.ts';
import { tableSample } from './table-sample.ts';

/**
 * Any table of points: ITEX and whatever a person keeps in a spreadsheet. With a column mapping beside it (`.json`) it is read as that
 * says; without one only when headings say everything: quantity, unit, place, date. What they leave open is asked.
 */
export const mappedCsv: Source = {
  id: 'mapped-csv',
  title: 'a table through a column mapping (CSV or Excel)',
  probe: (candidate) => {
    if (isMappingText(candidate.text)) return 'certain';
    return tableSample(candidate) ? 'possible' : 'no';
  },
  async read(candidate, companions, signal) {
    if (isMappingText(candidate.text)) return theMappingItself(candidate.file.name, candidate.text);
    const given = await mappingFor(candidate.file.name, companions);
    if (given)
      return readMapped(candidate, given, { source: 'mapped', rank: 2, provenance: provenanceOf(given) }, signal);
    const sample = tableSample(candidate);
    if (!sample)
      throw new UnreadableFile({ file: candidate.file.name, expected: 'a row of headings above rows of numbers' });
    const { mapping, questions, understood } = proposeMapping(sample);
    if (!mapping || questions.length > 0) {
      throw new UnreadableFile({
        file: candidate.file.name,
        line: sample.heading,
        expected: `a column mapping that answers: ${questions.join('; ')}${understood.length > 0 ? `. Understood so far: ${understood.join('; ')}` : ''}`,
      });
    }
    const read = await readMapped(
      candidate,
      mapping,
      { source: 'mapped', rank: 0, provenance: provenanceOf(mapping) },
      signal,
    );
    return { ...read, notes: ['columns understood by their headings; nothing was left open', ...read.notes] };
  },
};

function theMappingItself(name: string, text: string): Imported {
  let mapping: ColumnMapping;
  try {
    mapping = checkMapping(JSON.parse(text));
  } catch (cause) {
    throw new UnreadableFile(
      { file: name, expected: `a whole column mapping (${cause instanceof Error ? cause.message : String(cause)})` },
      cause,
    );
  }
  return {
    observations: [],
    series: [],
    grids: [],
    rejected: [],
    notes: [`column mapping, used when ${mapping.file} of the same folder is read`],
    provenance: provenanceOf(mapping),
  };
}

export const provenanceOf = (m: ColumnMapping): Provenance => ({
  source: 'mapped-csv',
  citation: m.citation,
  ...(m.licence === undefined ? {} : { licence: m.licence }),
  ...(m.doi === undefined ? {} : { doi: m.doi }),
  note: `columns: ${m.values.map((v) => `${v.column} as ${v.variable}, ${v.unit}`).join('; ')}`,
});
