import { describe, expect, it } from 'vitest';
import { verdicts } from './bars.ts';
import { intoPage, markdown } from './markdown.ts';
import { rowOf } from './row.ts';

describe('tables of a page', () => {
  it('take the place of those between the marks and leave the rest', () => {
    const page = 'before\n<!-- bench -->\nold $1\n<!-- /bench -->\nafter\n';
    expect(intoPage(page, 'new $&')).toBe('before\n<!-- bench -->\nnew $&\n<!-- /bench -->\nafter\n');
    expect(intoPage('', 'new')).toBe('new');
  });

  it('have a line for every row, bar and absent row', () => {
    const about = { name: 'x', shape: 'small', backend: 'wasm', device: 'here', unit: 'ms', peerName: 'a | b' };
    const text = markdown([rowOf(about, [1, 2, 3], [4, 4, 4])], [{ name: 'y', why: 'no y here' }], verdicts([]));
    expect(text).toContain('| x | small | wasm | 2.000 | 4.000 | ms | 0.500 |');
    expect(text).toContain('a \\| b');
    expect(text).toContain('- y: no y here');
    expect(text.match(/not measured/g)?.length).toBe(verdicts([]).length);
  });
});
