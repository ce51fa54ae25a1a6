import { expect, it } from 'vitest';
import { groupRejections } from './group-rejections.ts';

it('gathers rejections by file and rule, counts all and names the first places', () => {
  const line = (n: number) => ({
    file: 'a.csv',
    where: `line ${n}`,
    column: 'gpp',
    found: '-4',
    rule: 'out of range',
    todo: 'check',
  });
  const groups = groupRejections([
    ...Array.from({ length: 9 }, (_, i) => line(i + 2)),
    { file: 'b.csv', rule: 'not recognised', todo: 'send it to us', count: 3 },
  ]);
  expect(groups).toHaveLength(2);
  expect(groups[0]).toMatchObject({ file: 'a.csv', count: 9 });
  expect(groups[0]?.places[0]).toBe('line 2, gpp “-4”');
  expect(groups[0]?.places).toHaveLength(6);
  expect(groups[1]).toMatchObject({ count: 3, places: [] });
});
