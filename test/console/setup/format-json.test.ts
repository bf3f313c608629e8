import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { formatJson } from '../../../console/setup/format-json.ts';

test('a new file is the one that the README shows', async () => {
  const [, shown = ''] = /```json\n(.*?)```/s.exec(await readFile('README.md', 'utf8')) ?? [];
  expect(formatJson(JSON.parse(shown), undefined)).toBe(shown);
});

test('a file with each value on a line of its own stays one', () => {
  const before = JSON.stringify({ oneLogin: { host: 'acme.onelogin.com' } }, undefined, 2);
  const after = { oneLogin: { host: 'initech.onelogin.com' } };
  expect(formatJson(after, `${before}\n`)).toBe(`${JSON.stringify(after, undefined, 2)}\n`);
});

test('what does not fit into a line is broken into several', () => {
  const long = Array.from({ length: 3 }, () => 'a'.repeat(50));
  const item = `    "${'a'.repeat(50)}"`;
  expect(formatJson({ long, few: [1, { none: {} }] }, undefined)).toBe(
    `{\n  "long": [\n${[item, item, item].join(',\n')}\n  ],\n  "few": [1, { "none": {} }]\n}\n`,
  );
});
