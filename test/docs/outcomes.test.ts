import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { withTable } from '../../docs/outcomes.ts';
import { outcomeCodes } from '../../lambda/hire/outcomes.ts';

const page = readFileSync('docs/outcomes.md', 'utf8');
const rows = /^\| `.*\n/gm;

test('the page’s table of outcomes is the one that the code follows', () => {
  expect(withTable(page.replaceAll(rows, ''))).toBe(page);
});

test('every code has one row', () => {
  const codes = [...page.matchAll(/^\| `(.+?)` \|/gm)].map(([, code]) => code);
  expect(codes).toEqual(outcomeCodes);
});

test('no cell breaks its row', () => {
  for (const [row] of page.matchAll(rows)) expect(row.split('|')).toHaveLength(6);
});
