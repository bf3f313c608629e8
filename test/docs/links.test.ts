import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { anchorsIn, documents, read, relativeLinksIn } from './markdown.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe.each(documents)('%s', (document) => {
  test('leads only to what is there: files, folders and headings', () => {
    const dead = relativeLinksIn(read(document)).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? document : normalize(join(dirname(document), path));
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchorsIn(read(file)).includes(anchor);
    });
    expect(dead).toEqual([]);
  });
});

test('every document can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const document of reached) {
    const files = relativeLinksIn(read(document)).map((link) => link.split('#')[0] ?? '');
    for (const file of files.filter((file) => file.endsWith('.md')))
      reached.add(normalize(join(dirname(document), file)));
  }
  expect([...reached].sort()).toEqual(documents);
});

test('the README leads at once to what a code means, what a hire costs, and where the policy is', () => {
  const links = relativeLinksIn(read('README.md'));
  expect(links).toEqual(expect.arrayContaining(['docs/outcomes.md', 'docs/cost.md', 'docs/architecture.md']));
  expect(read('docs/outcomes.md')).toContain('`USER_SUSPENDED`');
  expect(anchorsIn(read('docs/cost.md'))).toContain('a-million-hires');
  expect(relativeLinksIn(read('docs/architecture.md'))).toContain('../lambda/hire/decide.ts');
});
