import { towerHeader } from '../tower/tower-header.ts';

export type ProductStep = 'half hours' | 'days' | 'weeks' | 'months' | 'years';

/** Time step of a processed table, by the form of its first time. Undefined when there is no row to tell. */
export function stepOf(text: string): ProductStep | undefined {
  const header = towerHeader(text);
  if (!header) return undefined;
  const row = text
    .split('\n')
    .slice(header.line - 1)
    .find((l) => l.trim() !== '' && !l.startsWith('#'));
  const digits = row?.split(header.delimiter)[0]?.replaceAll('"', '').trim().length ?? 0;
  if (header.columns[0] !== 'TIMESTAMP') return digits === 12 ? 'half hours' : digits === 8 ? 'weeks' : undefined;
  return ({ 8: 'days', 6: 'months', 4: 'years' } as const)[digits as 8];
}

/** Name of the finer table of the same tower and product among the companions, if it is there: that one is read instead. */
export function finerTable(name: string, companions: readonly { readonly name: string }[]): string | undefined {
  const finer = [/_(DD|WW|MM|YY)_/, /_(WW|MM|YY)_/].flatMap((at, i) =>
    at.test(name)
      ? (i === 0 ? ['_HH_', '_HR_'] : ['_DD_', ...(/_(WW|YY)_/.test(name) ? ['_MM_'] : [])]).map((to) =>
          name.replace(at, to),
        )
      : [],
  );
  return finer.find((f) => companions.some((c) => c.name === f));
}
