import { describe, expect, it } from 'vitest';
import type { Rejection } from '../sources/source.ts';
import { commonest, rejectedPlaces, rejectedRows } from './rejected-rows.ts';

const at = { lat: 68, lon: -149 };
const all: readonly Rejection[] = [
  { file: 'b.csv', where: 'line 10', rule: 'not a year', todo: 'correct it', found: '199x', at },
  { file: 'b.csv', where: 'line 9', rule: 'not a year', todo: 'correct it', found: '20', at },
  { file: 'a.csv', where: 'line 100', rule: 'no place', todo: 'give one', count: 7 },
];
const every = { file: '', rule: '', text: '', sort: { column: 'where', descending: false } } as const;

describe('rejected rows', () => {
  it('are in the order of their numbers, not of their digits', () => {
    expect(rejectedRows(all, every).map((r) => r.where)).toEqual(['line 9', 'line 10', 'line 100']);
    const down = { ...every, sort: { column: 'count', descending: true } } as const;
    expect(rejectedRows(all, down).map((r) => r.count)).toEqual([7, undefined, undefined]);
  });

  it('are found by file, reason and any text', () => {
    expect(rejectedRows(all, { ...every, file: 'a.csv' })).toHaveLength(1);
    expect(rejectedRows(all, { ...every, rule: 'not a year' })).toHaveLength(2);
    expect(rejectedRows(all, { ...every, text: ' 199X ' }).map((r) => r.where)).toEqual(['line 10']);
  });

  it('are those near a place, where that is asked and their file says where they belong', () => {
    const near = { lat: 68.03, lon: -149, within: 5000 };
    expect(rejectedRows(all, { ...every, near }).map((r) => r.where)).toEqual(['line 9', 'line 10']);
    expect(rejectedRows(all, { ...every, near: { ...near, within: 100 } })).toHaveLength(0);
  });

  it('are offered by how many values they cost, and stand once on the map', () => {
    expect(commonest(all, 'rule', 9)).toEqual(['no place', 'not a year']);
    expect(commonest(all, 'file', 1)).toEqual(['a.csv']);
    expect(rejectedPlaces(all)).toEqual([at]);
  });
});
