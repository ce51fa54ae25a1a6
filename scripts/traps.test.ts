import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/**
 * Every known trap of real data has a test whose title carries its id. The ids stand here, so that the gate holds without the data; where
 * the data lie beside the project, their own list must be the same.
 */
const TRAPS = {
  CALM: 15,
  GTNP: 12,
  ABC: 18,
  ARF: 11,
  K1: 11,
  HD: 7,
  ST: 6,
  ERA: 4,
  EASE: 7,
  TV: 5,
  GIPL: 2,
  VEC: 4,
  FMT: 13,
  UAV: 5,
};
const IDS = Object.entries(TRAPS).flatMap(([kind, n]) => Array.from({ length: n }, (_, i) => `${kind}-${i + 1}`));

const root = path.resolve(import.meta.dirname, '..');
const LIST = path.join(root, '../shared/data/README.md');

function testFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.(test|spec)\.tsx?$/.test(f))
    .map((f) => path.join(root, folder, f));
}

/** Name at the root of `it`, `it.each(table)`, `describe.skipIf(x)`. */
function rootOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) || ts.isTaggedTemplateExpression(node))
    return rootOf(ts.isTaggedTemplateExpression(node) ? node.tag : node.expression);
  return '';
}

/** Titles of tests and of groups of tests in a source text. */
function titlesIn(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ['it', 'test', 'describe'].includes(rootOf(node.expression))) {
      const title = node.arguments[0];
      if (title && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) found.push(title.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('t.tsx', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

const idsIn = (text: string): string[] => text.match(/\b[A-Z][A-Z0-9]*-\d+\b/g) ?? [];

describe('the traps of real data', () => {
  it('are looked for in titles only, never in comments or in what a test does', () => {
    const source =
      "it.each([1])(\n'a (CALM-1)', () => {}); // CALM-2\ndescribe.skipIf(x)(`b (ABC-3)`, () => it('c', () => 'CALM-4'));";
    expect(titlesIn(source).flatMap(idsIn)).toEqual(['CALM-1', 'ABC-3']);
  });

  it('each have a test that shows what becomes of them', () => {
    const titles = ['src', 'cli', 'workers', 'scripts', 'e2e']
      .flatMap(testFiles)
      .flatMap((f) => titlesIn(readFileSync(f, 'utf8')));
    const shown = new Set(titles.flatMap(idsIn));
    expect(IDS.filter((id) => !shown.has(id))).toEqual([]);
  });

  it.skipIf(!existsSync(LIST))('are those that the list beside the data names (needs ../shared/data)', () => {
    const known = new Set(Object.keys(TRAPS));
    const listed = idsIn(readFileSync(LIST, 'utf8')).filter((id) => known.has(id.split('-')[0] ?? ''));
    const tables = [...readFileSync(LIST, 'utf8').matchAll(/^\| ([A-Z][A-Z0-9]*-\d+) \|/gm)].map((m) => m[1] as string);
    expect([...new Set(listed)].sort()).toEqual([...IDS].sort());
    expect(tables.filter((id) => !IDS.includes(id))).toEqual([]);
  });
});
