import { isoMonth } from '../core/month.ts';
import { VERSION } from '../core/version.ts';
import type { StoreMeta } from '../store/schema.ts';

/** What every exported file says of itself. */
export interface About {
  readonly title: string;
  readonly source: string;
  readonly references: string;
  readonly license: string;
  readonly history: string;
  /** Says whether the gridded values are modelled, for a person. */
  readonly comment: string;
  readonly software: string;
}

const unique = (texts: readonly string[]): string => [...new Set(texts.filter(Boolean))].join('; ');

/**
 * @param what the part that leaves, for a person: 't_air at M09, 2000-01..2010-12'
 * @param when ISO 8601, the time of the export
 */
export function aboutExport(meta: StoreMeta, what: string, when: string): About {
  const { model = {} } = meta;
  const said = Object.entries(model).map(([key, value]) => `${key} ${value}`);
  return {
    title: meta.title,
    source: unique([
      ...meta.provenance.map((p) => p.source),
      ...(said.length > 0 ? [`ensemble: ${said.join(', ')}`] : []),
    ]),
    references: unique(meta.provenance.flatMap((p) => [p.citation, p.doi ? `doi:${p.doi}` : ''])),
    license: meta.licence,
    history: `${when} Thawcast ${VERSION}: exported ${what} of "${meta.title}", a store made ${meta.created}`,
    comment: meta.modelled
      ? 'Modelled: gridded targets are the output of models, not measurements.'
      : 'Gridded targets hold measurements; each variable says whether it is modelled.',
    software: `Thawcast ${VERSION}`,
  };
}

/** `2000-01..2010-12` of a half-open span. */
export const spanText = ([from, to]: readonly [number, number]): string => `${isoMonth(from)}..${isoMonth(to - 1)}`;
